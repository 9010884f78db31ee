import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { FOR_BROWSERS } from '../support/for-browsers.ts';

const here = dirname(fileURLToPath(import.meta.url));
const client = join(here, '../../lib/client/index.ts');
const tsc = join(here, '../../node_modules/.bin/tsc');

/** Bundles what a page imports, as a bundler would that splits: what it loads first, and what it may load later. */
async function bundle(...names: readonly string[]) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${names.join(', ')} } from ${JSON.stringify(client)};`, resolveDir: here },
    ...FOR_BROWSERS,
    outdir: 'out',
    metafile: true,
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [path.slice(path.indexOf('/out/') + 1), text]));
  const first = new Set<string>();
  const load = (path: string) => {
    first.add(path);
    for (const each of metafile.outputs[path]?.imports ?? []) if (each.kind === 'import-statement') load(each.path);
  };
  load('out/stdin.js');
  const bytes = [...first].reduce((sum, path) => sum + gzipSync(texts.get(path) ?? '', { level: 9 }).length, 0);
  const all = [...texts.values()].reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
  return { bytes, all, inputs: Object.keys(metafile.inputs), text: [...texts.values()].join('\n') };
}

test('a page that only does the custom sign-in loads at most 2,660 bytes, gzipped', async () => {
  const { bytes } = await bundle('startSignIn');

  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThanOrEqual(2_660);
});

test('with tokens, refresh, storage, sign-out and resume it is at most 4,750 bytes', async () => {
  const { bytes } = await bundle('createAuthClient');

  expect(bytes).toBeGreaterThan(2_000);
  expect(bytes).toBeLessThanOrEqual(4_750);
});

const everything = [...readFileSync(client, 'utf8').matchAll(/^export(?! type)[^{]*\{([^}]*)\}/gm)]
  .flatMap(([, names]) => String(names).split(','))
  .map((name) => name.trim())
  .filter((name) => name && !name.startsWith('type '));

test('everything together is at most 12.4 KB, passwords and every challenge of Cognito with it', async () => {
  const { all } = await bundle(...everything);

  expect(all).toBeGreaterThan(8_000);
  expect(all).toBeLessThanOrEqual(12.4 * 1024);
});

test('nothing of Node, the SDK, CDK or the server is inside', async () => {
  expect(everything).toContain('signUp');

  const { inputs, text } = await bundle(...everything);

  expect(
    inputs.filter(
      (path) =>
        !/^(<stdin>|lib\/client\/.*|lib\/protocol\/(base64|coded-error|decode-base64url|is-record|round|secret-hash|typed-code|srp\/\w+(-\w+)*)\.ts)$/.test(
          path,
        ),
    ),
  ).toEqual([]);
  // Where there is a Node, its arithmetic is asked for, and never demanded.
  const asked = text.replace(/globalThis\.process\?\.getBuiltinModule\?\.\("crypto"\)/, '');
  expect(asked).not.toBe(text);
  expect(asked).not.toMatch(/node:|\brequire\(|\bprocess\b|\bBuffer\b|aws-sdk|aws-cdk/);
});

test('a front end without Node types, and these tests, type-check', { timeout: 60_000 }, () => {
  for (const project of ['.', 'front-end']) {
    const { stdout } = spawnSync(tsc, ['--noEmit', '-p', join(here, project)], { encoding: 'utf8' });
    expect(stdout).toBe('');
  }
});
