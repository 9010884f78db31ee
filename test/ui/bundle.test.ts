import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';
import { FOR_BROWSERS } from '../support/for-browsers.ts';

const lib = join(dirname(fileURLToPath(import.meta.url)), '../../lib');
const CLIENT = "export { createAuthClient } from './client/index.ts';";
const UI = "export { showSignIn } from './ui/index.ts';";

/** Leaves outside what is imported later. */
const later: Plugin = {
  name: 'later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /.*/ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined)),
};

/** Bundles what a page imports: the files that come of it, each with the modules that it holds. React is the page's own. */
async function bundle(contents: string, options: { readonly splitting?: boolean; readonly plugins?: Plugin[] }) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: lib },
    ...FOR_BROWSERS,
    outdir: 'out',
    splitting: false,
    metafile: true,
    external: ['react', 'react-dom'],
    ...options,
  });
  return outputFiles.map(({ path, text }) => {
    const held = Object.entries(metafile.outputs[path.slice(path.indexOf('/out/') + 1)]?.inputs ?? {});
    const modules = held.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([module]) => module);
    return { text, modules, bytes: gzipSync(text, { level: 9 }).length };
  });
}

/** What a page loads at once, as one file. */
async function atOnce(...statements: readonly string[]) {
  const [file] = await bundle(statements.join('\n'), { plugins: [later] });
  return file as NonNullable<typeof file>;
}

test('the headless core alone is at most 1,470 bytes, gzipped', async () => {
  const { bytes, modules } = await atOnce("export { createSignIn } from './ui/index.ts';");

  expect(bytes).toBeGreaterThan(600);
  expect(bytes).toBeLessThanOrEqual(1_470);
  expect(modules.filter((path) => !path.startsWith('lib/ui/core/'))).toEqual([]);
});

test('a page that shows the sign-in loads at most 13,000 bytes at once, its client, look and texts among them', async () => {
  const { bytes } = await atOnce(CLIENT, UI);

  expect(bytes).toBeGreaterThan(8_000);
  expect(bytes).toBeLessThanOrEqual(13_000);
});

test('of which nothing is of Node, makes elements of text, or is needed by Cognito’s own challenges alone', async () => {
  const { text, modules } = await atOnce(CLIENT, UI);

  expect(text).toContain('cs-title');
  expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/);
  expect(text).not.toMatch(/node:|\brequire\(|\bprocess\b|\bBuffer\b|lean-qr|otpauth:/);
  expect(modules.filter((path) => !/^lib\/(client|protocol|ui)\//.test(path))).toEqual([]);
  expect(modules.filter((path) => /built-in|\/srp\//.test(path))).toEqual([]);
});

test('the element is at most 570 bytes more', async () => {
  const { bytes } = await atOnce(CLIENT, UI);
  const { bytes: withElement, text } = await atOnce(CLIENT, UI, "import './ui/define.ts';");

  expect(text).toContain('customElements.define(');
  expect(withElement - bytes).toBeLessThanOrEqual(570);
});

test('React’s component is at most 0.4 KB more, and the hook for markup of one’s own is at most 140 bytes beside the core', async () => {
  const { bytes } = await atOnce(CLIENT, UI);
  const { bytes: withComponent, text } = await atOnce(CLIENT, UI, "export { SignIn } from './ui/react.ts';");

  expect(text).toMatch(/from"react"/);
  expect(withComponent - bytes).toBeGreaterThan(100);
  expect(withComponent - bytes).toBeLessThanOrEqual(0.4 * 1024);

  const core = await atOnce("export { createSignIn } from './ui/index.ts';");
  const hook = await atOnce("export { useSignIn } from './ui/react.ts';");

  expect(hook.text).not.toContain('react-dom');
  expect(hook.bytes - core.bytes).toBeLessThanOrEqual(140);
});

test('the forms of Cognito’s own challenges and the QR code are files of their own, of at most 2.2 and 2.1 KB', async () => {
  const files = await bundle([CLIENT, UI].join('\n'), { splitting: true });
  const holding = (part: string) => files.filter(({ modules }) => modules.some((path) => path.includes(part)));

  const [forms, ...otherForms] = holding('lib/ui/forms/built-in/');
  expect(otherForms).toEqual([]);
  expect(forms?.bytes).toBeLessThanOrEqual(2.2 * 1024);
  expect(forms?.text).not.toMatch(/innerHTML|node:/);

  const [qr, ...otherQrs] = holding('lean-qr');
  expect(otherQrs).toEqual([]);
  expect(qr?.bytes).toBeLessThanOrEqual(2.1 * 1024);
  expect(qr?.modules).toHaveLength(1);
});
