import { existsSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { UsageError } from '../errors.ts';

/** What is installed as `countersign`. */
export interface PackageSpec {
  /** As package.json names it. */
  readonly dependency: string;
  /** As a command in the project's folder names it. */
  readonly argument: string;
}

const ELSEWHERE = /^(https?|git|git\+\w+|github|npm):/;
const VERSION_OR_TAG = /^[~^]?\d[\w.+-]*$|^[a-z][\w-]*$/i;

/** This very version, or a newer one that is compatible. */
export const defaultSpec = (version: string): PackageSpec => ({
  dependency: `^${version}`,
  // npm itself writes the ^ that some shells take for their own.
  argument: `countersign@${version}`,
});

/**
 * Reads `--package`: a version, a tag, a URL, or the path of a tarball or a folder.
 *
 * @param from the folder that a path starts from
 * @param project the folder that is to depend on it
 * @throws UsageError if it is none of them
 */
export function parsePackageSpec(text: string, from: string, project: string): PackageSpec {
  const spec = text.replace(/^countersign@(?=.)/, '');
  if (ELSEWHERE.test(spec)) return { dependency: spec, argument: quoted(spec) };
  const file = resolve(from, spec.replace(/^file:/, ''));
  if (existsSync(file)) {
    const path = relative(project, file).split(sep).join('/') || '.';
    return { dependency: `file:${path}`, argument: quoted(/^\.|^[a-z]:/i.test(path) ? path : `./${path}`) };
  }
  if (VERSION_OR_TAG.test(spec)) return { dependency: spec, argument: quoted(`countersign@${spec}`) };
  throw new UsageError(`--package takes a version or a path, and there is no file ${spec}`);
}

const quoted = (text: string): string => (/^[\w@./:+-]+$/.test(text) ? text : JSON.stringify(text));
