import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { Invoke } from '../cognito/custom-auth-flow.ts';
import { lambdaThrew, lambdaTimedOut } from '../cognito/trigger-failure.ts';
import { parseTriggerOutput } from '../cognito/trigger-output.ts';
import type { CustomAuthEvents, CustomAuthTrigger } from '../protocol/index.ts';

/** A handler as Lambda calls it: middy's, or a plain asynchronous function, whatever its own types say. */
export type TriggerHandler = (event: never, context: never, callback: never) => unknown;

/** The three handlers. */
export interface TriggerHandlers {
  readonly define: TriggerHandler;
  readonly create: TriggerHandler;
  readonly verify: TriggerHandler;
}

/** One invocation of one trigger: what went in, and what came out. Copies, as they crossed. */
export type TriggerRecord = {
  readonly [Trigger in CustomAuthTrigger]: {
    readonly trigger: Trigger;
    readonly event: CustomAuthEvents[Trigger];
    /** What the handler returned: the whole event, with its response filled in. */
    readonly output?: unknown;
    /** What the handler threw. */
    readonly error?: unknown;
  };
}[CustomAuthTrigger];

const handlerOf = {
  DefineAuthChallenge: 'define',
  CreateAuthChallenge: 'create',
  VerifyAuthChallengeResponse: 'verify',
} as const;

/** How often Cognito calls a trigger that doesn't answer. */
const MOST_INVOCATIONS = 3;

/**
 * The context that Lambda hands along, without the functions of old runtimes. `getRemainingTimeInMillis` counts in real
 * time.
 *
 * @example
 * await handler(readFixture('define-first'), lambdaContext('define'));
 */
export function lambdaContext(functionName: string, timeoutMs = 5000): Context {
  const endsAt = performance.now() + timeoutMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(endsAt - performance.now())),
  } as Context;
}

/**
 * Invokes handlers within this process, as Cognito invokes triggers: events and answers cross as JSON; a handler that
 * doesn't answer in time is called again with the same event, three times in all, while the earlier invocations run on.
 *
 * @param record told of every invocation
 * @param timeoutMs how long one invocation may take; Cognito gives 5 seconds
 */
export function invokeInProcess(
  handlers: TriggerHandlers,
  { record, timeoutMs = 5000 }: { readonly record: (record: TriggerRecord) => void; readonly timeoutMs?: number },
): Invoke {
  return async (trigger, event) => {
    const handler = handlers[handlerOf[trigger]] as (event: unknown, context: unknown) => unknown;
    const text = JSON.stringify(event);
    const keep = (outcome: { output?: unknown; error?: unknown }): void =>
      record({ trigger, event: JSON.parse(text), ...outcome } as TriggerRecord);

    for (let invocation = 0; invocation < MOST_INVOCATIONS; invocation++) {
      const settled = await withinTime(timeoutMs, async () =>
        // Within the try: what can't be turned into JSON is an error of the handler's.
        JSON.stringify(await handler(JSON.parse(text), lambdaContext(trigger, timeoutMs))),
      );
      if (settled.kind === 'timed out') {
        keep({ error: lambdaTimedOut(trigger) });
        continue;
      }
      if (settled.kind === 'threw') {
        keep({ error: settled.error });
        throw lambdaThrew(trigger, messageOf(settled.error));
      }
      keep({ output: settled.payload && JSON.parse(settled.payload) });
      return parseTriggerOutput(settled.payload);
    }
    throw lambdaTimedOut(trigger);
  };
}

/** What Lambda makes of a thrown value's message. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Settled =
  | { readonly kind: 'answered'; readonly payload: string | undefined }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'timed out' };

async function withinTime(milliseconds: number, work: () => Promise<string | undefined>): Promise<Settled> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Settled>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'timed out' }), milliseconds);
  });
  const answer = work().then(
    (payload): Settled => ({ kind: 'answered', payload }),
    (error: unknown): Settled => ({ kind: 'threw', error }),
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
