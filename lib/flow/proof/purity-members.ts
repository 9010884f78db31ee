/** How something is used. */
export interface Use {
  readonly kind: 'new' | 'call';
  readonly self: unknown;
  readonly args: readonly unknown[];
}

/** One thing that no flow may use. */
export interface Target {
  readonly owner: object;
  readonly key: string;
  /** As a person writes it. */
  readonly name: string;
  /** `call`: calling or constructing it; `get`: reading it, and calling what was read; `use`: any of its properties. */
  readonly guards: 'call' | 'get' | 'use';
  /** Uses that tell nothing. @default - none */
  readonly allows?: (use: Use) => boolean;
}

/** Tells of a member's name whether a flow may use it. */
export type Allowed = (key: string) => boolean;

const none: Allowed = () => false;

/** Allows all but these. */
export const allBut =
  (names: string): Allowed =>
  (key) =>
    !names.split(' ').includes(key);

/** A member of something that a platform need not have. */
export const memberOf = (owner: unknown, key: string): unknown =>
  isObject(owner) ? Reflect.get(owner, key) : undefined;

export const isObject = (value: unknown): value is object =>
  (typeof value === 'object' || typeof value === 'function') && value !== null;

/** What every function has of itself. */
const OF_ANY_FUNCTION: ReadonlySet<string> = new Set(['prototype', 'length', 'name', 'arguments', 'caller']);

const ownKeys = (owner: object): readonly string[] =>
  Object.getOwnPropertyNames(owner).filter((key) => typeof owner !== 'function' || !OF_ANY_FUNCTION.has(key));

/** An object's own functions and accessors; with `values`, also what else it has. */
function ownMembers(owner: object, prefix: string, allowed: Allowed, values: boolean): readonly Target[] {
  return ownKeys(owner).flatMap((key): readonly Target[] => {
    if (allowed(key)) return [];
    const { get, value } = Object.getOwnPropertyDescriptor(owner, key) as PropertyDescriptor;
    if (typeof value === 'function') return [{ owner, key, name: `${prefix}${key}`, guards: 'call' }];
    return get || values ? [{ owner, key, name: `${prefix}${key}`, guards: 'get' }] : [];
  });
}

/**
 * The functions and accessors that an object has itself, and those of these functions: `process.hrtime.bigint`. With
 * `values`, also what else it has.
 */
export function membersOf(owner: unknown, prefix: string, allowed: Allowed = none, values = false): readonly Target[] {
  if (!isObject(owner)) return [];
  const members = ownMembers(owner, prefix, allowed, values);
  // A constructor is guarded where it is a global or an export.
  const functions = members.filter(({ key, guards }) => guards === 'call' && key !== 'constructor');
  return [
    ...members,
    ...functions.flatMap(({ key, name }) => ownMembers(memberOf(owner, key) as object, `${name}.`, none, false)),
  ];
}

/** What an object has itself and from its class. */
export const methodsOf = (owner: unknown, prefix: string, allowed: Allowed = none): readonly Target[] => [
  ...membersOf(owner, prefix, allowed),
  ...membersOf(isObject(owner) && classPrototypeOf(owner), prefix, allowed),
];

const classPrototypeOf = (owner: object): unknown => {
  const prototype: unknown = Object.getPrototypeOf(owner);
  return prototype !== Object.prototype && prototype;
};

/**
 * What an object has itself, and what the instances of its classes have: one that was made when the module was loaded may
 * draw lots, or read a clock, only when it is asked.
 */
export function classesOf(owner: unknown, prefix: string, allowed: Allowed): readonly Target[] {
  const members = membersOf(owner, prefix, allowed);
  const ofInstances = members.flatMap(({ owner: holder, key, name, guards }) =>
    holder === owner && guards === 'call'
      ? membersOfInstances(memberOf(memberOf(owner, key), 'prototype'), `${name}.`)
      : [],
  );
  return [...members, ...ofInstances];
}

/** No deeper: what is kept there may be of another kind, `v8.Serializer` keeps `Error`. */
const membersOfInstances = (prototype: unknown, prefix: string): readonly Target[] =>
  isObject(prototype) ? ownMembers(prototype, prefix, none, false) : [];

/** What the objects have that a function makes, where their classes have no name to be found by. */
export function classesOfMade(make: unknown, prefix: string): readonly Target[] {
  const made: unknown = typeof make === 'function' && make();
  const targets: Target[] = [];
  for (let owner = isObject(made) && classPrototypeOf(made); isObject(owner); owner = classPrototypeOf(owner)) {
    targets.push(...membersOfInstances(owner, prefix));
  }
  return targets;
}
