import type { TextMap } from '../../protocol/text-map.ts';
import type { LocalFunction } from '../model.ts';

/**
 * The environment variables of a function: Lambda's own, then the function's, then the host's (the stand-ins' endpoints).
 * Nothing of the parent's: no credentials of the developer's reach a handler, and none is needed.
 *
 * @param mark tells this execution environment from every other, as the name of its log stream does in Lambda
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function functionEnvironment(
  definition: LocalFunction,
  endpoints: TextMap,
  mark: string,
): Record<string, string> {
  const region = definition.functionArn.split(':')[3] || 'us-east-1';
  return {
    ...ofTheMachine(),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...ledTo(endpoints.AWS_ENDPOINT_URL, definition.environment),
    ...endpoints,
    // Reserved in Lambda: a function can't set them.
    _HANDLER: definition.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime ?? 'nodejs24.x'}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/[$LATEST]${mark}`,
    LAMBDA_TASK_ROOT: definition.codeFolder,
  };
}

const OTHER_ENDPOINT = /^AWS_(?:ENDPOINT_URL_|IGNORE_CONFIGURED_ENDPOINT_URLS$)/i;
const QUEUE_URL = /^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(\/\d{12}\/[\w-]{1,80}(?:\.fifo)?)$/;

/**
 * Variables with which all calls go to one address: an endpoint of a service's own would lead past it, and so would the URL of a
 * queue, by which AWS's SDKs go before any endpoint.
 */
function ledTo(endpoint: string | undefined, variables: TextMap): TextMap {
  if (endpoint === undefined) return variables;
  return Object.fromEntries(
    Object.entries(variables)
      .filter(([name]) => !OTHER_ENDPOINT.test(name))
      .map(([name, value]) => [name, value.replace(QUEUE_URL, `${endpoint}$1`)]),
  );
}

function ofTheMachine(): Record<string, string> {
  if (process.platform !== 'win32') return { PATH: '/usr/local/bin:/usr/bin:/bin' };
  return { PATH: process.env.PATH ?? '', SystemRoot: process.env.SystemRoot ?? '', TEMP: process.env.TEMP ?? '' };
}
