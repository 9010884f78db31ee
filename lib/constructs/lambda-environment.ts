import type { TextMap } from '../protocol/text-map.ts';

/**
 * What Lambda sets of its own in a function's environment, as the functions' construct makes it. Code that asks whether it
 * runs in Lambda must be answered yes while it is checked.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const LAMBDA_ENVIRONMENT: TextMap = {
  _HANDLER: 'index.handler',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_FORMAT: 'JSON',
  LAMBDA_RUNTIME_DIR: '/var/runtime',
  LAMBDA_TASK_ROOT: '/var/task',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
};

/** What Lambda sets that only the deployment knows. Two worlds: what is checked must be the same in both. */
export const UNKNOWN_LAMBDA_ENVIRONMENT: readonly [TextMap, TextMap] = [
  {
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'one',
    AWS_SECRET_ACCESS_KEY: 'one',
    AWS_SESSION_TOKEN: 'one',
    AWS_LAMBDA_FUNCTION_NAME: 'one',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/one',
    AWS_LAMBDA_LOG_STREAM_NAME: 'one',
  },
  {
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'another',
    AWS_SECRET_ACCESS_KEY: 'another',
    AWS_SESSION_TOKEN: 'another',
    AWS_LAMBDA_FUNCTION_NAME: 'another',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/another',
    AWS_LAMBDA_LOG_STREAM_NAME: 'another',
  },
];
