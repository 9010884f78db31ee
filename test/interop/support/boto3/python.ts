import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Python that has boto3. */
export interface Python {
  readonly program: string;
  /** What it needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
}

const PYTHONS = ['/usr/bin/python3', 'python3'];
const LIMIT = { timeout: 30_000, encoding: 'utf8', stdio: 'pipe' } as const;

function hasBoto3({ program, env }: Python): boolean {
  try {
    execFileSync(program, ['-c', 'import boto3'], { ...LIMIT, env: { ...process.env, ...env } });
    return true;
  } catch {
    return false;
  }
}

/**
 * Unpacks Debian's boto3, with the Python packages that it depends on, beside the system: nothing is installed, and
 * root isn't needed. A few MB, by way of Debian's package lists.
 *
 * @returns where its modules are
 */
function unpackBoto3(folder: string): string {
  const [lists, cache, root] = [join(folder, 'lists'), join(folder, 'cache'), join(folder, 'root')];
  mkdirSync(join(lists, 'partial'), { recursive: true });
  mkdirSync(join(cache, 'archives', 'partial'), { recursive: true });
  const own = ['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${cache}`, '-o', 'Debug::NoLocking=1'];
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { ...LIMIT, cwd: folder });
  run('apt-get', ...own, 'update');
  const only = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map((kind) => `--no-${kind}`);
  const needed = run('apt-cache', ...own, 'depends', '--recurse', ...only, 'python3-boto3')
    .split('\n')
    .filter((line) => line.startsWith('python3-') && line !== 'python3-minimal');
  run('apt-get', ...own, 'download', ...needed);
  for (const file of readdirSync(folder)) if (file.endsWith('.deb')) run('dpkg', '-x', file, root);
  return join(root, 'usr/lib/python3/dist-packages');
}

/**
 * A Python that has boto3: this machine's, or one that finds it where it was unpacked.
 *
 * @param tidyUp takes what is to be done in the end
 * @throws Error where it can't be had
 */
export function pythonWithBoto3(tidyUp: (task: () => void) => void): Python {
  const here = PYTHONS.map((program) => ({ program, env: {} })).find(hasBoto3);
  if (here) return here;
  const folder = mkdtempSync(join(tmpdir(), 'countersign-boto3-'));
  tidyUp(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  let cause: unknown;
  try {
    const env = { PYTHONPATH: unpackBoto3(folder) };
    const unpacked = PYTHONS.map((program) => ({ program, env })).find(hasBoto3);
    if (unpacked) return unpacked;
  } catch (error) {
    cause = error;
  }
  throw new Error(
    'This test needs Python 3 with boto3, which is neither on this machine nor to be had of Debian (apt-get download ' +
      'python3-boto3): install it, as python3-boto3 of your distribution or with pip.',
    { cause },
  );
}
