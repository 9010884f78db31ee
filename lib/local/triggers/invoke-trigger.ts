import {
  lambdaMisconfigured,
  lambdaNotAllowed,
  lambdaThrew,
  lambdaTimedOut,
  parseTriggerOutput,
} from '../../cognito/index.ts';
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

function decisionOf(output: unknown): TriggerTrace['decision'] {
  const response = (output as { response?: Record<string, unknown> } | null)?.response;
  if (typeof response !== 'object' || response === null) return undefined;
  const seen = DECISIONS.flatMap((name) => {
    const value = response[name];
    return value === null || typeof value === 'boolean' || typeof value === 'string' ? [[name, value] as const] : [];
  });
  return seen.length > 0 ? Object.fromEntries(seen) : undefined;
}

/** Invokes triggers in the host, as Cognito does, and traces it. */
export function triggersOf({ host, hasFunction, trace, now }: TriggersOptions): Triggers {
  return {
    async invoke(pool, trigger, event, requestId) {
      const functionArn = pool.lambdaConfig[trigger] ?? '';
      const at = now();
      const begun = performance.now();
      const record = (
        outcome: TriggerTrace['outcome'],
        tries: TriggerTrace['tries'],
        decision?: TriggerTrace['decision'],
      ): void =>
        trace.add({
          ...(objectOf(event.request).userNotFound === true && { userNotFound: true as const }),
          ...{ kind: 'trigger', requestId, at, trigger, functionArn, userName: event.userName, outcome, tries },
          durationMs: elapsedSince(begun),
          ...(decision && { decision }),
        });

      if (pool.deniedTriggers?.includes(trigger)) {
        record('not invoked', []);
        throw lambdaNotAllowed(trigger);
      }
      if (!hasFunction(functionArn)) {
        record('not invoked', []);
        throw lambdaMisconfigured();
      }
      const invocation: HostInvocation = await host.invoke(functionArn, JSON.stringify(event));
      if (invocation.kind !== 'answered') {
        record(invocation.kind, invocation.tries);
        throw invocation.kind === 'failed' ? lambdaThrew(trigger, invocation.errorMessage) : lambdaTimedOut(trigger);
      }
      let output: unknown;
      try {
        output = parseTriggerOutput(invocation.payload);
        return output;
      } finally {
        record('answered', invocation.tries, decisionOf(output));
      }
    },
  };
}
