import { createRequire } from 'node:module';
import { EsbuildMissingError } from './errors.ts';

/**
 * Loads esbuild. It is a peer: it stands beside us, or, where packages are linked, beside the sources.
 *
 * @param source a file of the project
 * @throws EsbuildMissingError
 */
export function loadEsbuild(source: string): typeof import('esbuild') {
  let cause: unknown;
  for (const from of [import.meta.url, source]) {
    try {
      return createRequire(from)('esbuild');
    } catch (error) {
      cause = error;
    }
  }
  throw new EsbuildMissingError(
    'esbuild bundles the functions, and the scripts of a page, and is not installed: npm install --save-dev esbuild',
    { cause },
  );
}
