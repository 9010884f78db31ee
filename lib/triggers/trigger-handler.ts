import type { Context } from 'aws-lambda';
import type { Flow } from '../flow/index.ts';
import type { CustomAuthEvents, CustomAuthTrigger } from '../protocol/index.ts';

/** What middleware keeps for the functions that follow it: middy's `request.internal`. */
export type Internal = Record<string, unknown>;
/** Nothing kept yet. */
export type NoInternal = Record<never, never>;

/** An invocation on its way through the middleware: middy's request. */
export interface MiddlewareRequest<Trigger extends CustomAuthTrigger, Kept extends Internal = NoInternal> {
  event: CustomAuthEvents[Trigger];
  context: Context;
  /** What the handler answered, once it has. */
  response: CustomAuthEvents[Trigger] | null | undefined;
  /** middy's: an answer in the handler's place. Here it closes the door. */
  earlyResponse?: CustomAuthEvents[Trigger] | null | undefined;
  /** What was thrown, for `onError`. */
  error: Error | null | undefined;
  internal: Kept;
}

/** One function of a middleware. */
export type TriggerMiddlewareFunction<Trigger extends CustomAuthTrigger, Kept extends Internal = NoInternal> = (
  request: MiddlewareRequest<Trigger, Kept>,
) => unknown;

/**
 * A middy middleware for a trigger, typed by its event. Write block bodies: a `before` that returns a value answers.
 *
 * Written out, though middy has the same: its types can't be found from CommonJS.
 */
export interface TriggerMiddleware<Trigger extends CustomAuthTrigger, Kept extends Internal = NoInternal> {
  before?: TriggerMiddlewareFunction<Trigger, Kept>;
  after?: TriggerMiddlewareFunction<Trigger, Kept>;
  onError?: TriggerMiddlewareFunction<Trigger, Kept>;
  name?: string;
}

/**
 * A Lambda handler of one trigger, with middy's ways to add middleware.
 *
 * Middleware may add to attributes and metadata, watch, and refuse by throwing. It can't let anybody in: what Cognito
 * gets is what this invocation's replay or `verify` came to, else a refusal.
 */
export interface TriggerHandler<Trigger extends CustomAuthTrigger, Kept extends Internal = NoInternal> {
  (event: CustomAuthEvents[Trigger], context?: Context): Promise<CustomAuthEvents[Trigger]>;
  readonly flow: Flow;
  readonly trigger: Trigger;
  /** Adds middleware: `before` runs in order, `after` and `onError` in reverse. */
  use<Added extends Internal = NoInternal>(
    middleware: TriggerMiddleware<Trigger, Added> | TriggerMiddleware<Trigger, Added>[],
  ): TriggerHandler<Trigger, Kept & Added>;
  before(middleware: TriggerMiddlewareFunction<Trigger, Kept>): TriggerHandler<Trigger, Kept>;
  after(middleware: TriggerMiddlewareFunction<Trigger, Kept>): TriggerHandler<Trigger, Kept>;
  /** Sees the error itself. What it returns is no answer. */
  onError(middleware: TriggerMiddlewareFunction<Trigger, Kept>): TriggerHandler<Trigger, Kept>;
}
