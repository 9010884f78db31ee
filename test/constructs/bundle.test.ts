import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundle, bundleText, namesExportedBy } from '../../lib/constructs/bundle.ts';
import { folderOf, emptyFolder as into } from './fixtures/lambdas.ts';

const files = {
  'handler.ts': `import { shared } from './shared.ts';
    export const handler = async () => (await import('./late.ts')).late(shared);`,
  'shared.ts': `export const shared: string = 'shared'; export const unused = 'never used';`,
  'late.ts': `import { shared } from './shared.ts'; export const late = (text: string) => text + shared + 'late'.repeat(50);`,
};

/** What is in a target, without the lists of inputs. */
const foldersIn = (target: string): readonly string[] =>
  readdirSync(target).filter((name) => !name.endsWith('.inputs.json'));

/** What a bundle's files hold. */
const textsOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

describe('bundle', () => {
  it('makes a folder whose entry is index.mjs and runs', async () => {
    const { entry, folder } = bundle(join(folderOf(files), 'handler.ts'), into());
    expect(entry).toBe(join(folder, 'index.mjs'));
    const { handler } = await import(pathToFileURL(entry).href);
    expect(await handler()).toContain('sharedsharedlatelate');
  });

  it('gives the same again, and another one once a source is changed, or is gone', () => {
    const source = folderOf(files);
    const build = () => bundle(join(source, 'handler.ts'), into());
    const first = build();
    const again = build();
    expect(again.folder).not.toBe(first.folder);
    expect(textsOf(again.folder)).toEqual(textsOf(first.folder));
    writeFileSync(join(source, 'shared.ts'), "export const shared: string = 'other';");
    expect(textsOf(build().folder)).not.toEqual(textsOf(first.folder));
    writeFileSync(join(source, 'shared.ts'), files['shared.ts']);
    expect(textsOf(build().folder)).toEqual(textsOf(first.folder));
    rmSync(join(source, 'late.ts'));
    expect(build).toThrow(/doesn't compile/);
  });

  it('splits off what is loaded lazily, and counts both', () => {
    const source = folderOf(files);
    const { folder, loadedBytes, lazy, bytes, inputs } = bundle(join(source, 'handler.ts'), into());
    expect(lazy).toEqual([{ source: join(source, 'late.ts'), bytes: expect.any(Number) }]);
    expect(bytes).toBe(readdirSync(folder).reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0));
    expect(loadedBytes + (lazy[0]?.bytes ?? 0)).toBe(bytes);
    expect(inputs).toEqual(['shared.ts', 'late.ts', 'handler.ts'].map((file) => join(source, file)));
  });

  it('counts a lazily loaded chunk that is reached through another one', () => {
    const source = folderOf({
      ...files,
      'handler.ts': `export const handler = () => import('./middle.ts');`,
      'middle.ts': `export const middle = () => import('./late.ts');`,
    });
    const { lazy } = bundle(join(source, 'handler.ts'), into());
    expect(lazy.map((chunk) => chunk.source)).toEqual([join(source, 'middle.ts'), join(source, 'late.ts')]);
  });

  it('gives the same bytes wherever the sources stand', () => {
    const here = folderOf(files);
    const there = join(into(), 'deep', 'down');
    cpSync(here, there, { recursive: true });
    const contentOf = (folder: string) =>
      readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
    const first = bundle(join(here, 'handler.ts'), into());
    const second = bundle(join(there, 'handler.ts'), into());
    expect(contentOf(second.folder)).toEqual(contentOf(first.folder));
    expect(second.folder.split('/').at(-1)).toBe(first.folder.split('/').at(-1));
  });

  it('gives other content another folder, and the same content the same one', () => {
    const target = into();
    const source = join(folderOf(files), 'handler.ts');
    const first = bundle(source, target).folder;
    expect(bundle(source, target).folder).toBe(first);
    const changed = bundle(
      join(folderOf({ ...files, 'shared.ts': `export const shared = 'other';` }), 'handler.ts'),
      target,
    );
    expect(changed.folder).not.toBe(first);
    expect(foldersIn(target)).toHaveLength(2);
  });

  it('says beside the bundle what it was made of, wherever that lies, without packages: one list an entry', () => {
    const source = folderOf({
      'app/handler.ts': `import old from 'old'; import { auth } from '../packages/auth.ts'; export const handler = () => old(auth);`,
      'app/node_modules/old/index.js': 'export default String;',
      'packages/auth.ts': `export const auth = 1;`,
    });
    const target = join(source, 'app/cdk.out/.countersign');
    bundle(join(source, 'app/handler.ts'), target);
    writeFileSync(join(source, 'packages/auth.ts'), `export { auth } from './other.ts';`);
    writeFileSync(join(source, 'packages/other.ts'), `export const auth = 2;`);
    bundle(join(source, 'app/handler.ts'), target);

    const lists = readdirSync(target).filter((name) => name.endsWith('.inputs.json'));
    expect(lists).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(target, lists[0] as string), 'utf8'))).toEqual([
      '../../../packages/auth.ts',
      '../../../packages/other.ts',
      '../../handler.ts',
    ]);
  });

  it('lets CommonJS packages require what Node brings', async () => {
    const source = folderOf({
      'handler.ts': `import old from 'old'; export const handler = () => old();`,
      'node_modules/old/index.js': `const { basename } = require('path'); module.exports = () => basename('/a/b');`,
      'node_modules/old/package.json': '{ "name": "old", "main": "index.js" }',
    });
    const { entry } = bundle(join(source, 'handler.ts'), into());
    const { handler } = await import(pathToFileURL(entry).href);
    expect(handler()).toBe('b');
  });

  it('says which file is missing', () => {
    const missing = join(folderOf({}), 'handler.ts');
    expect(() => bundle(missing, into())).toThrow(
      expect.objectContaining({ code: 'entry-missing', message: expect.stringContaining(missing) }),
    );
  });

  it('says in one sentence which line does not compile', () => {
    const source = folderOf({ 'handler.ts': 'export const a = 1;\nexport const b = ;\n' });
    expect(() => bundle(join(source, 'handler.ts'), into())).toThrow(
      expect.objectContaining({
        code: 'compile',
        message: expect.stringMatching(/handler\.ts:2 doesn't compile: Unexpected ";"$/),
      }),
    );
  });

  it('says which import leads nowhere, and how many more there are', () => {
    const source = folderOf({ 'handler.ts': "import './a.ts';\nimport './b.ts';" });
    expect(() => bundle(join(source, 'handler.ts'), into())).toThrow(
      /handler\.ts:1 doesn't compile: Could not resolve "\.\/a\.ts" \(and 1 more\)$/,
    );
  });

  it('writes nothing when it fails', () => {
    const target = into();
    const source = folderOf({ 'handler.ts': 'export const = 1' });
    expect(() => bundle(join(source, 'handler.ts'), target)).toThrow();
    expect(readdirSync(target)).toEqual([]);
  });

  it('leaves no draft behind when the folder is there already', () => {
    const target = into();
    const source = join(folderOf(files), 'handler.ts');
    const { folder } = bundle(source, target);
    rmSync(folder, { recursive: true });
    symlinkSync(into(), folder);
    expect(() => bundle(source, target)).toThrow();
    expect(foldersIn(target)).toHaveLength(1);
    expect(existsSync(folder)).toBe(true);
  });
});

describe('bundleText', () => {
  it('bundles a module that stands in no file, and lists the files that it imports', async () => {
    const source = folderOf({ 'shared.ts': 'export const shared: string = "shared";' });
    const text = `export { shared as handler } from './shared.ts';`;
    const { entry, folder, inputs } = bundleText(text, join(source, 'made.js'), into());
    expect((await import(pathToFileURL(entry).href)).handler).toBe('shared');
    expect(folder).toMatch(/\/made-[0-9a-f]{12}$/);
    expect(inputs).toEqual([join(source, 'shared.ts')]);
  });
});

describe('namesExportedBy', () => {
  it('names what a module exports, its own and others, without types', () => {
    const source = folderOf({
      'flow.ts': `export const signIn = 1; export type SignIn = number; export { other as more } from './other.ts';`,
      'other.ts': 'export const other = 2;',
    });
    expect(namesExportedBy(join(source, 'flow.ts'))).toEqual(['more', 'signIn']);
  });
});
