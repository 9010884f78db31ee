/** Builds the package: `node build/package.ts [FOLDER]`, into `dist` unless told otherwise. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildCommonJs } from './common-js.ts';
import { finishDeclarations } from './declarations.ts';
import { readEntries } from './entries.ts';
import { writeStyleAndTexts } from './style-and-texts.ts';

const repository = join(import.meta.dirname, '..');
const dist = resolve(process.argv[2] ?? join(repository, 'dist'));

rmSync(dist, { recursive: true, force: true });
const compiler = join(repository, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', dist], {
  cwd: repository,
  stdio: 'inherit',
});
const entries = readEntries(join(repository, 'package.json'));
finishDeclarations(dist, entries);
writeStyleAndTexts(dist);
await buildCommonJs(dist, entries);
