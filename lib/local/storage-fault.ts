import { join } from 'node:path';
import { StorageError } from './errors.ts';

/** The file in a pool's folder that holds the users. */
export const DATABASE_FILE = 'user-pool.sqlite';

/** What is said of a fault: where it is, what it is, and what to do. */
type Wording = (folder: string, file: string) => string;

const KEEP_NOTHING = 'or take --memory, which keeps nothing';
const isFile: Wording = (folder) => `${folder} is a file, and a folder is needed there: move it away, ${KEEP_NOTHING}`;
const noPermission: Wording = (folder) =>
  `There is no permission to write in ${folder}: give it to this user, or delete the folder, ${KEEP_NOTHING}`;
const readOnly: Wording = (folder) => `${folder} is on a disk that can't be written: unlock it, ${KEEP_NOTHING}`;
const full: Wording = (folder) => `The disk that holds ${folder} is full: make room on it, ${KEEP_NOTHING}`;
const damaged: Wording = (folder, file) =>
  `${file} is damaged or no database: put a copy back, or delete ${folder} to begin anew`;
const locked: Wording = (_, file) => `Another process holds the write lock of ${file}: close it there, and try again`;

/** By the system's error code. */
const BY_CODE: Readonly<Record<string, Wording>> = {
  EEXIST: isFile,
  ENOTDIR: isFile,
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: readOnly,
  ENOSPC: full,
  EDQUOT: full,
};

/**
 * By SQLite's primary result code.
 *
 * @see https://www.sqlite.org/rescode.html
 */
const BY_RESULT: Readonly<Record<number, Wording>> = {
  5: locked,
  6: locked,
  8: (folder, file) => `${file} can't be written: give this user the permission, or begin anew without ${folder}`,
  10: (_, file) => `${file} can't be read or written: look after the disk that it is on`,
  11: damaged,
  13: full,
  14: (folder, file) => `${file} can't be opened: give this user the permission, or delete ${folder} to begin anew`,
  26: damaged,
};

/**
 * What a failure of the file system means to a person.
 *
 * @param folder where the pool is kept
 * @returns undefined where the error is another one
 */
export const folderFault = (folder: string, cause: unknown): StorageError | undefined =>
  faultOf(folder, cause, BY_CODE[String((cause as { readonly code?: unknown } | null)?.code)]);

/**
 * What a failure of the database means to a person: a full disk, a damaged page, a lock.
 *
 * @param folder where the pool is kept
 * @returns undefined where the error is none of SQLite's, or speaks of a statement
 */
export function databaseFault(folder: string, cause: unknown): StorageError | undefined {
  const errcode = (cause as { readonly errcode?: unknown } | null)?.errcode;
  return faultOf(folder, cause, typeof errcode === 'number' ? BY_RESULT[errcode & 0xff] : undefined);
}

function faultOf(folder: string, cause: unknown, wording: Wording | undefined): StorageError | undefined {
  if (!wording || !(cause instanceof Error)) return undefined;
  return new StorageError(`${wording(folder, join(folder, DATABASE_FILE))} (${cause.message}).`, { cause });
}
