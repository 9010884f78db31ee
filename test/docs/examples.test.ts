import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
      // As much of them as the pages use: they are the reader's own dependencies, and none of this repository.
      '@aws-amplify/backend': [join(root, 'test/docs/aws-amplify-backend.d.ts')],
      '@aws-sdk/client-dynamodb': [join(root, 'test/docs/client-dynamodb.d.ts')],
      '@sentry/aws-serverless': [join(root, 'test/docs/sentry-aws-serverless.d.ts')],
      'countersign/challenges/email': [join(root, 'lib/challenges/email.ts')],
      'countersign/ui/*': [join(root, 'lib/ui/*.ts')],
      'countersign/*': [join(root, 'lib/*/index.ts')],
    },
  },
  include: ['.'],
  exclude: ['bundled'],
};

/** The pages whose examples a bundler takes: Vite's, or Next.js's. */
const BUNDLED = ['docs/ui.md'];
const bundled = {
  ...configuration,
  compilerOptions: {
    ...configuration.compilerOptions,
    module: 'ESNext',
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: false,
    jsx: 'react-jsx',
    paths: {
      ...configuration.compilerOptions.paths,
      '@vitejs/plugin-vue': [join(root, 'test/docs/vite-plugin-vue.d.ts')],
      'next/headers': [join(root, 'test/docs/next-headers.d.ts')],
    },
  },
  exclude: [],
};

const folderOf = (page: string): string => `${BUNDLED.includes(page) ? 'bundled/' : ''}${page.replace(/\W/g, '-')}`;

/** What the compiler says about all pages, a line each: it reads what they import once. */
let complaints: readonly string[];

beforeAll(() => {
  for (const page of pages) {
    const folder = join(scratch, folderOf(page));
    for (const { file, code } of examplesOf(page)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), code);
    }
  }
  writeFileSync(join(scratch, 'package.json'), '{"type":"module"}');
  writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify(configuration));
  writeFileSync(join(scratch, 'bundled/tsconfig.json'), JSON.stringify(bundled));
  complaints = [compile('.'), compile('bundled')].flatMap((said) => said.split('\n').filter(Boolean));
});

it.each(pages)('every example of %s compiles in a strict project', (page) => {
  const files = examplesOf(page).map(({ file }) => file);
  expect(new Set(files).size).toBe(files.length);
  expect(complaints.filter((line) => line.startsWith(`${folderOf(page)}/`))).toEqual([]);
});

it('and the compiler complains about nothing else', () => {
  expect(complaints).toEqual([]);
});

function compile(project: string): string {
  try {
    return execFileSync('tsc', ['-p', project], { cwd: scratch, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  }
}
