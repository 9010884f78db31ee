import type { AwsService } from './environment.ts';
import { type AwsContext, sendAwsRequest } from './send-request.ts';

const LAMBDA: AwsService = { title: 'AWS Lambda', id: 'LAMBDA', endpointPrefix: 'lambda', signingName: 'lambda' };

/** An invocation that nobody waits for. */
export interface FunctionEvent {
  /** The function's name. */
  readonly functionName: string;
  /** What it is invoked with. */
  readonly event: object;
  /** Milliseconds that Lambda may take to accept it. */
  readonly limit: number;
}

/**
 * Has Lambda invoke a function and waits until it has accepted that, not until it has happened. Lambda may invoke it more than
 * once.
 *
 * @throws ConfigurationError; AwsRefusedError; AwsSilentError if no answer came in time.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function invokeFunction(
  context: AwsContext,
  { functionName, event, limit }: FunctionEvent,
): Promise<void> {
  const response = await sendAwsRequest(context, {
    service: LAMBDA,
    path: `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
    body: JSON.stringify(event),
    ...{ limit, reuseConnection: true, headers: { 'x-amz-invocation-type': 'Event' } },
  });
  // It was accepted: what becomes of the answer's body is no failure.
  await response.body?.cancel().catch(() => {});
}
