import { randomUUID } from 'node:crypto';
import type { EventInvocations } from '../event-invocations.ts';
import { StandInRefusal } from './refusal.ts';
import type { ServiceCall } from './service-call.ts';
import type { StandIn } from './stand-in.ts';

/** Where Lambda takes Invoke, of a function's name. */
const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Of an event that nobody waits for. */
const MOST_BYTES = 1024 * 1024;

/**
 * Stands in for Lambda's Invoke, of the type `Event`: it answers 202, and the app's function runs afterwards. What is of another
 * type, or of no function of the app, is for elsewhere.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const lambdaInvoke = (events: Pick<EventInvocations, 'has' | 'begin'>): StandIn => ({
  take(call, elsewhere) {
    const [, encoded] = INVOKE_PATH.exec(call.url.pathname) ?? [];
    if (call.service.id !== 'LAMBDA' || call.method !== 'POST' || encoded === undefined) return undefined;
    const named = decodeURIComponent(encoded);
    // A qualifier names a version, or an alias: here is the latest one alone.
    const name = nameOf(named, call.url.searchParams.get('Qualifier'));
    const type = call.headers.get('x-amz-invocation-type') ?? 'RequestResponse';
    const isHere = name !== undefined && events.has(name) && type === 'Event';
    if (elsewhere && !isHere) return undefined;
    return () => {
      assertEvent(type);
      const payload = payloadOf(call);
      if (name !== undefined && events.begin(name, payload)) {
        return new Response(null, { status: 202, headers: { 'x-amzn-requestid': randomUUID() } });
      }
      throw new StandInRefusal(
        'ResourceNotFoundException',
        `Function not found: ${named}. The local pool runs the functions that the app makes.`,
        404,
      );
    };
  },
});

function assertEvent(type: string): void {
  if (type === 'Event') return;
  throw new StandInRefusal(
    'InvalidParameterValueException',
    `The local pool's stand-in for Lambda invokes by X-Amz-Invocation-Type: Event alone, not by ${type}. Give the ` +
      'functions an endpoint for others: --env AWS_ENDPOINT_URL_LAMBDA=http://127.0.0.1:PORT',
  );
}

/** The event, as JSON text. */
function payloadOf({ body }: ServiceCall): string {
  const text = new TextDecoder().decode(body);
  if (body.byteLength > MOST_BYTES) {
    throw new StandInRefusal('RequestTooLargeException', `An event has at most ${MOST_BYTES} bytes.`, 413);
  }
  try {
    JSON.parse(text || '{}');
  } catch {
    throw new StandInRefusal('InvalidRequestContentException', 'Could not parse request body into json.');
  }
  return text || '{}';
}

/** A function's name or ARN, without its qualifier; undefined: of a version that isn't here. */
function nameOf(named: string, qualifier: string | null): string | undefined {
  const [, whole = named, version] =
    /^((?:arn:[^:]+:lambda:[^:]*:|)(?:\d{12}:function:|)[\w-]+)(?::([$\w-]+))?$/.exec(named) ?? [];
  const wanted = version ?? qualifier ?? '$LATEST';
  if (wanted !== '$LATEST') return undefined;
  return whole.startsWith('arn:') ? whole : whole.replace(/^\d{12}:function:/, '');
}
