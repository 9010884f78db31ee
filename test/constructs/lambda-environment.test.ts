import { describe, expect, it } from 'vitest';
import { inLambda, isTriedWhole, UNKNOWN_NAMES, WORLDS } from '../../lib/constructs/lambda-environment.ts';

describe('the environment of a function', () => {
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
  it.each(
    `_HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE AWS_LAMBDA_LOG_GROUP_NAME
    AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
    AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR TZ LANG PATH LD_LIBRARY_PATH NODE_PATH
    AWS_XRAY_CONTEXT_MISSING AWS_XRAY_DAEMON_ADDRESS`.split(/\s+/),
  )('has what Lambda documents that it sets: %s', (name) => {
    expect(inLambda({})).toHaveProperty(name);
  });

  it('has another value of each variable that only the deployment knows in another world, or none', () => {
    const [one, another] = [inLambda({}, 0), inLambda({}, 1)];
    for (const name of UNKNOWN_NAMES) expect(another[name]).not.toBe(one[name]);
    const known = Object.keys(one).filter((name) => !UNKNOWN_NAMES.includes(name));
    for (const name of known) expect(another[name]).toBe(one[name]);
  });

  it('has every value of those that have few in some world', () => {
    const worlds = Array.from({ length: WORLDS }, (_, world) => inLambda({}, world));
    const levels = worlds.map(({ AWS_LAMBDA_LOG_LEVEL: level }) => level);
    expect(new Set(levels)).toEqual(new Set([undefined, 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']));
    expect(isTriedWhole('AWS_LAMBDA_LOG_LEVEL')).toBe(true);
    expect(isTriedWhole('AWS_REGION')).toBe(false);
  });

  it('yields to what is known of it', () => {
    expect(inLambda({ AWS_REGION: 'eu-west-3', TABLE: 'users' })).toMatchObject({
      AWS_REGION: 'eu-west-3',
      TABLE: 'users',
    });
  });
});
