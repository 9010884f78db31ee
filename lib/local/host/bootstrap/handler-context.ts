import { machineTime } from './function-clock.ts';

/**
 * What handlers of every runtime get as their context. The remaining time is the machine's: the pool's clock may be moved.
 *
 * @param deadline milliseconds since 1970, by the machine's clock
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function contextFor(awsRequestId: string, deadline: number, functionArn: string): object {
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId,
    getRemainingTimeInMillis: () => Math.max(0, deadline - machineTime()),
  };
}
