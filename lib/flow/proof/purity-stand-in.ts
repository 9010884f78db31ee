import { FlowRunError } from '../errors.ts';
import type { Target, Use } from './purity-members.ts';

/** Whether a flow is running now, and what it used. */
export interface Running {
  running: boolean;
  /** What the running flow used first. Set even if the flow caught the error. */
  used: string | undefined;
}

type Guarded = Pick<Target, 'name' | 'guards' | 'allows'>;
type Callable = (...values: unknown[]) => unknown;
type Constructor = new (...values: unknown[]) => object;

// The platform's own: who records what reads the environment puts another in its place, to see who asks.
const describe = Reflect.getOwnPropertyDescriptor;

/** Stops the flow that is running, if one is. */
export function refuse(flow: Running, name: string): void {
  if (!flow.running) return;
  flow.used ??= name;
  throw new FlowRunError('impure', name);
}

// One for one original, wherever it is: new Date().constructor is Date.
const made = new WeakMap<object, object>();

/** What takes an original's place: it does the same, but refuses while a flow runs. */
export function standIn(original: object, guarded: Guarded, flow: Running): object {
  const known = made.get(original) ?? new Proxy(original, new StandIn(guarded, flow));
  made.set(original, known);
  return known;
}

/** A class, and no literal: a thousand of them are made. */
class StandIn implements ProxyHandler<object> {
  readonly #guarded: Guarded;
  readonly #flow: Running;

  constructor(guarded: Guarded, flow: Running) {
    this.#guarded = guarded;
    this.#flow = flow;
  }

  get(target: object, property: PropertyKey): unknown {
    this.#use();
    return Reflect.get(target, property);
  }

  // Else an assignment would define a property, in a way that process.env doesn't take.
  set(target: object, property: PropertyKey, value: unknown): boolean {
    return Reflect.set(target, property, value);
  }

  has(target: object, property: PropertyKey): boolean {
    this.#use();
    return Reflect.has(target, property);
  }

  getOwnPropertyDescriptor(target: object, property: PropertyKey): PropertyDescriptor | undefined {
    this.#use();
    return describe(target, property);
  }

  ownKeys(target: object): (string | symbol)[] {
    this.#use();
    return Reflect.ownKeys(target);
  }

  apply(target: object, self: unknown, args: unknown[]): unknown {
    this.#call(`${this.#guarded.name}()`, { kind: 'call', self, args });
    return Reflect.apply(target as Callable, self, args);
  }

  construct(target: object, args: unknown[], newTarget: object): object {
    const call = `new ${this.#guarded.name}(${args.length > 0 ? '…' : ''})`;
    this.#call(call, { kind: 'new', self: undefined, args });
    return Reflect.construct(target as Constructor, args, newTarget as Constructor);
  }

  #use(): void {
    if (this.#guarded.guards === 'use') refuse(this.#flow, this.#guarded.name);
  }

  #call(call: string, use: Use): void {
    if (!this.#guarded.allows?.(use)) refuse(this.#flow, call);
  }
}
