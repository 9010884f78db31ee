/** What stands among the names for one who looked at all of them: `{ ...process.env }`. */
export const EVERY_VARIABLE = '*';

/**
 * Records which environment variables are read from now on, absent ones too.
 *
 * What a module didn't read can't have changed what it defined, whatever the deployment gives it. Install it before the
 * module is loaded, and before the purity guard, which wraps what stands there.
 *
 * @returns the names so far, sorted; with {@link EVERY_VARIABLE} if they were listed
 */
export function recordEnvironmentReads(): () => readonly string[] {
  const names = new Set<string>();
  const read = (name: string | symbol): void => {
    if (typeof name === 'string') names.add(name);
  };
  process.env = new Proxy(process.env, {
    get(target, name) {
      read(name);
      return Reflect.get(target, name);
    },
    has(target, name) {
      read(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      read(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    ownKeys(target) {
      read(EVERY_VARIABLE);
      return Reflect.ownKeys(target);
    },
    // Else an assignment would define a property, in a way that process.env doesn't take.
    set: (target, name, value) => Reflect.set(target, name, value),
  });
  return () => [...names].sort();
}
