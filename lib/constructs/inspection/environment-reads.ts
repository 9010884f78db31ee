/** What stands among the names for one who asked which variables there are: `Object.keys(process.env)`. */
export const EVERY_VARIABLE = '*';

/**
 * Records which environment variables are read from now on, absent ones too.
 *
 * What a module didn't read can't have changed what it defined, whatever the deployment gives it. Who lists the names alone
 * has read no value: a library does that which looks for variables with its own prefix. Install it before the module is
 * loaded, and before the purity guard, which wraps what stands there.
 *
 * @returns the names so far, sorted; with {@link EVERY_VARIABLE} if they were listed
 */
export function recordEnvironmentReads(): () => readonly string[] {
  const names = new Set<string>();
  const read = (name: string | symbol): void => {
    if (typeof name === 'string') names.add(name);
  };
  const isDescribing = watchDescribers();
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
      const described = Reflect.getOwnPropertyDescriptor(target, name);
      // Object.keys asks this of each name that there is, and shows none of the values.
      read(described && !isDescribing() ? EVERY_VARIABLE : name);
      return described;
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

/** Watches what hands out descriptors, values included. Gives whether one of them is at it. */
function watchDescribers(): () => boolean {
  let running = 0;
  const watch = (owner: object, key: string): void => {
    const watched = new Proxy(Reflect.get(owner, key) as () => unknown, {
      apply(original, self, args) {
        running++;
        try {
          return Reflect.apply(original, self, args);
        } finally {
          running--;
        }
      },
    });
    Reflect.set(owner, key, watched);
  };
  watch(Object, 'getOwnPropertyDescriptor');
  watch(Object, 'getOwnPropertyDescriptors');
  watch(Reflect, 'getOwnPropertyDescriptor');
  return () => running > 0;
}
