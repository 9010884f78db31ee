import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import type { Entry } from './entries.ts';

const repository = join(import.meta.dirname, '..');

/** Dependencies that can't be required by what doesn't know ES modules, jest among them: they stand in our files. */
const ES_MODULES_ALONE: readonly string[] = ['@middy/core', 'jose'];

/** A browser's: it must not lead a bundler to what runs in Node. */
const CLIENT = 'lib/client/index.js';

/**
 * Builds the entries that CommonJS can have: one file that holds all of them, so that there is one copy of each class, and
 * a small one for each entry. What an entry needs runs when that entry is required.
 */
export async function buildCommonJs(dist: string, entries: readonly Entry[]): Promise<void> {
  const folder = join(dist, 'cjs');
  const modules = entries.filter(({ commonJs }) => commonJs).map(({ module }) => module);
  const ofNode = modules.filter((module) => module !== CLIENT);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');

  const contents = ofNode.map((module) => `exports['${module}'] = () => require('../${module}');`).join('\n');
  await build({
    ...options(dist),
    stdin: { contents, resolveDir: folder },
    banner: { js: `${INCLUDED}\n${OWN_URL}` },
    outfile: join(folder, 'all.js'),
  });
  for (const module of ofNode) {
    const file = join(folder, module);
    mkdirSync(dirname(file), { recursive: true });
    const all = relative(dirname(file), join(folder, 'all.js')).replaceAll(sep, '/');
    writeFileSync(file, `'use strict';\nmodule.exports = require('${all}')['${module}']();\n`);
  }
  await build({ ...options(dist), entryPoints: [join(dist, CLIENT)], outfile: join(folder, CLIENT) });
}

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
  plugins: [ownUrls(dist)],
  logLevel: 'warning',
});

function dependencies(): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
}

const INCLUDED = `// Holds ${ES_MODULES_ALONE.join(' and ')}, under the MIT license: their packages are installed beside this one.`;

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
