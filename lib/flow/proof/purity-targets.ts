import {
  type Allowed,
  allBut,
  classesOf,
  memberOf,
  membersOf,
  methodsOf,
  type Target,
  type Use,
} from './purity-members.ts';
import { nodeTargets, publishToImports } from './purity-of-node.ts';

/** All that a flow may not use, and what makes changes to Node's own modules visible to those who imported them. */
export interface Targets {
  /** Of two for the same member, the first holds. */
  readonly targets: readonly Target[];
  publish(): void;
}

/**
 * The globals that tell nothing but what they are given, and in the last lines those that have rules of their own below.
 * Whatever else is global is guarded: what a later platform adds, too.
 */
const PURE_GLOBALS: ReadonlySet<string> = new Set(
  `Object Function Array Number parseFloat parseInt Boolean String Symbol Promise RegExp Error AggregateError EvalError
  RangeError ReferenceError SyntaxError TypeError URIError SuppressedError globalThis global JSON Map Set BigInt Iterator
  ArrayBuffer SharedArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array
  BigInt64Array Uint8ClampedArray Float16Array Float32Array Float64Array DataView WeakMap WeakSet Proxy Reflect
  DisposableStack AsyncDisposableStack decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval
  isFinite isNaN console URL URLSearchParams URLPattern DOMException TextEncoder TextDecoder structuredClone atob btoa
  Date Buffer Crypto crypto performance process`.split(/\s+/),
);

/** A date that is given is a value; without one it is the clock, and given in parts it is local time. */
const isGivenDate = ({ kind, args }: Use): boolean => kind === 'new' && args.length === 1;

/** In UTC and in milliseconds a date is the same everywhere; all else of it is local time. */
const isUniversal: Allowed = (key) => /UTC|GMT|ISO|JSON|Temporal|^[gs]etTime$|^valueOf$|^constructor$/.test(key);

/** `g` and `y` make a RegExp remember where it stopped. */
const remembersNothing = ({ self }: Use): boolean => !(self instanceof RegExp && (self.global || self.sticky));

/** Everything of the platform that tells a flow more than its answers do. */
export function findTargets(): Targets {
  const { crypto, performance } = globalThis;
  // A browser's types know neither.
  const [process, buffer] = ['process', 'Buffer'].map((name) => memberOf(globalThis, name));
  const temporal = memberOf(globalThis, 'Temporal');
  const date = { name: 'Date', guards: 'call', allows: isGivenDate } as const;
  const test = { key: 'test', name: 'a RegExp with the flag g or y: test', guards: 'call' } as const;
  const withLocale = [Number, BigInt, Array, Object.getPrototypeOf(Uint8Array)];
  const targets: readonly Target[] = [
    { ...date, owner: globalThis, key: 'Date' },
    { ...date, owner: Date.prototype, key: 'constructor' },
    ...membersOf(Date, 'Date.', allBut('now')),
    ...membersOf(Date.prototype, 'date.', isUniversal),
    ...membersOf(memberOf(temporal, 'Now'), 'Temporal.Now.'),
    ...membersOf(Math, 'Math.', allBut('random')),
    ...membersOf(Atomics, 'Atomics.'),
    { ...test, owner: RegExp.prototype, allows: remembersNothing },
    // What the last match was, of whichever pattern.
    ...membersOf(RegExp, 'RegExp.', (key) => key === 'escape'),
    ...membersOf(String.prototype, 'text.', allBut('localeCompare toLocaleLowerCase toLocaleUpperCase')),
    ...withLocale.flatMap(({ prototype }) => membersOf(prototype, 'value.', allBut('toLocaleString'))),
    ...classesOf(Intl, 'Intl.', (key) => key === 'getCanonicalLocales'),
    ...membersOf(URL, 'URL.', allBut('createObjectURL')),
    ...membersOf(buffer, 'Buffer.', allBut('allocUnsafe allocUnsafeSlow')),
    ...methodsOf(memberOf(crypto, 'subtle'), 'crypto.subtle.'),
    ...methodsOf(crypto, 'crypto.', (key) => key === 'subtle'),
    ...methodsOf(performance, 'performance.'),
    ...classesOf(globalThis, '', (key) => PURE_GLOBALS.has(key)),
    ...nodeTargets(process),
  ];
  return { targets, publish: () => publishToImports(process) };
}
