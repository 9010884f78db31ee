import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pruneAssets } from '../../../lib/local/app/prune-assets.ts';
import { temporaryFolder } from './assembly.ts';

it('removes old assets that nothing names, and nothing else', () => {
  const folder = temporaryFolder();
  const now = Date.now();
  for (const name of ['asset.used', 'asset.old', 'asset.young', 'other']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), '');
    const time = (now - (name === 'asset.young' ? 1 : 25) * 3_600_000) / 1000;
    utimesSync(join(folder, name), time, time);
  }

  pruneAssets(folder, 'asset.', new Set([join(folder, 'asset.used')]), now);

  expect(readdirSync(folder).sort()).toEqual(['asset.used', 'asset.young', 'other']);
});
