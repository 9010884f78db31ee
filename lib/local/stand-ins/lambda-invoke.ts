import { randomUUID } from 'node:crypto';
import type { EventInvocations } from '../event-invocations.ts';
import type { HostInvocation } from '../host/index.ts';
import { StandInRefusal } from './refusal.ts';
import type { ServiceCall } from './service-call.ts';
import type { StandIn } from './stand-in.ts';

/** Where Lambda takes Invoke, of a function's name. */
const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Of an event that nobody waits for. */
const MOST_EVENT_BYTES = 1024 * 1024;
/** Of one whose answer is waited for. */
const MOST_REQUEST_BYTES = 6 * 1024 * 1024;
/** Of an answer: Lambda gives it some room. */
const MOST_ANSWER_BYTES = MOST_REQUEST_BYTES + 100;

/**
 * Stands in for Lambda's Invoke, of the app's own functions: `RequestResponse` waits for the answer, `Event` answers 202, and the
 * function runs afterwards; `DryRun` runs nothing. `LogType: Tail` is left aside: what functions print is on the terminal. Other
 * functions are for elsewhere.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const lambdaInvoke = (events: Pick<EventInvocations, 'has' | 'begin' | 'invoke'>): StandIn => ({
  take(call, elsewhere) {
    const [, encoded] = INVOKE_PATH.exec(call.url.pathname) ?? [];
    if (call.service.id !== 'LAMBDA' || call.method !== 'POST' || encoded === undefined) return undefined;
    const named = decoded(encoded);
    // A qualifier names a version, or an alias: here is the latest one alone.
    const name = nameOf(named, call.url.searchParams.get('Qualifier'));
    const isHere = name !== undefined && events.has(name);
    if (elsewhere && !isHere) return undefined;
    return async () => {
      const type = call.headers.get('x-amz-invocation-type') ?? 'RequestResponse';
      const payload = payloadOf(call, type === 'Event' ? MOST_EVENT_BYTES : MOST_REQUEST_BYTES);
      if (!isHere) throw notFound(named);
      if (type === 'DryRun') return answer(204, null);
      if (type === 'Event' && events.begin(name, payload)) return answer(202, null);
      if (type === 'RequestResponse') {
        const invocation = await events.invoke(name, payload);
        if (invocation) return answerOf(invocation);
      }
      throw new StandInRefusal(
        'InvalidParameterValueException',
        `${type} is no X-Amz-Invocation-Type: Event, RequestResponse and DryRun are.`,
      );
    };
  },
});

/** What a function answered, or how it failed: that is no failure of Invoke. */
function answerOf(invocation: HostInvocation): Response {
  const { kind } = invocation;
  if (kind === 'failed') return failed(invocation.errorType, invocation.errorMessage);
  if (kind === 'timed out') return failed('Sandbox.Timedout', 'Task timed out after 900.00 seconds');
  const { payload = 'null' } = invocation;
  if (Buffer.byteLength(payload) <= MOST_ANSWER_BYTES) return answer(200, payload);
  const message = `Response payload size exceeded maximum allowed payload size (${MOST_ANSWER_BYTES} bytes).`;
  return failed('Function.ResponseSizeTooLarge', message);
}

const failed = (errorType: string, errorMessage: string): Response =>
  answer(200, JSON.stringify({ errorType, errorMessage, trace: [] }), { 'x-amz-function-error': 'Unhandled' });

const answer = (status: number, body: string | null, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(body, {
    status,
    headers: {
      ...{ 'x-amzn-requestid': randomUUID(), 'x-amz-executed-version': '$LATEST' },
      ...(body !== null && { 'content-type': 'application/json' }),
      ...headers,
    },
  });

const notFound = (named: string): StandInRefusal =>
  new StandInRefusal(
    'ResourceNotFoundException',
    `Function not found: ${named}. The local pool runs the functions that the app makes, in their latest version.`,
    404,
  );

/** The event, as JSON text. */
function payloadOf({ body }: ServiceCall, most: number): string {
  if (body.byteLength > most) {
    const message = `Request must be smaller than ${most} bytes for the InvokeFunction operation`;
    throw new StandInRefusal('RequestTooLargeException', message, 413);
  }
  const text = new TextDecoder().decode(body) || '{}';
  try {
    JSON.parse(text);
  } catch {
    throw new StandInRefusal('InvalidRequestContentException', 'Could not parse request body into json.');
  }
  return text;
}

/** What isn't encoded as a path is names no function. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A function's name or ARN, without its qualifier; undefined: of a version that isn't here. */
function nameOf(named: string, qualifier: string | null): string | undefined {
  const [, whole = named, version] =
    /^((?:arn:[^:]+:lambda:[^:]*:|)(?:\d{12}:function:|)[\w-]+)(?::([$\w-]+))?$/.exec(named) ?? [];
  const wanted = version ?? qualifier ?? '$LATEST';
  if (wanted !== '$LATEST') return undefined;
  return whole.startsWith('arn:') ? whole : whole.replace(/^\d{12}:function:/, '');
}
