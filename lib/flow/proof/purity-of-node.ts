import { allBut, isObject, memberOf, membersOf, methodsOf, type Target } from './purity-members.ts';

/**
 * Node's modules that tell nothing but what they are given, and in the last line those that are not loaded to be guarded:
 * they warn when they are loaded, or take long, and say nothing that the others don't. Every other module is guarded:
 * what a later Node adds, too.
 */
const PASSED_OVER: ReadonlySet<string> = new Set(
  `assert assert/strict console constants events path path/posix path/win32 punycode querystring stream stream/consumers
  stream/promises stream/web string_decoder sys url util/types zlib buffer util process
  domain inspector/promises repl trace_events wasi node:test node:test/reporters`.split(/\s+/),
);

/** What only computes. */
const PURE_CRYPTO: ReadonlySet<string> = new Set(
  'createHash createHmac getHashes hash hkdfSync pbkdf2Sync scryptSync subtle timingSafeEqual webcrypto'.split(' '),
);

/** Streams that `console.log` reads; what the engine calls; and what can't be put back once it was replaced. */
const LEFT_OF_PROCESS: ReadonlySet<string> = new Set(
  'stdout stderr domain env exitCode title debugPort _fatalException _tickCallback'.split(' '),
);

/** What tells of the process, and what shows an object's inside: a promise's state, what a proxy stands before. */
const GUARDED_UTIL = 'debug debuglog format formatWithOptions getCallSites inspect parseArgs styleText';

type Load = (name: string) => unknown;

const loaderOf = (process: unknown): Load => {
  const load = memberOf(process, 'getBuiltinModule');
  return typeof load === 'function' ? (name) => load.call(process, name) : () => undefined;
};

/** All of Node that tells a flow more than its answers do. */
export function nodeTargets(process: unknown): readonly Target[] {
  const load = loaderOf(process);
  const names = memberOf(load('node:module'), 'builtinModules');
  const modules = (Array.isArray(names) ? (names as readonly string[]) : []).filter(
    (name) => !name.startsWith('_') && !PASSED_OVER.has(name),
  );
  const environment: Target = { owner: process as object, key: 'env', name: 'process.env', guards: 'use' };
  return [
    ...(isObject(memberOf(process, 'env')) ? [environment] : []),
    ...membersOf(process, 'process.', (key) => LEFT_OF_PROCESS.has(key), true),
    ...emitterTargets(process, memberOf(load('node:events'), 'prototype')),
    ...modules.flatMap((name) => membersOf(load(name), `${name}.`, allowedOf(name))),
    ...methodsOf(memberOf(memberOf(load('node:async_hooks'), 'AsyncLocalStorage'), 'prototype'), 'asyncLocalStorage.'),
    ...membersOf(load('node:buffer'), 'buffer.', allBut('Blob File resolveObjectURL')),
    ...membersOf(load('node:util'), 'util.', allBut(GUARDED_UTIL)),
  ];
}

/** What process has of its class: who listens to it. An emitter of the flow's own may be used. */
const emitterTargets = (process: unknown, prototype: unknown): readonly Target[] =>
  membersOf(prototype, 'process.', (key) => key === 'constructor').map((target) => ({
    ...target,
    allows: ({ self }) => self !== process,
  }));

const allowedOf =
  (module: string) =>
  (key: string): boolean =>
    module === 'crypto' && PURE_CRYPTO.has(key);

/** Shows changes of Node's modules to those who imported their members by name. */
export function publishToImports(process: unknown): void {
  const publish = memberOf(loaderOf(process)('node:module'), 'syncBuiltinESMExports');
  if (typeof publish === 'function') publish();
}
