import { expectTypeOf, test } from 'vitest';
import { createAuthClient, type Step, startSignIn, type Tokens } from '../../lib/client/index.ts';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';

const code = () =>
  defineChallenge({
    factor: 'possession',
    create: () => ({ parameters: { deliveredTo: 'a***@e***' } }),
    decoy: () => ({ parameters: { deliveredTo: 'b***@e***' } }),
    verify: ({ answer }) => answer === '1',
  });
const assertion = () =>
  defineChallenge({
    factor: 'both',
    create: () => ({ parameters: { request: '{}' } }),
    decoy: () => ({ parameters: { request: '{}' } }),
    parseAnswer: (text: string): { id: string } => JSON.parse(text),
    verify: ({ answer }) => answer.id === '1',
  });
const signIn = defineFlow({ emailOtp: code(), passkey: assertion() }, function* ({ choose }) {
  yield* choose('emailOtp', 'passkey');
});
const withPassword = defineFlow({ emailOtp: code() }, function* ({ password, pass }) {
  yield* password();
  yield* pass('emailOtp');
});
type SignIn = typeof signIn;
type WithPassword = typeof withPassword;

const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client' };
const auth = createAuthClient<SignIn>(config);
declare const step: Step<SignIn>;

test('steps narrow by name to typed parameters, answers and tokens', () => {
  expectTypeOf<Step<SignIn>['name']>().toEqualTypeOf<'emailOtp' | 'passkey' | 'choose' | 'signedIn'>();
  if (step.name === 'emailOtp') {
    expectTypeOf(step.parameters).toEqualTypeOf<{ deliveredTo: string }>();
    expectTypeOf(step.answer).parameter(0).toEqualTypeOf<string>();
    expectTypeOf(step.answer).returns.resolves.toEqualTypeOf<Step<SignIn>>();
  }
  if (step.name === 'passkey') expectTypeOf(step.answer).parameter(0).toEqualTypeOf<{ id: string }>();
  if (step.name === 'choose') {
    expectTypeOf(step.parameters.options).toEqualTypeOf<readonly ('emailOtp' | 'passkey')[]>();
    expectTypeOf(step.answer).parameter(0).toEqualTypeOf<'emailOtp' | 'passkey'>();
  }
  if (step.name === 'signedIn') expectTypeOf(step.tokens).toEqualTypeOf<Tokens>();
  if (step.tokens) expectTypeOf(step.name).toEqualTypeOf<'signedIn'>();
});

test('wrong names, wrong answers and tokens too early do not compile', () => {
  // @ts-expect-error there is no such step
  if (step.name === 'emailOpt') throw step;
  if (step.name === 'passkey') {
    // @ts-expect-error the answer is an assertion, no text
    void step.answer('123456');
  }
  if (step.name === 'choose') {
    // @ts-expect-error that was not offered
    void step.answer('sms');
  }
  if (step.name === 'emailOtp') {
    // @ts-expect-error there is no such parameter
    step.parameters.sentTo;
    // @ts-expect-error there are no tokens before the end
    step.tokens.accessToken;
  }
  // @ts-expect-error what it is must be known before it is answered
  void step.answer('123456');
});

test('a password is demanded where the flow asks it, and refused where it does not', () => {
  void auth.signIn({ username: 'alice' });
  // @ts-expect-error this flow asks no password
  void auth.signIn({ username: 'alice', password: 'secret' });
  void createAuthClient<WithPassword>(config).signIn({ username: 'alice', password: 'secret' });
  // @ts-expect-error this flow asks the password
  void createAuthClient<WithPassword>(config).signIn({ username: 'alice' });
  // @ts-expect-error and so does the function
  void startSignIn<WithPassword>(config, { username: 'alice' });
  void startSignIn<SignIn>(config, { username: 'alice' }, { signal: AbortSignal.timeout(1) });
});

test('without a flow, steps carry texts', () => {
  expectTypeOf(createAuthClient(config).signIn).returns.resolves.toEqualTypeOf<Step>();
  const any = {} as Step;
  if (!any.tokens) {
    expectTypeOf(any.name).toEqualTypeOf<string>();
    expectTypeOf(any.answer).parameter(0).toEqualTypeOf<string>();
    expectTypeOf(any.parameters).toEqualTypeOf<
      Readonly<Record<string, string>> | { readonly options: readonly string[] }
    >();
  }
  // @ts-expect-error that is no flow
  createAuthClient<string>(config);
});

test('a resumed step is one to answer', () => {
  expectTypeOf(auth.resume).returns.resolves.exclude<undefined>().toHaveProperty('answer');
});
