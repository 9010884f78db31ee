import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { examplesOf, root } from './markdown.ts';

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);
mkdirSync(join(root, '.countersign'), { recursive: true });
const scratch = mkdtempSync(join(root, '.countersign/examples-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A reader's strict project, with `countersign/…` standing for this repository's sources. */
const configuration = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    noEmit: true,
    lib: ['ES2024', 'DOM'],
    noUnusedLocals: false,
    paths: {
      'countersign/testing/vitest': [join(root, 'lib/testing/vitest.ts')],
      'countersign/challenges/email': [join(root, 'lib/challenges/email.ts')],
      'countersign/*': [join(root, 'lib/*/index.ts')],
    },
  },
  include: ['.'],
  exclude: [],
};

it.each(pages)('every example of %s compiles in a strict project', (page) => {
  const folder = join(scratch, page.replace(/\W/g, '-'));
  const examples = examplesOf(page);
  for (const { file, code } of examples) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  expect(new Set(examples.map(({ file }) => file)).size).toBe(examples.length);
  if (examples.length === 0) return;
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  expect(compile(folder)).toBe('');
});

function compile(folder: string): string {
  try {
    return execFileSync('tsc', ['-p', folder], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  }
}
