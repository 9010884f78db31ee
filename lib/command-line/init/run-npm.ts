import { spawn } from 'node:child_process';
import { FailedError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Runs `npm install` in a folder, and shows what it says.
 *
 * @param next what to run once it has worked
 * @throws FailedError if it fails
 */
export async function npmInstall(terminal: Terminal, folder: string, next: readonly string[]): Promise<void> {
  const again = `when that is put right, run npm install in ${folder}, and then ${next.join(', ')}`;
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    const child = spawn('npm', ['install', '--no-audit', '--no-fund'], {
      cwd: folder,
      env: { ...terminal.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a script there.
      shell: process.platform === 'win32',
    });
    child.stdout.on('data', (piece: Buffer) => terminal.errors.write(piece.toString()));
    child.stderr.on('data', (piece: Buffer) => terminal.errors.write(piece.toString()));
    child.on('error', (cause) =>
      reject(new FailedError(`npm could not be started (${cause.message}): ${again}`, { cause })),
    );
    child.on('close', resolve);
  });
  if (exitCode !== 0) throw new FailedError(`npm install failed, and says why above: ${again}`);
}
