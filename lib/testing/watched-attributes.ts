import type { StringMap } from '../flow/index.ts';

/**
 * Stands in the place of the attributes that a challenge declares. Tells of each one that is read or looked for, that the
 * user has, and that isn't declared. Who lists them looks for all, but for Cognito's own, which every user has.
 *
 * Nobody but a Proxy sees who looks for what isn't there, and `structuredClone` takes none: it throws a DataCloneError.
 */
export function watchedAttributes(declared: StringMap, all: StringMap, tell: (attribute: string) => void): StringMap {
  const check = (attribute: string | symbol): void => {
    if (typeof attribute !== 'string' || Object.hasOwn(declared, attribute)) return;
    if (Object.hasOwn(all, attribute)) tell(attribute);
  };
  const checked =
    <Result>(look: (target: StringMap, attribute: string | symbol) => Result) =>
    (target: StringMap, attribute: string | symbol): Result => {
      check(attribute);
      return look(target, attribute);
    };
  return new Proxy(declared, {
    get: checked(Reflect.get),
    has: checked(Reflect.has),
    getOwnPropertyDescriptor: checked(Reflect.getOwnPropertyDescriptor),
    ownKeys: (target) => {
      for (const attribute of Object.keys(all)) if (!attribute.startsWith('cognito:')) check(attribute);
      return Reflect.ownKeys(target);
    },
  });
}
