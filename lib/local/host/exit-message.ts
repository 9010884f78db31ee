import type { TextMap } from '../../protocol/text-map.ts';

const SIGNAL_WORDS: TextMap = {
  SIGABRT: 'aborted',
  SIGALRM: 'alarm clock',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
  SIGUSR1: 'user defined signal 1',
  SIGUSR2: 'user defined signal 2',
};

/** How a process ended, in Lambda's words: `Runtime exited with error: exit status 129`. */
export function exitMessage(exitCode: number | null, signal: string | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${SIGNAL_WORDS[signal] ?? signal}`;
  if (exitCode === 0 || exitCode === null) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: exit status ${exitCode}`;
}
