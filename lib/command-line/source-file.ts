import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from './errors.ts';

const SOURCE = /\.[cm]?[jt]s$/;
const FLOW = /\bdefineFlow\b/;

/**
 * The path of a source file that was named on the command line.
 *
 * @param folder what a relative name starts from
 * @throws UsageError if it is a folder, which says what files of it define flows, or isn't there
 */
export function sourceFile(folder: string, name: string): string {
  const path = resolve(folder, name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return path;
  if (!found?.isDirectory()) throw new UsageError(`there is no file ${name}`);
  const flows = readdirSync(path)
    .filter((file) => SOURCE.test(file) && FLOW.test(textOf(join(path, file))))
    .map((file) => join(name, file));
  const which = flows.length > 0 ? `that exports the flow, ${flows.join(' or ')}` : 'in it';
  throw new UsageError(`${name} is a folder: name the file ${which}`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
