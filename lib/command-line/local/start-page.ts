import { join, relative } from 'node:path';
import { type PageOptions, type ServedPage, servePage } from '../../local/page/serve-page.ts';
import { note, type Terminal } from '../terminal.ts';

/**
 * Serves a page beside the pool, and says what of it a person should know: which pool it signs in at where that isn't this
 * one, and what is wrong with its scripts.
 *
 * @throws PortInUseError, AddressError
 */
export async function startPage(terminal: Terminal, options: Omit<PageOptions, 'onProblem'>): Promise<ServedPage> {
  const page = await servePage({ ...options, onProblem: (problem) => note(terminal, `countersign: ${problem}`) });
  if (page.hasOwnConfig) {
    const file = join(relative(terminal.folder, options.folder), 'config.json');
    note(terminal, `Note: ${file} counts: the page signs in where that says, and without it at this pool.`, '');
  }
  return page;
}
