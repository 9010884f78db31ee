import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FailedError } from '../errors.ts';
import type { ProjectPlan } from './project-plan.ts';

/**
 * Writes what is planned, and nothing over what is there.
 *
 * @param onWritten called with each file's path, in the plan's order
 * @throws FailedError if a file can't be written, or has changed since the plan; what was written before stays
 */
export function writePlan(
  folder: string,
  { files, edits }: Pick<ProjectPlan, 'files' | 'edits'>,
  onWritten: (path: string) => void,
): void {
  for (const { path, text } of files) {
    attempt(folder, path, () => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text, { flag: 'wx' });
    });
    onWritten(path);
  }
  for (const { path, before, after } of edits) {
    attempt(folder, path, () => {
      if (readFileSync(join(folder, path), 'utf8') !== before)
        throw new FailedError(`${path} has just changed: try again`);
      writeFileSync(join(folder, path), after);
    });
    onWritten(path);
  }
}

function reasonOf(code: string | undefined, folder: string): string | undefined {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `you may not write into ${folder}`;
    case 'EEXIST':
      return 'something of that name is there';
    case 'ENOTDIR':
      return 'a part of its path is a file';
    default:
      return undefined;
  }
}

function attempt(folder: string, path: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    if (cause instanceof FailedError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new FailedError(`${path} can't be written: ${reasonOf(code, folder) ?? message}`, { cause });
  }
}
