import type { ChildProcess } from 'node:child_process';
import { startGuard } from '../host/orphan-guard.ts';

/** Whether a child gets a group of its own, so that what it starts can be ended too. */
export const OWN_GROUP = process.platform !== 'win32';

/** A child process that ends with this one, however that comes to its end: by SIGKILL too. */
export interface GuardedChild {
  /** Ends it at once, with what it has started. */
  kill(): void;
  /** It has ended: its id may be another one's now. */
  release(): void;
}

/** Guards a child that was spawned with `detached: OWN_GROUP`. */
export function guardChild(child: ChildProcess): GuardedChild {
  const { pid } = child;
  if (pid === undefined) return { kill() {}, release() {} };
  const guard = startGuard();
  guard.watch(pid);
  let released = false;
  return {
    kill() {
      if (released) return;
      try {
        // Its group may outlive it: what it has started may hold its output open.
        process.kill(OWN_GROUP ? -pid : pid, 'SIGKILL');
      } catch {
        // it has ended
      }
    },
    release() {
      released = true;
      guard.forget(pid);
      guard.close();
    },
  };
}
