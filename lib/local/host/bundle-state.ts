import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalFunction } from '../model.ts';
import { MissingBundleError } from './errors.ts';

/**
 * Changes when a file of the function's bundle does: paths, sizes and times, not contents. Of a function that isn't run no
 * file is looked at: it may have none.
 *
 * @throws MissingBundleError where the code folder isn't there
 */
export function bundleStateOf({ codeFolder, functionName, refusal }: LocalFunction): string {
  if (refusal !== undefined) return '';
  try {
    return readdirSync(codeFolder, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(codeFolder, name));
        return `${name} ${size} ${mtimeMs}`;
      })
      .join('\n');
  } catch (cause) {
    throw new MissingBundleError(
      `The code of function ${functionName} can't be read: ${codeFolder}. Build or synthesize the app again.`,
      { cause },
    );
  }
}
