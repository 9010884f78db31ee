import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stack } from 'aws-cdk-lib';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../lib/constructs/bundle.ts';
import { HANDLERS } from '../../lib/constructs/handler-source.ts';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { inspectHandler } from '../../lib/constructs/inspection/inspect.ts';
import { CALLBACK_HANDLERS_REMOVED } from '../../lib/protocol/callback-handlers.ts';
import { createAuthChallengeEvent } from '../../lib/testing/index.ts';
import { emptyFolder, lambdasOf } from './fixtures/lambdas.ts';
import { makeApp, props, synth } from './fixtures/synth.ts';

const pathOf = (module: string): string => fileURLToPath(new URL(`../../${module}`, import.meta.url));

/** A flow whose challenge can't be created: its table is away. */
const failing = `export const signIn = defineFlow(
  { code: challenge({ create: () => { throw new Error('no table'); } }) },
  function* ({ pass }) { yield* pass('code'); });`;

/** A folder in which the handler of CreateAuthChallenge is made by these lines, from `made`. */
const folderWith = (lines: string): string =>
  lambdasOf(failing, {
    'create-auth-challenge.ts': `
import { createAuthChallengeHandler } from '${pathOf('lib/triggers/index.ts')}';
import * as wrappers from '${pathOf('test/support/wrappers.ts')}';
import { signIn } from './sign-in.ts';
export const { told } = wrappers;
const made = createAuthChallengeHandler(signIn, { log: { info() {}, error() {} } });
${lines}`,
  });

const FILE = 'create-auth-challenge.ts';
const entryIn = (folder: string): string => bundle(join(folder, FILE), emptyFolder()).entry;
const inspectIn = (folder: string) => inspectHandler(entryIn(folder), { name: FILE });

const LAMBDA_SAYS = `Runtime.CallbackHandlerDeprecated: "${CALLBACK_HANDLERS_REMOVED}"`;
const IS_WRAPPED =
  "It isn't the one that createAuthChallengeHandler() made, though one was made in it: is it wrapped? What stands around " +
  'a handler could answer Cognito without the flow. Let the wrapper be a middleware, ' +
  'createAuthChallengeHandler(signIn).use({ before, after, onError }): docs/own-challenges.md#wrappers has Sentry, Datadog ' +
  'and OpenTelemetry';

describe('a handler in a wrapper', () => {
  it.each([
    ['Sentry', 'export const handler = wrappers.capturing(made);'],
    ['Datadog', 'export const handler = wrappers.counting(made);'],
    ['OpenTelemetry, at load', 'let handler = made; handler = wrappers.patched(handler); export { handler };'],
    ['one that looks like ours', 'export const handler = Object.assign(wrappers.capturing(made), made);'],
    ['Sentry, around one that is exported too', 'export { made }; export const handler = wrappers.capturing(made);'],
  ])('is refused, with a sentence that says what to do: of %s', (_, lines) => {
    expect(() => inspectIn(folderWith(lines))).toThrow(
      expect.objectContaining({
        code: 'foreign-module',
        message: `The handler of ${FILE} can't be deployed. ${IS_WRAPPED}`,
      }),
    );
  });

  it('is refused with what Lambda would say where it takes a callback', () => {
    expect(() => inspectIn(folderWith('export const handler = wrappers.patchedWithCallback(made);'))).toThrow(
      expect.objectContaining({
        code: 'callback-handler',
        message: `${FILE} exports a handler of 3 parameters. On nodejs24.x Lambda refuses it when it loads it, with ${LAMBDA_SAYS} ${IS_WRAPPED}`,
      }),
    );
  });

  it("fails the synth of CustomAuth, and names the app's own file", () => {
    const lambdas = folderWith('export const handler = wrappers.capturing(made);');
    expect(() => synth({ lambdas })).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^The handler of \S+\/create-auth-challenge\.ts can't/),
      }),
    );
  });

  it('that delivers messages is told where else that belongs: there is no middleware', () => {
    const folder = lambdasOf(failing, {
      'deliver-message.ts': `
import { deliverMessageHandler } from '${pathOf('lib/triggers/index.ts')}';
import { capturing } from '${pathOf('test/support/wrappers.ts')}';
import { signIn } from './sign-in.ts';
export const handler = capturing(deliverMessageHandler(signIn));`,
    });
    expect(() => inspectHandler(bundle(join(folder, 'deliver-message.ts'), emptyFolder()).entry)).toThrow(
      "Do in the challenge's deliver what the wrapper does",
    );
  });
});

