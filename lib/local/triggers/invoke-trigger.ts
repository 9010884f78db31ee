import {
  lambdaMisconfigured,
  lambdaNotAllowed,
  lambdaThrew,
  lambdaTimedOut,
  parseTriggerOutput,
} from '../../cognito/index.ts';
import { CognitoError } from '../../protocol/index.ts';
import type { CallContext } from '../call-context.ts';
import type { FunctionHost, HostInvocation } from '../host/invocation.ts';
import type { LocalPoolDefinition } from '../model.ts';
import { objectOf } from '../settings/json-values.ts';
import { elapsedSince, type Trace, type TriggerTrace } from '../trace.ts';

/** An event of Cognito's, as far as the local pool looks at it. */
export interface TriggerEvent {
  readonly userName: string;
  readonly request?: object;
}

/** Invokes a pool's triggers. */
export interface Triggers {
  /**
   * Invokes one that the pool has, and gives what it returned, parsed.
   *
   * @throws CognitoError as the client gets it, if it can't be invoked, throws, hangs, or returns no JSON.
   */
  invoke(pool: LocalPoolDefinition, trigger: string, event: TriggerEvent, requestId: string): Promise<unknown>;
}

/** What invoking a trigger takes of a call. */
export interface TriggerContext extends Pick<CallContext, 'requestId' | 'index'> {
  readonly triggers: Triggers;
}

/** What invoking needs. */
export interface TriggersOptions {
  readonly host: Pick<FunctionHost, 'invoke'>;
  readonly hasFunction: (functionArn: string) => boolean;
  readonly trace: Trace;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Of a trigger's answer what may be seen. */
const DECISIONS = ['challengeName', 'issueTokens', 'failAuthentication', 'answerCorrect'] as const;
/** A function may answer anything; Cognito's names are shorter. */
const LONGEST_DECISION = 128;

function decisionOf(output: unknown): Pick<TriggerTrace, 'decision'> {
  const response = (output as { response?: Record<string, unknown> } | null)?.response;
  if (typeof response !== 'object' || response === null) return {};
  const seen = DECISIONS.flatMap((name): readonly [string, string | boolean | null][] => {
    const value = response[name];
    if (typeof value === 'string') return [[name, value.slice(0, LONGEST_DECISION)]];
    return value === null || typeof value === 'boolean' ? [[name, value]] : [];
  });
  return seen.length > 0 ? { decision: Object.fromEntries(seen) } : {};
}

/** Invokes triggers in the host, as Cognito does, and traces it. */
export function triggersOf({ host, hasFunction, trace, now }: TriggersOptions): Triggers {
  return {
    async invoke(pool, trigger, event, requestId) {
      const functionArn = pool.lambdaConfig[trigger] ?? '';
      const begun = performance.now();
      const traced = {
        ...{ requestId, at: now(), trigger, functionArn, userName: event.userName },
        ...(objectOf(event.request).userNotFound === true && { userNotFound: true as const }),
      };
      trace.add({ kind: 'trigger-begin', ...traced });
      const record = (
        outcome: TriggerTrace['outcome'],
        tries: TriggerTrace['tries'],
        more: Pick<TriggerTrace, 'decision' | 'errorType' | 'errorMessage'> = {},
      ): void => trace.add({ kind: 'trigger', ...traced, durationMs: elapsedSince(begun), outcome, tries, ...more });
      const refuse = (outcome: TriggerTrace['outcome'], tries: TriggerTrace['tries'], error: CognitoError): never => {
        record(outcome, tries, wordsOf(error));
        throw error;
      };

      if (pool.deniedTriggers?.includes(trigger)) return refuse('not invoked', [], lambdaNotAllowed(trigger));
      if (!hasFunction(functionArn)) return refuse('not invoked', [], lambdaMisconfigured());
      let invocation: HostInvocation;
      try {
        invocation = await host.invoke(functionArn, JSON.stringify(event));
      } catch (error) {
        record('not invoked', [], wordsOf(error));
        throw error;
      }
      if (invocation.kind === 'timed out') return refuse('timed out', invocation.tries, lambdaTimedOut(trigger));
      if (invocation.kind === 'failed') {
        const { errorType, errorMessage } = invocation;
        record('failed', invocation.tries, { errorType, errorMessage });
        throw lambdaThrew(trigger, errorMessage);
      }
      try {
        const output = parseTriggerOutput(invocation.payload);
        record('answered', invocation.tries, decisionOf(output));
        return output;
      } catch (error) {
        record('answered', invocation.tries, wordsOf(error));
        throw error;
      }
    },
  };
}

/** Cognito's own words of an error, or ours. */
function wordsOf(error: unknown): Pick<TriggerTrace, 'errorType' | 'errorMessage'> {
  if (!(error instanceof Error)) return {};
  return { errorType: error instanceof CognitoError ? error.code : error.name, errorMessage: error.message };
}
