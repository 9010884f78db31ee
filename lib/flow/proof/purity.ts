import { FlowRunError } from '../errors.ts';
import { findTargets, type Target } from './purity-targets.ts';

/** What all copies of this module in one process share: a bundle brings its own. */
interface Guard {
  /** What the running flow used first. Set even if the flow caught the error. */
  used: string | undefined;
  running: boolean;
  installs: number;
  undo: (() => void)[];
}

const KEY = 'countersign.purity';

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
 * Wraps the clock, randomness, timers, the network and the environment, so that they throw while a flow runs, and only
 * then. Install it before a flow's module is loaded: what that module keeps of them is then guarded too. May be
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
  guard.used = undefined;
  guard.running = true;
  try {
    const result = action();
    return { result, used: guard.used };
  } finally {
    guard.running = false;
  }
}

function wrapAll(guard: Guard): (() => void)[] {
  const refuse = (name: string): void => {
    if (!guard.running) return;
    guard.used ??= name;
    throw new FlowRunError('impure', name);
  };
  const { targets, publish } = findTargets();
  // One stand-in for one original, wherever it is: new Date().constructor is Date.
  const guarded = new Map<object, object>();
  const undo = targets.flatMap(({ owner, key, name, guards }) => {
    const original = Object.getOwnPropertyDescriptor(owner, key);
    const value: unknown = Reflect.get(owner, key);
    if (!isObject(value)) return [];
    const replacement = guarded.get(value) ?? standIn(value, name, guards, refuse);
    guarded.set(value, replacement);
    const enumerable = original?.enumerable ?? false;
    Reflect.defineProperty(owner, key, { value: replacement, configurable: true, writable: true, enumerable });
    return [() => void (original ? Reflect.defineProperty(owner, key, original) : Reflect.deleteProperty(owner, key))];
  });
  publish();
  // Undone in reverse, so the modules are published after all are restored.
  return [publish, ...undo];
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' || typeof value === 'function') && value !== null;

/** What takes the original's place: it does the same, but refuses while a flow runs. */
function standIn(value: object, name: string, guards: Target['guards'], refuse: (name: string) => void): object {
  const read = (): void => {
    if (guards === 'read') refuse(name);
  };
  return new Proxy(value, {
    get(target, property) {
      read();
      return Reflect.get(target, property);
    },
    // Else an assignment would define a property, in a way that process.env doesn't take.
    set: (target, property, assigned) => Reflect.set(target, property, assigned),
    has(target, property) {
      read();
      return Reflect.has(target, property);
    },
    ownKeys(target) {
      read();
      return Reflect.ownKeys(target);
    },
    apply(target, self, args) {
      refuse(`${name}()`);
      return Reflect.apply(target as (...values: unknown[]) => unknown, self, args);
    },
    construct(target, args, newTarget) {
      // A date that is given is a value; only one that isn't is the clock.
      if (guards !== 'clock' || args.length === 0) refuse(`new ${name}()`);
      return Reflect.construct(target as new (...values: unknown[]) => object, args, newTarget);
    },
  });
}
