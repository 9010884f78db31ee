import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { BuildFailure, BuildOptions, BuildResult, Metafile } from 'esbuild';
import { CompileError, EntryMissingError } from './errors.ts';
import { loadEsbuild } from './load-esbuild.ts';
import { writeBundleInputs } from './write-bundle-inputs.ts';

/** What a bundle loads only when it needs it: a challenge's sender, say. */
export interface LazyChunk {
  /** The module behind the `import()`: its absolute path. */
  readonly source: string;
  /** What loading it adds to what the entry has loaded. */
  readonly bytes: number;
}

/** A function's code, as Lambda gets it. */
export interface Bundle {
  /** Absolute path of the folder: `index.mjs`, and its chunks beside it. Its name holds a digest of its content. */
  readonly folder: string;
  /** Absolute path of `index.mjs`. */
  readonly entry: string;
  /** Absolute paths of all the sources, to be watched. */
  readonly inputs: readonly string[];
  /** What loading the entry loads. */
  readonly loadedBytes: number;
  /** What it may load later. */
  readonly lazy: readonly LazyChunk[];
  /** All files together. */
  readonly bytes: number;
}

/** Packages in CommonJS call `require`, which an ES module doesn't have. */
const REQUIRE = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

/**
 * Bundles a function: the one bundler, the same for `cdk deploy` and for the local pool.
 *
 * ESM, minified, for Node.js 24, split where the code says `import()`. The same sources give the same bytes on every
 * machine, and the same content the same folder.
 *
 * @param entry the function's source
 * @param into the folder in which the bundle's own folder is made
 * @throws EsbuildMissingError, EntryMissingError, CompileError
 * @example
 * bundle('lambdas/define-auth-challenge.ts', 'cdk.out/.countersign').folder;
 * // '/…/cdk.out/.countersign/define-auth-challenge-5f0c2a9be1d4'
 */
export function bundle(entry: string, into: string): Bundle {
  const source = resolve(entry);
  if (!existsSync(source) || !statSync(source).isFile()) {
    throw new EntryMissingError(`there is no file ${source}: write it, or name the folder or file that holds it`);
  }
  return write(build(source, { entryPoints: [{ in: source, out: 'index' }] }), source, into);
}

/**
 * Bundles a module that stands in no file, as {@link bundle} does one that does.
 *
 * @param text its source; what it imports is found from the folder of `path`
 * @param path where it would stand: its bundle is named after it
 * @param into the folder in which the bundle's own folder is made
 * @throws EsbuildMissingError, CompileError
 */
export function bundleText(text: string, path: string, into: string): Bundle {
  const source = resolve(path);
  const stdin = { contents: text, resolveDir: dirname(source) };
  return write(build(source, { stdin, entryNames: 'index' }), source, into);
}

/**
 * The names that a module exports, types left out.
 *
 * @throws EsbuildMissingError, CompileError
 */
export function namesExportedBy(path: string): readonly string[] {
  const source = resolve(path);
  const { outputs } = build(source, { entryPoints: [{ in: source, out: 'index' }] }).metafile;
  return outputs[`${OUTPUT}/index.mjs`]?.exports ?? [];
}

