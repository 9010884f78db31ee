import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { functionOf } from './function-of.ts';
import { answerOf, hostOf } from './support.ts';

/** A bundle below a project, and what its handler answers. */
async function answerWithin(project: object | undefined, files: Readonly<Record<string, string>>): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-kind-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  if (project) writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
  const codeFolder = join(folder, 'cdk.out/asset.1');
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(codeFolder, name)), { recursive: true });
    writeFileSync(join(codeFolder, name), content);
  }
  const host = hostOf([functionOf('bundled', { codeFolder, handler: 'index.handler' })]);
  return answerOf(await host.call('bundled', 'event'));
}

const COMMON = {
  'index.js': `
    const { name } = require('./chunk.js');
    const { number } = require('./data.json');
    const { packaged } = require('packaged');
    exports.handler = async (event) => [event, name, number, packaged, require('path').basename(__dirname)];`,
  'chunk.js': `module.exports = { name: 'chunk' };`,
  'data.json': '{ "number": 7 }',
  'node_modules/packaged/package.json': '{ "type": "module", "main": "main.cjs" }',
  'node_modules/packaged/main.cjs': `exports.packaged = 'package';`,
};
const ANSWER = ['event', 'chunk', 7, 'package', 'asset.1'];

it.each([
  ['of modules', { type: 'module' }],
  ['of CommonJS', { type: 'commonjs' }],
  ['that says nothing', {}],
  ['that isn’t there', undefined],
])('runs a CommonJS index.js below a project %s, as Lambda sees nothing above it', async (_, project) => {
  expect(await answerWithin(project, COMMON)).toEqual(ANSWER);
});

it.each([
  ['its own package.json says it', { 'package.json': '{ "type": "module" }' }],
  ['only its syntax says it', {}],
])('runs an index.js that is a module, where %s', async (_, more) => {
  const files = {
    ...more,
    'index.js': `import { name } from './chunk.js';\nawait null;\nexport const handler = async () => name;`,
    'chunk.js': `export const name = 'chunk';`,
  };
  for (const project of [{ type: 'module' }, {}]) {
    expect(await answerWithin(project, files)).toEqual('chunk');
  }
});
