import type { Target } from './purity-members.ts';
import { note, type Running, refuse, standIn } from './purity-stand-in.ts';
import { findTargets } from './purity-targets.ts';

/** What all copies of this module in one process share: a bundle brings its own. */
interface Guard extends Running {
  installs: number;
  undo: (() => void)[];
}

const KEY = 'countersign.purity';
const STACK = 'prepareStackTrace';

function sharedGuard(): Guard {
  const shared = globalThis as { [KEY]?: Guard };
  if (!shared[KEY]) {
    const guard: Guard = { used: undefined, running: false, installs: 0, undo: [] };
    Object.defineProperty(shared, KEY, { value: guard });
    return guard;
  }
  return shared[KEY];
}

/**
 * Wraps all of the platform that tells more than it is given (the clock, randomness, timers, the network, files, the
 * machine, the locale), so that it throws while a flow runs, and only then. Install it before a flow's module is loaded: what that module keeps of them is then guarded too. May be
 * installed again; the last one that is undone restores the originals.
 *
 * @returns what undoes it
 * @example
 * installPurityGuard();
 * const { signIn } = await import('./sign-in.ts');
 * check(signIn);
 */
export function installPurityGuard(): () => void {
  const guard = sharedGuard();
  if (guard.installs++ === 0) guard.undo = wrapAll(guard);
  let installed = true;
  return () => {
    if (!installed) return;
    installed = false;
    if (--guard.installs > 0) return;
    for (const undo of guard.undo.reverse()) undo();
  };
}

/**
 * Runs something that may use nothing but its arguments. The guard must be installed.
 *
 * @returns its result, and the name of the first thing it used in spite of that
 */
export function runPurely<Result>(action: () => Result): {
  readonly result: Result;
  readonly used: string | undefined;
} {
  const guard = sharedGuard();
  // V8's, which other platforms' types don't know.
  const prepareStackTrace: unknown = Reflect.get(Error, STACK);
  // A flow that has another one checked is still running after that.
  const outer = { used: guard.used, running: guard.running };
  guard.used = undefined;
  guard.running = true;
  // A stack tells who called, and so a check from a sign-in.
  Reflect.set(Error, STACK, () => refuse(guard, 'the stack of an error'));
  try {
    const result = action();
    return { result, used: guard.used };
  } finally {
    guard.running = outer.running;
    guard.used = outer.running ? (outer.used ?? guard.used) : undefined;
    Reflect.set(Error, STACK, prepareStackTrace);
  }
}

function wrapAll(guard: Guard): (() => void)[] {
  const { targets, publish, watchPromises } = findTargets();
  const seen = new Map<object, Set<string>>();
  const undo: (() => void)[] = [publish, watchPromises(() => note(guard, 'a promise'))];
  for (const target of targets) {
    const keys = seen.get(target.owner) ?? new Set();
    seen.set(target.owner, keys);
    if (keys.has(target.key)) continue;
    keys.add(target.key);
    const restore = replace(target, guard);
    if (restore) undo.push(restore);
  }
  publish();
  // Undone in reverse, so the modules are published after all are restored.
  return undo;
}

/** Puts a stand-in in a target's place. Gives what undoes it, or nothing where the target can't be replaced. */
function replace(target: Target, guard: Guard): (() => void) | undefined {
  const { owner, key, guards } = target;
  const original = Object.getOwnPropertyDescriptor(owner, key) as PropertyDescriptor;
  if (!original.configurable) return undefined;
  const replacement =
    guards === 'get'
      ? reader(original, target, guard)
      : { value: standIn(original.value, target, guard), writable: true };
  Reflect.defineProperty(owner, key, { ...replacement, configurable: true, enumerable: original.enumerable === true });
  return () => void Reflect.defineProperty(owner, key, original);
}

/** What guards the reading of a property, and what is read if that is a function. */
function reader(original: PropertyDescriptor, { name }: Target, guard: Guard): PropertyDescriptor {
  return {
    get() {
      refuse(guard, name);
      const value: unknown = original.get ? Reflect.apply(original.get, this, []) : original.value;
      return typeof value === 'function' ? standIn(value, { name, guards: 'call' }, guard) : value;
    },
    set(value) {
      if (original.set) Reflect.apply(original.set, this, [value]);
      else original.value = value;
    },
  };
}
