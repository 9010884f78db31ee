import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeScratchFolder } from '../../../lib/local/app/index.ts';
import { temporaryFolder } from './assembly.ts';

/** A project in a workspace: each has packages of its own, and one of the same name. */
function workspace(): string {
  const folder = realpathSync(temporaryFolder());
  const put = (path: string, name: string): void => {
    mkdirSync(join(folder, path, 'node_modules', name), { recursive: true });
    writeFileSync(join(folder, path, 'node_modules', name, 'index.js'), `module.exports = '${path} ${name}';`);
  };
  put('', 'both');
  put('', 'outer');
  put('apps/web', 'both');
  return join(folder, 'apps/web');
}

it('finds packages as the project does, keeps its identity, and is gone with all that is in it', () => {
  const project = workspace();
  const kept = join(project, '.countersign');
  mkdirSync(kept);
  writeFileSync(join(kept, 'identity.json'), '{}');

  const { folder, remove } = makeScratchFolder(project, kept);
  onTestFinished(remove);

  const load = createRequire(join(folder, 'cdk.out/asset.1/index.js'));
  expect([load('both'), load('outer')]).toEqual(['apps/web both', ' outer']);
  expect(readFileSync(join(folder, 'identity.json'), 'utf8')).toBe('{}');
  remove();
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(join(project, 'node_modules/both/index.js'))).toBe(true);
});

it('removes what a killed process left, and nothing of a living one', () => {
  const left = mkdtempSync(join(tmpdir(), `countersign-pool-${2 ** 22 + 1}-`));
  const living = mkdtempSync(join(tmpdir(), `countersign-pool-${process.pid}-`));
  onTestFinished(() => rmSync(living, { recursive: true }));
  const { remove } = makeScratchFolder(temporaryFolder(), 'none');
  onTestFinished(remove);

  expect([left, living].map(existsSync)).toEqual([false, true]);
});
