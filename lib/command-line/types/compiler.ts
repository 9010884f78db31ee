import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { FailedError } from '../errors.ts';

/** The TypeScript of a project. */
export interface Compiler {
  /** Absolute path of its `tsc`. */
  readonly script: string;
  readonly version: string;
}

const OLDEST = [5, 9] as const;

/**
 * Finds the TypeScript that a file's project has installed.
 *
 * @throws FailedError if there is none, or it is too old
 */
export function findCompiler(source: string): Compiler {
  const path = resolvePackage(source);
  const { version, bin } = JSON.parse(readFileSync(path, 'utf8')) as { version: string; bin: { tsc: string } };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new FailedError(`TypeScript ${version} is too old: npm install --save-dev typescript@latest (5.9 or newer)`);
  }
  return { script: join(dirname(path), bin.tsc), version };
}

function resolvePackage(source: string): string {
  try {
    return createRequire(source).resolve('typescript/package.json');
  } catch (cause) {
    throw new FailedError('TypeScript is not installed in this project: npm install --save-dev typescript', { cause });
  }
}

/**
 * Runs the compiler on a project. Gives what it complains about; empty if nothing.
 *
 * @param folder what its complaints call files from
 */
export function compile({ script }: Compiler, configuration: string, folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = [script, '-p', configuration, '--pretty', 'false'];
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      if (!error) resolve('');
      // A number is the compiler's own exit code, a text that it could not be started.
      else if (typeof error.code === 'number') resolve(stdout.trim() || error.message);
      else reject(new FailedError(`TypeScript could not be run: ${error.message}`, { cause: error }));
    });
  });
}
