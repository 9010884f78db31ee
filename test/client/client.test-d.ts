import { expectTypeOf, test } from 'vitest';
import {
  createAuthClient,
  type ResponseError,
  type ServiceError,
  type Step,
  startSignIn,
  type Tokens,
  type TokensListener,
} from '../../lib/client/index.ts';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import { code } from '../support/typed-code.ts';

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

test('what goes along with the first call is called by where it arrives, and nothing else is taken there', () => {
  const metadata = { language: 'de' };
  void auth.signIn({ username: 'alice' }, { validationData: metadata });
  void startSignIn<SignIn>(config, { username: 'alice' }, { validationData: metadata });
  // @ts-expect-error Define and Create would not get it
  void auth.signIn({ username: 'alice' }, { clientMetadata: metadata });
  // @ts-expect-error and neither would they here
  void startSignIn<SignIn>(config, { username: 'alice' }, { clientMetadata: metadata });
  // @ts-expect-error nor where the client isn't told the flow
  void createAuthClient(config).signIn({ username: 'alice' }, { clientMetadata: metadata });
  // @ts-expect-error nor in the function
  void startSignIn(config, { username: 'alice' }, { clientMetadata: metadata });
  if (step.name === 'emailOtp') {
    void step.answer('123456', { clientMetadata: metadata });
    // @ts-expect-error that is of the first call
    void step.answer('123456', { validationData: metadata });
  }

  // Here the client answers the password by itself, and the metadata goes along with that.
  const withPasswordOptions = { validationData: metadata, clientMetadata: metadata };
  const input = { username: 'alice', password: 'secret' };
  void createAuthClient<WithPassword>(config).signIn(input, withPasswordOptions);
  void createAuthClient({ ...config, authFlow: 'USER_SRP_AUTH' }).signIn(input, withPasswordOptions);
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

test('storages may be none, and who is told of their failures, and how long a call may take, is optional', () => {
  createAuthClient<SignIn>({ ...config, storage: null, pendingStorage: null, timeout: 5_000 });
  createAuthClient<SignIn>({ ...config, onStorageError: (error) => expectTypeOf(error).toBeUnknown() });
  // @ts-expect-error that is no time
  createAuthClient<SignIn>({ ...config, timeout: '5s' });
});

test('a listener gets the tokens or undefined, and what it gave ends it', () => {
  const stop = auth.onChange((tokens) => expectTypeOf(tokens).toEqualTypeOf<Tokens | undefined>());
  expectTypeOf(stop).toEqualTypeOf<() => void>();
  expectTypeOf<TokensListener>().parameter(0).toEqualTypeOf<Tokens | undefined>();
  // @ts-expect-error it may be told of nobody
  auth.onChange((tokens: Tokens) => tokens.accessToken);
});

test('a step tells how many seconds no answer is looked at', () => {
  if (step.name === 'signedIn') {
    // @ts-expect-error nothing is asked
    step.retryAfter;
    return;
  }
  expectTypeOf(step.retryAfter).toEqualTypeOf<number | undefined>();
  expectTypeOf(step.retry).toEqualTypeOf<string | undefined>();
  const own = {} as Step<'USER_AUTH'>;
  if (!own.tokens) expectTypeOf(own.retryAfter).toEqualTypeOf<number | undefined>();
  // @ts-expect-error where nobody waits there is no number
  const seconds: number = step.retryAfter;
  void seconds;
});

test('an error tells what HTTP told', () => {
  expectTypeOf<ServiceError['status']>().toBeNumber();
  expectTypeOf<ServiceError['retryAfter']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<ResponseError['retryAfter']>().toEqualTypeOf<number | undefined>();
});

test('a resumed step is one to answer', () => {
  expectTypeOf(auth.resume).returns.resolves.exclude<undefined>().toHaveProperty('answer');
});

test("after a password, a flow's steps and Cognito's own are one union", () => {
  expectTypeOf<Step<WithPassword>['name']>().toEqualTypeOf<
    | 'emailOtp'
    | 'SMS_MFA'
    | 'EMAIL_OTP'
    | 'SOFTWARE_TOKEN_MFA'
    | 'SELECT_MFA_TYPE'
    | 'MFA_SETUP'
    | 'SOFTWARE_TOKEN_SETUP'
    | 'signedIn'
  >();
});

test("each of Cognito's own flows has the steps that it can ask, and an exhaustive switch over them compiles", () => {
  type Own = Exclude<Step<WithPassword>['name'], 'emailOtp'> | 'NEW_PASSWORD_REQUIRED';
  type Choice = 'SELECT_CHALLENGE' | 'PASSWORD' | 'PASSWORD_SRP' | 'SMS_OTP' | 'WEB_AUTHN';
  expectTypeOf<Step<'USER_SRP_AUTH'>['name']>().toEqualTypeOf<Own>();
  expectTypeOf<Step<'USER_PASSWORD_AUTH'>['name']>().toEqualTypeOf<Own>();
  expectTypeOf<Step<'USER_AUTH'>['name']>().toEqualTypeOf<Own | Choice>();

  const sayOf = (asked: Step<'USER_AUTH'>): string => {
    switch (asked.name) {
      case 'SMS_MFA':
      case 'SMS_OTP':
      case 'EMAIL_OTP':
        return `${asked.parameters.deliveredTo}`;
      case 'SOFTWARE_TOKEN_MFA':
        return `${asked.parameters.deviceName}`;
      case 'SELECT_MFA_TYPE':
      case 'MFA_SETUP':
      case 'SELECT_CHALLENGE':
        return asked.parameters.options.join();
      case 'SOFTWARE_TOKEN_SETUP':
        return asked.parameters.secretCode;
      case 'NEW_PASSWORD_REQUIRED':
        return asked.parameters.requiredAttributes.join();
      case 'PASSWORD':
      case 'PASSWORD_SRP':
        return 'password';
      case 'WEB_AUTHN':
        return asked.parameters.request.challenge;
      case 'signedIn':
        return asked.tokens.idToken;
    }
  };
  // @ts-expect-error one case is missing
  const sayLess = (asked: Step<'USER_SRP_AUTH'>): string => {
    switch (asked.name) {
      case 'SMS_MFA':
        return '';
    }
  };
  expectTypeOf(sayOf).returns.toBeString();
  void sayLess;
});

test("Cognito's own challenges take their own answers", () => {
  const asked = {} as Step<'USER_AUTH'>;
  if (asked.name === 'SELECT_CHALLENGE') {
    void asked.answer('EMAIL_OTP');
    // @ts-expect-error that is a second factor
    void asked.answer('SMS_MFA');
  }
  if (asked.name === 'MFA_SETUP') {
    void asked.answer('SOFTWARE_TOKEN_MFA');
    void asked.answer({ email: 'alice@example.com' });
    // @ts-expect-error Cognito has no way to set that up here: an administrator adds the number
    void asked.answer('SMS_MFA');
  }
  if (asked.name === 'NEW_PASSWORD_REQUIRED') {
    void asked.answer('N3w-password!');
    void asked.answer({ newPassword: 'N3w-password!', userAttributes: { name: 'Alice' } });
    // @ts-expect-error the password is missing
    void asked.answer({ userAttributes: {} });
  }
  if (asked.name === 'WEB_AUTHN') {
    // @ts-expect-error an assertion is no text
    void asked.answer('{}');
  }
  if (asked.name === 'SMS_MFA') {
    // @ts-expect-error a code is a text
    void asked.answer(123456);
  }
});

test("a client takes its steps and its input from its flow's name", () => {
  const bySrp = createAuthClient({ ...config, authFlow: 'USER_SRP_AUTH' });
  expectTypeOf(bySrp.signIn).returns.resolves.toEqualTypeOf<Step<'USER_SRP_AUTH'>>();
  void bySrp.signIn({ username: 'alice', password: 'secret' });
  // @ts-expect-error this flow begins with a password
  void bySrp.signIn({ username: 'alice' });
  // @ts-expect-error and with nothing else
  void bySrp.signIn({ username: 'alice', password: 'secret', preferredChallenge: 'PASSWORD' });

  const byChoice = createAuthClient({ ...config, authFlow: 'USER_AUTH' });
  void byChoice.signIn({ username: 'alice' });
  void byChoice.signIn({ username: 'alice', preferredChallenge: 'WEB_AUTHN' });
  // @ts-expect-error that is no first factor
  void byChoice.signIn({ username: 'alice', preferredChallenge: 'SMS_MFA' });
  void startSignIn({ ...config, authFlow: 'USER_AUTH' }, { username: 'alice', preferredChallenge: 'SMS_OTP' });

  void createAuthClient<SignIn>({ ...config, authFlow: 'CUSTOM_AUTH' });
  // @ts-expect-error a flow runs in CUSTOM_AUTH only
  void createAuthClient<SignIn>({ ...config, authFlow: 'USER_AUTH' });
  // @ts-expect-error there is no such flow
  void createAuthClient({ ...config, authFlow: 'ADMIN_NO_SRP_AUTH' });
});