function write({ outputFiles, metafile }: Built, source: string, into: string): Bundle {
  const files = outputFiles
    .map(({ path, contents }) => ({ name: basename(path), contents }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const digest = createHash('sha256');
  for (const { name, contents } of files) digest.update(`${name}\0${contents.length}\0`).update(contents);
  const name = `${basename(source).replace(/\.\w+$/, '')}-${digest.digest('hex').slice(0, 12)}`;
  const folder = join(resolve(into), name);
  writeFolder(folder, files);
  const measured = measure(metafile, dirname(source));
  writeBundleInputs(source, resolve(into), measured.inputs);
  return { folder, entry: join(folder, 'index.mjs'), ...measured };
}

/** Where the output would stand if it were written from there: a fixed place, since hashes depend on it. */
const OUTPUT = '.countersign';

type Built = BuildResult<{ write: false; metafile: true }>;

type What = Pick<BuildOptions, 'entryPoints' | 'entryNames' | 'stdin'>;

/** What was built, and of which contents: the stages of an app deploy the same. */
const builds = new Map<string, { readonly built: Built; readonly digest: string }>();

function build(source: string, what: What): Built {
  const esbuild = loadEsbuild(source);
  const key = JSON.stringify([source, what]);
  const before = builds.get(key);
  if (before && digestOf(inputsOf(before.built.metafile, dirname(source))) === before.digest) return before.built;
  const built = buildBy(esbuild, source, what);
  builds.set(key, { built, digest: digestOf(inputsOf(built.metafile, dirname(source))) });
  return built;
}

/** Of what files hold; one that is gone counts too. */
function digestOf(files: readonly string[]): string {
  const digest = createHash('sha256');
  for (const file of files) {
    digest.update(existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest() : 'gone');
  }
  return digest.digest('hex');
}

function buildBy(esbuild: typeof import('esbuild'), source: string, what: What): Built {
  const options = {
    ...what,
    // Names and hashes of chunks depend on paths: keep them relative to the entry.
    absWorkingDir: dirname(source),
    outdir: OUTPUT,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    logLevel: 'silent',
  } as const satisfies BuildOptions;
  try {
    const built = esbuild.buildSync(options);
    const requires = built.outputFiles.some(({ text }) => text.includes('Dynamic require of'));
    return requires ? esbuild.buildSync({ ...options, banner: { js: REQUIRE } }) : built;
  } catch (cause) {
    throw new CompileError(firstError(source, cause), filesAtFault(source, cause), { cause });
  }
}

const filesAtFault = (source: string, cause: unknown): readonly string[] =>
  ((cause as Partial<BuildFailure>).errors ?? []).flatMap(({ location }) =>
    location ? [resolve(dirname(source), location.file)] : [],
  );

/** One sentence that says where to look. */
function firstError(source: string, cause: unknown): string {
  const errors = (cause as Partial<BuildFailure>).errors ?? [];
  const [first] = errors;
  if (!first) return `${source} can't be bundled: ${cause instanceof Error ? cause.message : String(cause)}`;
  const { location, text } = first;
  const place = location
    ? `${relative(process.cwd(), resolve(dirname(source), location.file))}:${location.line}`
    : relative(process.cwd(), source);
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${place} doesn't compile: ${text}${more}`;
}

/** Writes the folder whole or not at all: a process may be running from it. */
function writeFolder(folder: string, files: readonly { readonly name: string; readonly contents: Uint8Array }[]): void {
  if (existsSync(join(folder, 'index.mjs'))) return;
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}.`);
  try {
    for (const { name, contents } of files) writeFileSync(join(draft, name), contents);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Somebody else wrote the same content first.
    if (!existsSync(join(folder, 'index.mjs'))) throw error;
  }
}

/** Absolute paths of the sources. */
const inputsOf = ({ inputs }: Pick<Metafile, 'inputs'>, sourceFolder: string): readonly string[] =>
  Object.keys(inputs)
    .filter((path) => path !== '<stdin>')
    .map((path) => resolve(sourceFolder, path));

function measure({ inputs, outputs }: Metafile, sourceFolder: string) {
  /** The output and what it imports at once; what it imports later goes into `later`. */
  const load = (path: string, loaded: Set<string>, later: Set<string>): Set<string> => {
    if (loaded.has(path)) return loaded;
    loaded.add(path);
    for (const imported of outputs[path]?.imports ?? []) {
      if (imported.external) continue;
      if (imported.kind === 'dynamic-import') later.add(imported.path);
      else load(imported.path, loaded, later);
    }
    return loaded;
  };
  const bytesOf = (paths: Iterable<string>): number =>
    [...paths].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);

  const paths = Object.keys(outputs);
  const later = new Set<string>();
  const entry = paths.find((path) => basename(path) === 'index.mjs') as string;
  const atOnce = load(entry, new Set(), later);
  const lazy: LazyChunk[] = [];
  // The set grows while it is walked: a chunk may load further ones.
  for (const path of later) {
    if (atOnce.has(path)) continue;
    const added = [...load(path, new Set(), later)].filter((each) => !atOnce.has(each));
    lazy.push({ source: resolve(sourceFolder, outputs[path]?.entryPoint ?? path), bytes: bytesOf(added) });
  }
  return {
    inputs: inputsOf({ inputs }, sourceFolder),
    loadedBytes: bytesOf(atOnce),
    lazy,
    bytes: bytesOf(paths),
  };
}
