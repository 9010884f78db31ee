import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';

/** Knows every process of this one's, and ends them when this one is gone, however it went. */
export interface Guard {
  /** A text to begin marks with, of 24 hexadecimal digits. */
  readonly mark: string;
  /** Ends the process's group when this process is gone. */
  watch(processId: number): void;
  forget(processId: number): void;
  /**
   * Ends at once, where the system tells (Linux), the processes that have the mark in their environment: those that left
   * their group. The guard's own end does so with all that have a mark of its.
   */
  sweep(mark: string): void;
  close(): void;
}

/**
 * A stopped process can't notice that its host is gone; `kill -9` of the host would leave it behind for ever. So a tiny
 * shell keeps the list, in a session of its own where the terminal's Ctrl+C doesn't reach it. Its input ends with the host,
 * and then it kills what is left. What such a process has started in a group of its own (`detached`) is known by its
 * environment alone, which it inherits. It may start others while we look, so we look again.
 */
const SCRIPT = `
sweep() {
  for round in 1 2 3 4 5; do
    found=$(grep -lsF -- "$1" /proc/[0-9]*/environ)
    [ -n "$found" ] || return
    for file in $found; do id=\${file#/proc/}; kill -9 "\${id%/environ}" 2>/dev/null; done
  done
}
left=' '
while read -r sign id; do
  case $sign in
    +) left="$left$id " ;;
    -) case $left in *" $id "*) left="\${left%% $id *} \${left#* $id }" ;; esac ;;
    x) sweep "$id" ;;
  esac
done
for id in $left; do kill -9 -"$id" 2>/dev/null; done
sweep "$1"
`;

export function startGuard(): Guard {
  const mark = randomBytes(12).toString('hex');
  // On Windows child processes stand in a job object that ends with the parent, and none is ever stopped.
  if (process.platform === 'win32') return { mark, watch() {}, forget() {}, sweep() {}, close() {} };
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'guard', mark], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  shell.on('error', () => {}); // no shell: processes that aren't stopped still notice by themselves
  shell.stdin.on('error', () => {});
  shell.unref();
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  const tell = (sign: string, about: number | string): void => void shell.stdin.write(`${sign} ${about}\n`);
  return {
    mark,
    watch: (processId) => tell('+', processId),
    forget: (processId) => tell('-', processId),
    sweep: (swept) => tell('x', swept),
    close: () => void shell.stdin.end(),
  };
}