describe('what the wrapper does, as middleware', () => {
  it.each([
    ['Sentry', 'captures', ['captured no table']],
    ['Datadog', 'counts', ['invocation', 'duration']],
    ['OpenTelemetry', 'spans', ['span begins', 'span ends']],
  ])('is deployed, and runs: of %s', async (_, middleware, seen) => {
    const folder = folderWith(`export const handler = made.use(wrappers.${middleware});`);
    expect(inspectIn(folder).trigger).toBe('CreateAuthChallenge');
    const { handler, told } = await import(entryIn(folder));
    await expect(handler(createAuthChallengeEvent())).rejects.toThrow('Something went wrong');
    expect(told).toEqual(seen);
  });
});

describe("what wraps a handler from outside its file, by the function's own settings", () => {
  const synthesize = (acknowledged: boolean) => {
    const app = makeApp();
    const path = 'Test/SignIn/CreateAuthChallenge';
    const ids = [`${path}: overrides Handler`, `${path}: changes the variable AWS_LAMBDA_EXEC_WRAPPER`];
    const auth = new CustomAuth(new Stack(app, 'Test'), 'SignIn', {
      ...props,
      acknowledgements: acknowledged ? ids.map((id) => ({ id, reason: 'traces' })) : [],
    });
    const { createAuthChallenge } = auth;
    createAuthChallenge.addEnvironment('AWS_LAMBDA_EXEC_WRAPPER', '/opt/otel-instrument');
    createAuthChallenge.addEnvironment('DD_LAMBDA_HANDLER', 'index.handler');
    const resource = createAuthChallenge.node.defaultChild as CfnFunction;
    resource.addPropertyOverride('Handler', '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler');
    return app.synth();
  };

  it('stops a deploy unless it is acknowledged', () => {
    expect(() => synthesize(false)).toThrow(/Handler is overridden.*AWS_LAMBDA_EXEC_WRAPPER lets in code/s);
    expect(() => synthesize(true)).not.toThrow();
  });
});

describe('a handler of three parameters', () => {
  it.each([
    ['of somebody else', 'export const handler = (event, context, callback) => callback(null, event);'],
    ['of four', 'export const handler = async (a, b, c, d) => a;'],
  ])('is refused with what Lambda would say: %s', (_, source) => {
    const folder = lambdasOf(failing, { [FILE]: source });
    expect(() => inspectIn(folder)).toThrow(
      expect.objectContaining({
        code: 'callback-handler',
        message: expect.stringMatching(
          /^create-auth-challenge\.ts exports a handler of [34] .*: export const handler = /,
        ),
      }),
    );
  });

  it('is refused where it is ours and something gave it more', () => {
    const lines = "export const handler = Object.defineProperty(made, 'length', { value: 3 });";
    expect(() => inspectIn(folderWith(lines))).toThrow(expect.objectContaining({ code: 'callback-handler' }));
  });

  it.each([...Object.values(HANDLERS), { factory: 'unlockHandler' }])(
    'is none that we make: $factory',
    async ({ factory }) => {
      const triggers: Record<string, unknown> = await import('../../lib/triggers/index.ts');
      const { signIn } = await import('../../lambdas/sign-in.ts');
      const make = triggers[factory] as (flow: typeof signIn) => () => unknown;
      expect(make(signIn)).toHaveLength(2);
    },
  );
});
