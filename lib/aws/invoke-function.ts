import type { AwsService } from './environment.ts';
import { type AwsContext, sendAwsRequest } from './send-request.ts';

export const LAMBDA: AwsService = {
  title: 'AWS Lambda',
  id: 'LAMBDA',
  endpointPrefix: 'lambda',
  signingName: 'lambda',
};

/** An invocation. */
export interface FunctionInvocation {
  /** The function's name, or its ARN. */
  readonly functionName: string;
  /** What it is invoked with. */
  readonly event: object;
  /** Milliseconds that Lambda may take to answer. */
  readonly limit: number;
}

/**
 * Has Lambda invoke a function, and waits for what it answers.
 *
 * @returns the function's answer; of one that failed, with the header `x-amz-function-error`
 * @throws ConfigurationError; AwsRefusedError; AwsSilentError if no answer came in time.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const invokeFunction = (context: AwsContext, invocation: FunctionInvocation): Promise<Response> =>
  send(context, invocation, 'RequestResponse');

/**
 * Has Lambda invoke a function and waits until it has accepted that, not until it has happened. Lambda may invoke it more than
 * once.
 *
 * @throws ConfigurationError; AwsRefusedError; AwsSilentError if no answer came in time.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export async function invokeFunctionLater(context: AwsContext, invocation: FunctionInvocation): Promise<void> {
  const response = await send(context, invocation, 'Event');
  // It was accepted: what becomes of the answer's body is no failure.
  await response.body?.cancel().catch(() => {});
}

const send = (
  context: AwsContext,
  { functionName, event, limit }: FunctionInvocation,
  type: 'Event' | 'RequestResponse',
): Promise<Response> =>
  sendAwsRequest(context, {
    service: LAMBDA,
    path: `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
    body: JSON.stringify(event),
    // An event is asked for again where it fails.
    ...{ limit, reuseConnection: type === 'Event', headers: { 'x-amz-invocation-type': type } },
  });
