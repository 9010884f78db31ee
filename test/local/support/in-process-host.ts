import type { HostInvocation } from '../../../lib/local/index.ts';
import type { TriggerHandler } from '../../../lib/testing/in-process-triggers.ts';
import { lambdaContext } from '../../../lib/testing/index.ts';

/** What runs for each ARN: a handler, or an invocation as the real host would tell it. */
export type HostedFunctions = Readonly<Record<string, TriggerHandler | { readonly invocation: HostInvocation }>>;

/** Runs handlers within this process. Events and answers cross as JSON text; an error is told as Lambda tells it. */
export function inProcessHost(functions: HostedFunctions): {
  invoke(functionArn: string, payload: string): Promise<HostInvocation>;
  /** The events that crossed, oldest first. */
  readonly events: { readonly functionArn: string; readonly event: Record<string, unknown> }[];
} {
  const events: { functionArn: string; event: Record<string, unknown> }[] = [];
  return {
    events,
    async invoke(functionArn, payload) {
      events.push({ functionArn, event: JSON.parse(payload) });
      const hosted = functions[functionArn];
      if (hosted === undefined) throw new Error(`no function ${functionArn}`);
      if (typeof hosted !== 'function') return hosted.invocation;
      const handler = hosted as (event: unknown, context: unknown) => unknown;
      const begun = performance.now();
      const made = (outcome: 'answered' | 'threw') => [
        { requestId: 'local', startedAt: Date.now(), durationMs: performance.now() - begun, cold: false, outcome },
      ];
      try {
        const answer: string | undefined = JSON.stringify(
          await handler(JSON.parse(payload), lambdaContext(functionArn.split(':').at(-1) as string)),
        );
        return { kind: 'answered', payload: answer, tries: made('answered') };
      } catch (error) {
        const { name, message } = error as Error;
        return { kind: 'failed', errorType: name, errorMessage: message, tries: made('threw') };
      }
    },
  };
}
