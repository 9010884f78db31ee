import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What this package's package.json says of it: it is above the source, and one folder higher above what was built. */
function readOwnPackage(): { readonly version: string; readonly peerDependencies: { readonly esbuild: string } } {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** The version of this package. */
export const packageVersion = (): string => readOwnPackage().version;

/** The versions of esbuild that this package works with. */
export const esbuildRange = (): string => readOwnPackage().peerDependencies.esbuild;
