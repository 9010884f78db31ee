import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import { type Whereabouts, whereIs } from './host-whereabouts.ts';

/** A host beyond this machine, and whether the function was kept from calling it. */
export interface OutsideHost {
  readonly host: string;
  readonly refused: boolean;
}

type AnyFunction = (...given: never[]) => unknown;

/** Longer names don't exist. */
const LONGEST_NAME = 253;
/** Of so many hosts a process tells; whoever calls more makes names up. */
const MOST_TOLD = 100;

/** Why a host can't be called; undefined: it can. */
type RefusalFor = (host: unknown) => Error | undefined;

/**
 * Keeps a handler from calling AWS, and, offline, from calling anything but this machine: what is called by name, and what hands
 * out AWS's credentials by address. For code that finds no stand-in by its environment: SDKs before v3, hosts that are written
 * into the code, queues called by their URL. A courtesy, no sandbox: a child process calls whom it likes.
 *
 * @param tell called once for each host beyond this machine
 * @returns what keeps it from looking names up too, to be called when the handler is loaded: a cold start shouldn't wait for
 * Node's resolver, which most handlers never ask
 */
export function closeDoor(offline: boolean, tell: (outside: OutsideHost) => void): () => void {
  const told = new Set<string>();
  const refusalFor: RefusalFor = (host) => {
    if (typeof host !== 'string') return undefined;
    const where = whereIs(host);
    if (where === 'here') return undefined;
    const refused = offline || where === 'aws';
    const name = host.toLowerCase().slice(0, LONGEST_NAME);
    if (!told.has(name) && told.size < MOST_TOLD) {
      told.add(name);
      tell({ host: name, refused });
    }
    return refused ? refusal(name, where) : undefined;
  };
  refuseToConnect(refusalFor);
  return () => refuseToLookUp(refusalFor);
}

function refuseToConnect(refusalFor: RefusalFor): void {
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...given: unknown[]): Socket {
    const error = refusalFor(hostOf(given));
    if (error === undefined) return Reflect.apply(connect as AnyFunction, this, given);
    Object.assign(this, { connecting: true }); // so that what is written waits
    // Whoever connects listens for errors only after this has returned.
    setImmediate(() => this.destroy(error));
    return this;
  } as typeof connect;
}

function refuseToLookUp(refusalFor: RefusalFor): void {
  const dns = process.getBuiltinModule('node:dns');
  for (const asking of [dns, dns.Resolver.prototype]) refuseIn(asking, refusalFor, giveToCallback);
  for (const asking of [dns.promises, dns.promises.Resolver.prototype]) {
    refuseIn(asking, refusalFor, (error) => Promise.reject(error));
  }
  syncBuiltinESMExports();
}

/** The host among what `connect` was given: options, or a port and a host, or both as Node itself hands them on. */
function hostOf([first, second]: readonly unknown[]): unknown {
  const options: unknown = Array.isArray(first) ? first[0] : first;
  return typeof options === 'object' && options !== null ? Reflect.get(options, 'host') : second;
}

/** Has functions that look names up answer by a refusal. */
function refuseIn(
  asking: object,
  refusalFor: RefusalFor,
  answer: (error: Error, given: readonly unknown[]) => unknown,
): void {
  for (const name of Object.getOwnPropertyNames(asking)) {
    const asked: unknown = Reflect.get(asking, name);
    if (typeof asked !== 'function' || !/^(?:lookup$|resolve)/.test(name)) continue;
    const apply = (target: AnyFunction, self: unknown, given: unknown[]): unknown => {
      const error = refusalFor(given[0]);
      return error === undefined ? Reflect.apply(target, self, given) : answer(error, given);
    };
    Reflect.set(asking, name, new Proxy(asked as AnyFunction, { apply }));
  }
}

function giveToCallback(error: Error, given: readonly unknown[]): void {
  const callback = given.at(-1);
  if (typeof callback !== 'function') throw error;
  process.nextTick(callback as AnyFunction as (error: Error) => void, error);
}

/** By a name of ours: an SDK that took it for a fault of the network would try again. */
function refusal(host: string, where: Whereabouts): Error {
  const message =
    where === 'aws'
      ? `The local pool has no stand-in for ${host}; nothing left this machine. Give the code an address on it: AWS's SDKs read ` +
        '--env AWS_ENDPOINT_URL_SERVICE=http://127.0.0.1:PORT, other code a variable of its own.'
      : `The local pool is offline: ${host} isn't this machine, and nothing left it. Without --offline it may be called.`;
  return Object.assign(new Error(message), { name: 'NoStandIn', code: 'NoStandIn', hostname: host });
}
