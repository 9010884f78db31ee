import { spawn } from 'node:child_process';

/** Knows every function process, and ends them when the host is gone, however it went. */
export interface Guard {
  watch(processId: number): void;
  forget(processId: number): void;
  close(): void;
}

/**
 * A stopped process can't notice that its host is gone; `kill -9` of the host would leave it behind for ever. So a tiny
 * shell keeps the list, in a session of its own where the terminal's Ctrl+C doesn't reach it. Its input ends with the host,
 * and then it kills what is left.
 */
const SCRIPT = `
left=' '
while read -r sign id; do
  case $sign in
    +) left="$left$id " ;;
    -) case $left in *" $id "*) left="\${left%% $id *} \${left#* $id }" ;; esac ;;
  esac
done
for id in $left; do kill -9 -"$id" 2>/dev/null; done
`;

export function startGuard(): Guard {
  // On Windows child processes stand in a job object that ends with the parent, and none is ever stopped.
  if (process.platform === 'win32') return { watch() {}, forget() {}, close() {} };
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  shell.on('error', () => {}); // no shell: processes that aren't stopped still notice by themselves
  shell.stdin.on('error', () => {});
  shell.unref();
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  return {
    watch: (processId) => void shell.stdin.write(`+ ${processId}\n`),
    forget: (processId) => void shell.stdin.write(`- ${processId}\n`),
    close: () => void shell.stdin.end(),
  };
}
