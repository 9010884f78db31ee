import { realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * The file of a folder that a URL's path names: of a path that ends in `/`, the `index.html` there. What leads out of the
 * folder, by a link either, is none, and neither is what begins with a dot or lies in such a folder.
 *
 * @returns its absolute path; undefined where there is none to be shown
 */
export async function fileAt(folder: string, pathname: string): Promise<string | undefined> {
  const named = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, decodeURIComponent(named)));
    // Of what lies outside, the first name is `..`.
    const isHidden = relative(root, file)
      .split(sep)
      .some((name) => name.startsWith('.'));
    return !isHidden && (await stat(file)).isFile() ? file : undefined;
  } catch (error) {
    if (isNoPath(error)) return undefined;
    throw error;
  }
}

const NOTHING_THERE: ReadonlySet<unknown> = new Set([
  ...['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EINVAL'],
  'ERR_INVALID_ARG_VALUE', // a NUL
]);

const isNoPath = (error: unknown): boolean =>
  error instanceof URIError || NOTHING_THERE.has((error as { code?: unknown }).code);
