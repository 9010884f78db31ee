import * as sdk from '@aws-sdk/client-cognito-identity-provider';

/** A place in a request, and the type that AWS's own model gives what stands there. */
export interface TypedPlace {
  /** `UserAttributes.[].Name`; `{}` is a value of a map. */
  readonly path: string;
  readonly type: keyof typeof WRONG;
  /** A request with nothing but this in that place. */
  requestWith(value: unknown): unknown;
}

/** A value that each type refuses. */
export const WRONG = {
  text: 1,
  number: 'x',
  boolean: 'x',
  time: [],
  document: 'x',
  list: 'x',
  map: 'x',
  structure: 'x',
};

const SIMPLE: Readonly<Record<number, TypedPlace['type']>> = {
  ...{ 0: 'text', 1: 'number', 2: 'boolean', 4: 'time', 15: 'document' },
};
const LIST = 64;
const MAP = 128;

type Build = (value: unknown) => unknown;

/** Every place in the request of an operation, as the SDK of the pinned version has them. */
export function placesIn(operation: string): readonly TypedPlace[] {
  const schema = Reflect.get(sdk, `${operation}Request$`);
  if (schema === undefined) throw new Error(`the SDK has no ${operation}`);
  return [...places(schema, '', (value) => value)];
}

function* places(given: unknown, path: string, requestWith: Build): Generator<TypedPlace> {
  const schema = resolved(given);
  const under = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const inList = (member: unknown) => places(member, under('[]'), (value) => requestWith([value]));
  const inMap = (member: unknown) => places(member, under('{}'), (value) => requestWith({ k: value }));
  if (typeof schema === 'number') {
    if (schema & MAP) yield* [{ path, type: 'map', requestWith } as const, ...inMap(schema & ~MAP)];
    else if (schema & LIST) yield* [{ path, type: 'list', requestWith } as const, ...inList(schema & ~LIST)];
    else yield { path, type: SIMPLE[schema] as TypedPlace['type'], requestWith };
    return;
  }
  const [kind, , , , about, members] = schema as readonly [number, string, string, unknown, unknown, unknown];
  if (kind === 0) yield* places(about, path, requestWith);
  else if (kind === 1) yield* [{ path, type: 'list', requestWith } as const, ...inList(about)];
  else if (kind === 2) yield* [{ path, type: 'map', requestWith } as const, ...inMap(members)];
  else {
    if (path !== '') yield { path, type: 'structure', requestWith };
    for (const [position, name] of (about as readonly string[]).entries()) {
      yield* places((members as readonly unknown[])[position], under(name), (value) => requestWith({ [name]: value }));
    }
  }
}

/** Behind what is looked up late, or carries traits. */
function resolved(schema: unknown): unknown {
  if (typeof schema === 'function') return resolved(schema());
  const isNamed = Array.isArray(schema) && typeof schema[1] === 'string';
  return Array.isArray(schema) && !isNamed ? resolved(schema[0]) : schema;
}
