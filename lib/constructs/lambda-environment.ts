import type { TextMap } from '../protocol/text-map.ts';

/**
 * What Lambda sets of its own in a function's environment and the construct decides: a change of it is a finding. Code that
 * asks whether it runs in Lambda must be answered yes while it is checked.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const KNOWN: TextMap = {
  _HANDLER: 'index.handler',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  LAMBDA_RUNTIME_DIR: '/var/runtime',
  LAMBDA_TASK_ROOT: '/var/task',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
};

/** What Lambda sets to one of a few values: all there are, with undefined where it may be missing. */
const ONE_OF_A_FEW: Readonly<Record<string, readonly (string | undefined)[]>> = {
  AWS_LAMBDA_INITIALIZATION_TYPE: ['on-demand', 'provisioned-concurrency', 'snap-start', 'lambda-managed-instances'],
  AWS_LAMBDA_LOG_FORMAT: ['JSON', 'Text'],
  AWS_LAMBDA_LOG_LEVEL: ['INFO', undefined, 'TRACE', 'DEBUG', 'WARN', 'ERROR', 'FATAL'],
};

/** What Lambda sets to anything: two of the values, with undefined where it may be missing. */
const ANYTHING: Readonly<Record<string, readonly [string, string | undefined]>> = {
  AWS_REGION: ['us-east-1', 'eu-central-1'],
  AWS_DEFAULT_REGION: ['us-east-1', 'eu-central-1'],
  AWS_ACCESS_KEY: ['one', undefined],
  AWS_ACCESS_KEY_ID: ['one', 'another'],
  AWS_SECRET_ACCESS_KEY: ['one', 'another'],
  AWS_SESSION_TOKEN: ['one', 'another'],
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: ['512', '1024'],
  AWS_LAMBDA_FUNCTION_NAME: ['one', 'another'],
  AWS_LAMBDA_LOG_GROUP_NAME: ['/aws/lambda/one', '/aws/lambda/another'],
  AWS_LAMBDA_LOG_STREAM_NAME: ['one', 'another'],
  AWS_LAMBDA_MAX_CONCURRENCY: ['8', undefined],
  AWS_LAMBDA_METADATA_API: ['169.254.100.1:9001', undefined],
  AWS_LAMBDA_METADATA_TOKEN: ['one', undefined],
  AWS_LAMBDA_RUNTIME_API: ['127.0.0.1:9001', '169.254.100.1:9001'],
  AWS_XRAY_CONTEXT_MISSING: ['LOG_ERROR', undefined],
  AWS_XRAY_DAEMON_ADDRESS: ['169.254.100.1:2000', undefined],
  _AWS_XRAY_DAEMON_ADDRESS: ['169.254.100.1', undefined],
  _AWS_XRAY_DAEMON_PORT: ['2000', undefined],
  _LAMBDA_TELEMETRY_LOG_FD: ['62', undefined],
  _X_AMZN_TRACE_ID: ['Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0', undefined],
  // What the image sets. A layer or another image of the same runtime may come with others.
  LD_LIBRARY_PATH: [
    '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    '/opt/lib',
  ],
  NODE_EXTRA_CA_CERTS: ['/var/runtime/ca-cert.pem', undefined],
  NODE_PATH: [
    '/opt/nodejs/node24/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules',
    '/opt/nodejs/node_modules',
  ],
  PATH: ['/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin', '/bin'],
  PWD: ['/var/task', undefined],
  SHLVL: ['0', undefined],
};

/** The names of all that Lambda sets and that isn't known at synth. */
export const UNKNOWN_NAMES: readonly string[] = [...Object.keys(ONE_OF_A_FEW), ...Object.keys(ANYTHING)];

/** Whether all the values there are of one of Lambda's variables are tried. */
export const isTriedWhole = (name: string): boolean => name in ONE_OF_A_FEW;

/** How many of {@link inLambda}'s worlds there are. */
export const WORLDS = Math.max(...Object.values(ONE_OF_A_FEW).map((values) => values.length));

/**
 * A function's whole environment.
 *
 * @param variables what is known of it
 * @param world which of the values to take that only the deployment knows, from 0
 */
export function inLambda(variables: TextMap, world = 0): TextMap {
  const unknown = Object.entries({ ...ONE_OF_A_FEW, ...ANYTHING }).flatMap(([name, values]) => {
    const value = values[Math.min(world, values.length - 1)];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...KNOWN, ...Object.fromEntries(unknown), ...variables };
}
