import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../protocol/is-record.ts';
import { FailedError, UsageError } from '../errors.ts';

/** What a package.json says, as far as it matters here. */
export interface ProjectManifest {
  /** The names of all packages that it depends on, in whatever way. */
  readonly dependencies: ReadonlySet<string>;
  readonly hasWorkspaces: boolean;
}

/**
 * Reads a folder's package.json; undefined if there is none.
 *
 * @param name what errors call the folder's files by: its path from the project, with a slash; empty for the project
 * @throws FailedError if it is no package.json
 */
export function readManifest(folder: string, name = ''): ProjectManifest | undefined {
  const manifest = readJson(folder, 'package.json', name);
  if (!manifest) return undefined;
  const groups = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  const names = groups.flatMap((group) => {
    const listed = manifest[group] ?? {};
    if (isRecord(listed)) return Object.keys(listed);
    throw new FailedError(`${name}package.json is odd: its ${group} are no object`);
  });
  return {
    dependencies: new Set(names),
    hasWorkspaces: manifest.workspaces !== undefined || existsSync(join(folder, 'pnpm-workspace.yaml')),
  };
}

/**
 * Reads a file that holds a JSON object; undefined if there is none.
 *
 * @throws FailedError if it holds something else, or can't be read
 */
export function readJson(folder: string, file: string, name = ''): Readonly<Record<string, unknown>> | undefined {
  const text = readText(join(folder, file), `${name}${file}`);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new FailedError(`${name}${file} is no JSON: ${(cause as Error).message}`, { cause });
  }
  if (isRecord(value) && !Array.isArray(value)) return value;
  throw new FailedError(`${name}${file} holds no object`);
}

/** Reads a file; undefined if there is none. */
export function readText(path: string, name: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new FailedError(`${name} can't be read: ${(cause as Error).message}`, { cause });
  }
}

/** What stands in a folder; nothing where there is none. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw new FailedError(`${folder} can't be read: ${(cause as Error).message}`, { cause });
  }
}

/** The folders in a folder, but for packages and those that are hidden. */
export const foldersIn = (folder: string): readonly string[] =>
  namesIn(folder).filter((name) => !name.startsWith('.') && name !== 'node_modules' && isFolder(join(folder, name)));

/** @throws UsageError if a file has the name that a folder must have */
export function assertNoFile(path: string, name: string): void {
  if (existsSync(path) && !isFolder(path)) throw new UsageError(`${name} is a file, and must be a folder`);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
