/**
 * A runtime client: what calls a function's handler in its process, with as much of `aws-lambda-ric` 4.0.2 as a log shows.
 * It imports the module of its first argument, patches the console by AWS_LAMBDA_LOG_FORMAT, and asks the Runtime API for
 * events without end.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const { AWS_LAMBDA_RUNTIME_API, AWS_LAMBDA_LOG_FORMAT } = process.env;
const api = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
let requestId = '';

const lineOf = (level: string, [first, ...rest]: readonly unknown[]): string => {
  const timestamp = new Date().toISOString();
  if (AWS_LAMBDA_LOG_FORMAT !== 'JSON') return [timestamp, requestId, level, format(first, ...rest)].join('\t');
  return JSON.stringify({ timestamp, level, requestId, message: rest.length > 0 ? format(first, ...rest) : first });
};

for (const [method, level] of Object.entries({ log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const)) {
  console[method as 'log'] = (...values: unknown[]): void => {
    process.stdout.write(`${lineOf(level, values).replace(/\n/g, '\r')}\n`);
  };
}

const { handler } = await import(pathToFileURL(process.argv[2] as string).href);

for (;;) {
  const next = await fetch(`${api}/invocation/next`);
  requestId = next.headers.get('lambda-runtime-aws-request-id') ?? '';
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const context = { awsRequestId: requestId, getRemainingTimeInMillis: () => deadline - Date.now() };
  try {
    const answer: unknown = await handler(await next.json(), context);
    await fetch(`${api}/invocation/${requestId}/response`, { method: 'POST', body: JSON.stringify(answer) });
  } catch (error) {
    const { name, message } = error as Error;
    const body = JSON.stringify({ errorType: name, errorMessage: message });
    await fetch(`${api}/invocation/${requestId}/error`, { method: 'POST', body });
  }
}
