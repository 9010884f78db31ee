import { randomUUID } from 'node:crypto';
import type { EventInvocations } from '../event-invocations.ts';
import type { LocalFunction } from '../model.ts';
import { forward } from './beyond-stand-ins.ts';
import { assertSigned, type JsonService, StandInRefusal } from './json-request.ts';

/** What stands in for Lambda's Invoke needs. */
export interface LambdaInvokeOptions {
  /** Their variables say where another Lambda is. */
  readonly functions: () => readonly Pick<LocalFunction, 'environment'>[];
  readonly events: Pick<EventInvocations, 'begin'>;
}

/** Where Lambda takes Invoke, of a function's name. */
export const INVOKE_PATH = '/2015-03-31/functions/:functionName/invocations';

const LAMBDA: JsonService = {
  signingName: 'lambda',
  id: 'LAMBDA',
  targetPrefix: '',
  contentType: 'application/json',
  namespaces: { own: '', common: '', validation: '' },
};

/** Of an event that nobody waits for. */
const MOST_BYTES = 1024 * 1024;

/**
 * Stands in for Lambda's Invoke, of the type `Event`: it answers 202, and the app's function runs afterwards. What is of another
 * type, or of no function of the app, is forwarded to where the functions' own variables lead, or refused.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function lambdaInvoke({ functions, events }: LambdaInvokeOptions) {
  const valuesOf = (name: string): readonly string[] =>
    functions().flatMap(({ environment }) => environment[name] || []);

  return async (request: Request, named: string): Promise<Response> => {
    const body = await request.arrayBuffer();
    const [endpoint] = [...valuesOf('AWS_ENDPOINT_URL_LAMBDA'), ...valuesOf('AWS_ENDPOINT_URL')];
    const elsewhere = (error: StandInRefusal): Response | Promise<Response> =>
      endpoint === undefined ? refuse(error) : forward(LAMBDA, request, { body, endpoint });
    try {
      assertSigned(LAMBDA, request.headers.get('authorization'));
    } catch (error) {
      if (!(error instanceof StandInRefusal)) throw error;
      return refuse(new StandInRefusal(error.type, error.message, 403));
    }
    const type = request.headers.get('x-amz-invocation-type') ?? 'RequestResponse';
    if (type !== 'Event') {
      return elsewhere(
        new StandInRefusal(
          'InvalidParameterValueException',
          `The local pool's stand-in for Lambda invokes by X-Amz-Invocation-Type: Event alone, not by ${type}. Give the ` +
            'functions an endpoint for others: --env AWS_ENDPOINT_URL_LAMBDA=http://127.0.0.1:PORT',
        ),
      );
    }
    const text = new TextDecoder().decode(body);
    if (body.byteLength > MOST_BYTES) {
      return refuse(new StandInRefusal('RequestTooLargeException', `An event has at most ${MOST_BYTES} bytes.`, 413));
    }
    if (!isJson(text)) {
      return refuse(new StandInRefusal('InvalidRequestContentException', 'Could not parse request body into json.'));
    }
    // A qualifier names a version, or an alias: here is the latest one alone.
    const name = nameOf(named, new URL(request.url).searchParams.get('Qualifier'));
    if (name !== undefined && events.begin(name, text || '{}')) {
      return new Response(null, { status: 202, headers: { 'x-amzn-requestid': randomUUID() } });
    }
    return elsewhere(
      new StandInRefusal(
        'ResourceNotFoundException',
        `Function not found: ${named}. The local pool runs the functions that its user pools invoke, and those that ` +
          'COUNTERSIGN_DELIVER of one of them names.',
        404,
      ),
    );
  };
}

/** A function's name or ARN, without its qualifier; undefined: of a version that isn't here. */
function nameOf(named: string, qualifier: string | null): string | undefined {
  const [, whole = named, version] =
    /^((?:arn:[^:]+:lambda:[^:]*:|)(?:\d{12}:function:|)[\w-]+)(?::([$\w-]+))?$/.exec(named) ?? [];
  const wanted = version ?? qualifier ?? '$LATEST';
  if (wanted !== '$LATEST') return undefined;
  return whole.startsWith('arn:') ? whole : whole.replace(/^\d{12}:function:/, '');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text || '{}');
    return true;
  } catch {
    return false;
  }
}

/** In Lambda's own protocol, which isn't that of the JSON services. */
const refuse = ({ status, type, message }: StandInRefusal): Response =>
  new Response(JSON.stringify({ Type: 'User', Message: message }), {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': type, 'x-amzn-requestid': randomUUID() },
  });
