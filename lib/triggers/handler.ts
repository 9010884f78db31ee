import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Flow } from '../flow/index.ts';
import type { CustomAuthEvents, CustomAuthTrigger } from '../protocol/index.ts';
import { tellMade } from '../protocol/made-handlers.ts';
import { timeFor, withDeadline } from './deadline.ts';
import { errorForUser, isUserFacing, MiddlewareError } from './errors.ts';
import type { Surroundings } from './options.ts';
import type { LogEntry, Outcome } from './outcome.ts';
import { type InvocationReport, report } from './report.ts';
import { assertReadable, readRequest, type TriggerRequest } from './request.ts';
import type {
  Internal,
  NoInternal,
  TriggerHandler,
  TriggerMiddleware,
  TriggerMiddlewareFunction,
} from './trigger-handler.ts';

/** One invocation, as what decides it sees it. */
export interface Invocation {
  readonly request: TriggerRequest;
  /** Aborts before Cognito's 5 seconds are over. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left of its time. */
  readonly left: () => number;
  /** Tells where in the sign-in it is, so that the log knows even if what follows throws. */
  readonly reached: (entry: Omit<LogEntry, 'decision'>) => void;
}

/** What makes a handler of one trigger. */
export interface TriggerDefinition<Trigger extends CustomAuthTrigger> {
  readonly trigger: Trigger;
  readonly flow: Flow;
  readonly surroundings: Surroundings;
  run(invocation: Invocation): Outcome<Trigger> | Promise<Outcome<Trigger>>;
  /** What Cognito gets where `run` came to nothing. Without it the invocation fails. */
  readonly closed?: CustomAuthEvents[Trigger]['response'];
}

/**
 * Makes the handler of a trigger: middy around `run`, and a guard around middy.
 *
 * Cognito gets exactly the response that `run` came to in this very invocation. A middleware that answers in its place,
 * changes the response or throws closes the door: it can make a sign-in stricter, never laxer.
 */
export function makeHandler<Trigger extends CustomAuthTrigger>(
  definition: TriggerDefinition<Trigger>,
): TriggerHandler<Trigger> {
  type Event = CustomAuthEvents[Trigger];
  type Inner = middy.MiddyfiedHandler<Event, Event>;
  const { trigger, flow, surroundings, run, closed } = definition;
  const attached: ((inner: Inner) => unknown)[] = [];

  async function handle(event: Event, context?: Context): Promise<Event> {
    const begun = performance.now();
    let request = readRequest(event, event);
    let reached: Omit<LogEntry, 'decision'> = {};
    // Written by this invocation's own `run` alone: middy is made anew each time so that no other can reach it.
    const came: { to?: Outcome<Trigger> } = {};
    const told = (outcome: Pick<InvocationReport, 'entry' | 'error' | 'shown'>) =>
      report(surroundings.log, { trigger, request, context, begun, ...outcome });
    try {
      const received = structuredClone(event);
      const answer = await withDeadline(timeFor(context), (signal, left) => {
        const inner: Inner = middy<Event, Event>(
          async (current: Event) => {
            assertReadable(received);
            request = readRequest(received, current);
            came.to = await run({
              request,
              signal,
              left,
              reached: (entry) => {
                reached = entry;
              },
            });
            return { ...current, response: structuredClone(came.to.response) };
          },
          // The deadline is kept here: middy's own spares the middleware.
          { timeoutEarlyInMillis: 0 },
        );
        for (const attach of attached) attach(inner);
        return inner(event, (context ?? {}) as Context);
      });
      const outcome = came.to;
      if (!outcome) throw new MiddlewareError('a middleware answered in the place of the handler');
      reached = outcome.entry;
      if (JSON.stringify(answer?.response) !== JSON.stringify(outcome.response)) {
        throw new MiddlewareError('a middleware changed the response');
      }
      await told(outcome);
      return { ...event, response: outcome.response };
    } catch (error) {
      const shown = isUserFacing(error);
      const ended = shown ? { decision: 'refuse', reason: 'user-facing' } : { decision: 'fail' };
      await told({ entry: { ...reached, ...ended }, error, shown });
      if (closed) return { ...event, response: { ...closed } };
      throw errorForUser(error);
    }
  }

  const probe: Inner = middy<Event, Event>();
  const add = <Kept extends Internal>(attach: (inner: Inner) => unknown): TriggerHandler<Trigger, Kept> => {
    // Tried at once, so that what is no middleware throws where it is added.
    attach(probe);
    attached.push(attach);
    // What middleware keeps for each other is known to the compiler alone.
    return handler as TriggerHandler<Trigger, never>;
  };
  const handler: TriggerHandler<Trigger> = Object.assign(handle, {
    flow,
    trigger,
    use: <Added extends Internal>(
      middleware: TriggerMiddleware<Trigger, Added> | TriggerMiddleware<Trigger, Added>[],
    ) => add<NoInternal & Added>((inner) => inner.use(middleware)),
    before: (middleware: TriggerMiddlewareFunction<Trigger>) => add<NoInternal>((inner) => inner.before(middleware)),
    after: (middleware: TriggerMiddlewareFunction<Trigger>) => add<NoInternal>((inner) => inner.after(middleware)),
    onError: (middleware: TriggerMiddlewareFunction<Trigger>) => add<NoInternal>((inner) => inner.onError(middleware)),
  });
  tellMade(handler, { trigger, flow });
  return handler;
}
