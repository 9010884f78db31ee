import type { CustomAuthTrigger } from './trigger-events.ts';

/** A handler that the framework made, as whoever looks into a bundle needs it. */
export interface MadeHandler {
  readonly trigger: CustomAuthTrigger | 'DeliverMessage';
  readonly flow: unknown;
}

/** The handlers made in this process, by the handler itself. Whoever inspects a bundle asks for all of them, and ends soon. */
export type MadeHandlers = Map<object, MadeHandler>;

/**
 * Where the list stands on the global object, if somebody keeps one: only the inspection of a bundle does. A bundle brings
 * its own copy of everything, so both find each other by a name that all copies share.
 */
const KEY = Symbol.for('countersign.made');

type Shared = { [KEY]?: MadeHandlers };

/** Tells whoever keeps a list of made handlers of one more. In Lambda nobody does. */
export const tellMade = (handler: object, made: MadeHandler): void =>
  void (globalThis as Shared)[KEY]?.set(handler, made);

/** Begins to keep a list of the handlers that are made, or goes on with the one that is kept. */
export function keepMadeHandlers(): MadeHandlers {
  const shared = globalThis as Shared;
  shared[KEY] ??= new Map();
  return shared[KEY];
}
