import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import type { Entry } from './entries.ts';

const repository = join(import.meta.dirname, '..');

/** Dependencies that can't be required by what doesn't know ES modules, jest among them: they stand in our files. */
const ES_MODULES_ALONE: readonly string[] = ['@middy/core', 'jose', 'lean-qr'];

/** What is a browser's: it must not lead a bundler to what runs in Node. */
const CLIENT = 'lib/client/index.js';
const UI = 'lib/ui';

/**
 * Builds the entries that CommonJS can have: one file that holds all of Node's, so that there is one copy of each class, and
 * a small one for each entry. What an entry needs runs when that entry is required. The client is one file too; the UI stays
 * a file a module, around that client: so React is required where an app requires it, and nowhere else.
 */
export async function buildCommonJs(dist: string, entries: readonly Entry[]): Promise<void> {
  const folder = join(dist, 'cjs');
  const modules = entries.filter(({ commonJs }) => commonJs).map(({ module }) => module);
  const ofNode = modules.filter((module) => module !== CLIENT && !module.startsWith(`${UI}/`));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');

  const contents = ofNode.map((module) => `exports['${module}'] = () => require('../${module}');`).join('\n');
  await build({
    ...options(dist),
    stdin: { contents, resolveDir: folder },
    banner: { js: OWN_URL },
    outfile: join(folder, 'all.js'),
  });
  for (const module of ofNode) {
    const file = join(folder, module);
    mkdirSync(dirname(file), { recursive: true });
    const all = relative(dirname(file), join(folder, 'all.js')).replaceAll(sep, '/');
    writeFileSync(file, `'use strict';\nmodule.exports = require('${all}')['${module}']();\n`);
  }
  await build({ ...options(dist), entryPoints: [join(dist, CLIENT)], outfile: join(folder, CLIENT) });
  await build({
    ...options(dist),
    entryPoints: modulesIn(join(dist, UI)),
    outdir: join(folder, UI),
    plugins: [besideEachOther, licenses],
  });
}

const modulesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => join(folder, file));

const options = (dist: string): BuildOptions => ({
  absWorkingDir: dist,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  // The folder may stand elsewhere.
  nodePaths: [join(repository, 'node_modules')],
  external: dependencies().filter((name) => !ES_MODULES_ALONE.includes(name)),
  // jest can't import(). Here it becomes a require that comes later.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'ownUrl' },
  plugins: [ownUrls(dist), licenses],
  logLevel: 'warning',
});

function dependencies(): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
}

/** Modules require each other where they stand. */
const besideEachOther: Plugin = {
  name: 'beside-each-other',
  setup: ({ onResolve }) => onResolve({ filter: /^\.{1,2}\// }, ({ path }) => ({ path, external: true })),
};

/** A file that holds a package says so at its end. */
const licenses: Plugin = {
  name: 'licenses',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]node_modules[\\/]/ }, ({ path }) => {
      const [name] = /(?:@[^\\/]+[\\/])?[^\\/]+/.exec(path.split('node_modules').at(-1)?.slice(1) ?? '') ?? [];
      const said = `/*! Holds ${name}, under the MIT license: its package is installed beside this one. */`;
      return { contents: `${said}\n${readFileSync(path, 'utf8')}` };
    }),
};

/** Where a module says `import.meta.url` it looks for files beside it: they stand beside the ES module. */
const OWN_URL = `const urlOf = (file) => require('node:url').pathToFileURL(require('node:path').join(__dirname, '..', file)).href;`;

const ownUrls = (dist: string): Plugin => ({
  name: 'own-urls',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!path.startsWith(dist + sep) || !text.includes('import.meta.url')) return undefined;
      const file = relative(dist, path).replaceAll(sep, '/');
      return { contents: `const ownUrl = urlOf(${JSON.stringify(file)});\n${text}` };
    }),
});
