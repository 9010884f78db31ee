import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { CustomAuth, type CustomAuthProps } from '../../lib/constructs/index.ts';
import { readBundleInputs } from '../../lib/local/app/read-bundle-inputs.ts';
import { flowModule, folderOf, handlerModule, lambdasOf, oneCode } from './fixtures/lambdas.ts';
import { makeApp, props } from './fixtures/synth.ts';

const make = (more: Partial<CustomAuthProps>) =>
  new CustomAuth(new Stack(makeApp(), 'Test'), 'SignIn', { ...props, ...more });
const failure = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });
const needing = (needs: string) =>
  lambdasOf(
    `export const signIn = defineFlow({ code: challenge({ needs: ${needs} }) }, function* ({ pass }) { yield* pass('code'); });`,
  );

describe('synth fails', () => {
  it('on a flow that does not check, and shows the path', () => {
    const lambdas = lambdasOf(
      `export const signIn = defineFlow({ code: challenge() }, function* ({ user, attempt }) {
        if (user.is('custom:role', 'guest')) return;
        yield* attempt('code');
      });`,
    );
    expect(() => make({ lambdas })).toThrow(
      failure('flow-rejected', /define-auth-challenge\.ts can't be deployed:\n.*custom:role.*yes.*tokens/s),
    );
  });

  it('on handlers of different flows', () => {
    const lambdas = lambdasOf(oneCode, {
      'other.ts': flowModule(
        "export const signIn = defineFlow({ other: challenge() }, function* ({ pass }) { yield* pass('other'); });",
      ),
      'verify-auth-challenge-response.ts': handlerModule('verifyAuthChallengeResponse', './other.ts'),
    });
    expect(() => make({ lambdas })).toThrow(
      failure(
        'flow-rejected',
        /define-auth-challenge\.ts and .*verify-auth-challenge-response\.ts carry different flows/,
      ),
    );
  });

  it('on handlers of flows that ask the same challenges in another order', () => {
    const inOrder = (first: string, second: string) =>
      `export const signIn = defineFlow({ code: challenge(), key: challenge() },
        function* ({ pass }) { yield* pass('${first}'); yield* pass('${second}'); });`;
    const lambdas = lambdasOf(inOrder('code', 'key'), {
      'other.ts': flowModule(inOrder('key', 'code')),
      'create-auth-challenge.ts': handlerModule('createAuthChallenge', './other.ts'),
    });
    expect(() => make({ lambdas })).toThrow(
      failure('flow-rejected', /define-auth-challenge\.ts and .*create-auth-challenge\.ts carry different flows/),
    );
  });

  it('on a flow that is another one in the environment its challenges ask for', () => {
    const lambdas = lambdasOf(`
      const name = process.env.TABLE ? 'second' : 'first';
      export const signIn = defineFlow({ [name]: challenge({ needs: { environment: { TABLE: 'users' } } }) },
        function* ({ pass }) { yield* pass(name); });`);
    expect(() => make({ lambdas })).toThrow(
      failure('flow-rejected', /create-auth-challenge\.ts makes another flow of another environment/),
    );
  });

  it('on a handler that is not made by us', () => {
    const lambdas = lambdasOf(oneCode, {
      'define-auth-challenge.ts': 'export const handler = async (event) => event;',
    });
    expect(() => make({ lambdas })).toThrow(
      failure('foreign-module', /define-auth-challenge\.ts exports no handler of this framework/),
    );
  });

  it('on a handler of another trigger', () => {
    const lambdas = lambdasOf(oneCode, { 'define-auth-challenge.ts': handlerModule('createAuthChallenge') });
    expect(() => make({ lambdas })).toThrow(
      failure(
        'foreign-module',
        /define-auth-challenge\.ts exports a handler of CreateAuthChallenge: make it with defineAuthChallengeHandler/,
      ),
    );
  });

  it('on a folder without handlers', () => {
    expect(() => make({ lambdas: folderOf({}) })).toThrow(
      failure('entry-missing', /there is no sign-in\.ts and no define-auth-challenge\.ts in /),
    );
  });

  it.each([
    [
      'lambda',
      `there is no folder ${process.cwd()}/lambda: lambdas names the folder that holds sign-in.ts, relative to`,
    ],
    ['/nowhere/lambdas', 'there is no folder /nowhere/lambdas: lambdas names the folder that holds sign-in.ts'],
  ])('on a folder that is not there: %s', (lambdas, message) => {
    expect(() => make({ lambdas })).toThrow(message);
  });

  it('on a file that does not compile', () => {
    expect(() => make({ lambdas: lambdasOf('export const = 1') })).toThrow(
      failure('compile', /sign-in\.ts:8 doesn't compile/),
    );
  });

  it('on a file that does not compile, and says in the assembly what is to be repaired', () => {
    const outside = folderOf({ 'broken.ts': 'export const = 1' });
    const lambdas = lambdasOf(`export * from '${outside}/broken.ts'; ${oneCode}`);
    const outdir = folderOf({});
    expect(() => new CustomAuth(new Stack(makeApp({ outdir }), 'Test'), 'SignIn', { ...props, lambdas })).toThrow(
      failure('compile', /broken\.ts:1 doesn't compile/),
    );
    expect([...readBundleInputs(outdir)]).toContain(join(outside, 'broken.ts'));
  });

  it('where mail is sent and nobody is named who sends it', () => {
    const { email: _, ...without } = props;
    expect(() => new CustomAuth(new Stack(makeApp(), 'Test'), 'SignIn', without)).toThrow(
      failure('property', /email is missing, and code sends mail/),
    );
  });

  it.each(['no-reply', 'a@b', 'Example <>', 'a@b.c, d@e.f', ''])('where mail comes from no address: %j', (from) => {
    expect(() => make({ email: { from } })).toThrow(
      failure('property', /email\.from must be an address or a name with one/),
    );
  });

  it('where a challenge needs a statement that may not be granted', () => {
    const needs = "{ create: [{ actions: ['dynamodb:GetItem'], resources: ['*'] }] }";
    expect(() => make({ lambdas: needing(needs) })).toThrow(
      failure('flow-rejected', /code needs a statement with the resource \*: name each action/),
    );
  });

  it('where two challenges need one variable with two values', () => {
    const lambdas = lambdasOf(`
      export const signIn = defineFlow({
        one: challenge({ needs: { environment: { TABLE: 'a' } } }), two: challenge({ needs: { environment: { TABLE: 'b' } } }),
      }, function* ({ pass }) { yield* pass('one'); yield* pass('two'); });`);
    expect(() => make({ lambdas })).toThrow(failure('flow-rejected', /two needs the environment variable TABLE/));
  });

  it.each([
    [{ id: '', reason: 'why' }, /an acknowledgement has no id/],
    [{ id: 'Pool: has MFA ON', reason: ' ' }, /the acknowledgement of Pool: has MFA ON gives no reason/],
    [{ id: 'Test/Pool/Web', reason: 'why' }, /the acknowledgement of Test\/Pool\/Web doesn't say what it accepts, as/],
    [{ id: 'Test/Pool/Web: ', reason: 'why' }, /Web:\s+doesn't say what it accepts/],
  ])('where an acknowledgement says too little: %j', (acknowledgement, message) => {
    expect(() => make({ acknowledgements: [acknowledgement] })).toThrow(failure('property', message));
  });
});
