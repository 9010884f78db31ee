import {
  AdminCreateUserCommand,
  AdminUpdateUserAttributesCommand,
  CreateUserPoolCommand,
  DescribeUserPoolCommand,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { CustomSenderError } from '../../../lib/local/errors.ts';
import { eventInvocations } from '../../../lib/local/event-invocations.ts';
import type { TriggerHandler } from '../../../lib/testing/in-process-triggers.ts';
import { endings } from '../support/endings.ts';
import { ARNS, exampleApp, examplePool } from '../support/example-app.ts';
import { inProcessHost } from '../support/in-process-host.ts';
import { byPassword } from '../support/mfa.ts';
import { startTestPool, type TestPool, type TestPoolOptions } from '../support/start-pool.ts';
import { PASSWORD, setPassword } from '../support/users.ts';

const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/1';
const arnOf = (name: string): string => ARNS.create.replace(/create$/, name);
const [EMAIL_SENDER, SMS_SENDER, CUSTOM_MESSAGE] = [arnOf('email'), arnOf('sms'), arnOf('words')];
const quiet: TriggerHandler = () => undefined;
const unchanged: TriggerHandler = (event: unknown) => event;
const ALICE = 'alice@example.com';
const PHONE = '+12065550134';

const withSenders = {
  lambdaConfig: {
    ...examplePool().lambdaConfig,
    ...{ CustomEmailSender: EMAIL_SENDER, CustomSMSSender: SMS_SENDER, CustomMessage: CUSTOM_MESSAGE },
  },
  kmsKeyId: KEY_ARN,
};

/** A pool with both senders. */
async function start({ pool, ...options }: TestPoolOptions = {}) {
  const begun = await startTestPool({
    pool: { ...withSenders, ...pool },
    client: { explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_AUTH', 'ALLOW_CUSTOM_AUTH'] },
    functions: { [EMAIL_SENDER]: quiet, [SMS_SENDER]: quiet, [CUSTOM_MESSAGE]: unchanged },
    ...options,
  });
  /** The events that a function got, once none is under way. */
  const eventsOf = async (functionArn: string) => {
    await begun.local.delivered();
    return begun.events.filter((each) => each.functionArn === functionArn).map(({ event }) => event);
  };
  return { ...begun, eventsOf };
}

const signUp = ({ sdk, ClientId }: TestPool, Username: string, more: object = {}) =>
  sdk.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD, ...more }));

describe('a custom e-mail sender', () => {
  it('is given the event that Cognito sends, its code sealed, and the outbox the code', async () => {
    const pool = await start();
    const answered = await signUp(pool, 'bob@example.com', { ClientMetadata: { theme: 'dark' } });
    expect(answered.CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL', Destination: 'b***@e***' });
    const [event, ...others] = await pool.eventsOf(EMAIL_SENDER);
    expect(others).toEqual([]);
    expect(event).toEqual({
      ...{ version: '1', triggerSource: 'CustomEmailSender_SignUp', region: 'eu-central-1' },
      ...{ userPoolId: pool.UserPoolId, userName: answered.UserSub },
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: pool.ClientId },
      request: {
        type: 'customEmailSenderRequestV1',
        code: expect.stringMatching(/^AYADe[\w+/]{300,}=*$/),
        clientMetadata: { theme: 'dark' },
        userAttributes: {
          ...{ sub: answered.UserSub, email: 'bob@example.com', email_verified: 'false' },
          ...{ 'cognito:user_status': 'UNCONFIRMED', 'cognito:email_alias': 'bob@example.com' },
        },
      },
    });
    const code = pool.outbox.lastCode('bob@example.com');
    expect(code).toMatch(/^\d{6}$/);
    expect(pool.outbox.list()).toEqual([
      expect.objectContaining({ channel: 'email', to: 'bob@example.com', text: code, givenTo: 'CustomEmailSender' }),
    ]);
    // Cognito says nothing itself.
    expect(await pool.eventsOf(CUSTOM_MESSAGE)).toEqual([]);
    expect(pool.faults).toEqual([]);
  });

  const sources = {
    ResendCode: async (pool: TestPool) => {
      await signUp(pool, 'bob@example.com');
      await pool.sdk.send(new ResendConfirmationCodeCommand({ ClientId: pool.ClientId, Username: 'bob@example.com' }));
    },
    ForgotPassword: async (pool: TestPool) => {
      await setPassword(pool, ALICE);
      await pool.sdk.send(new ForgotPasswordCommand({ ClientId: pool.ClientId, Username: ALICE }));
    },
    AdminCreateUser: ({ sdk, UserPoolId }: TestPool) =>
      sdk.send(
        new AdminCreateUserCommand({ UserPoolId, Username: 'bob@example.com', DesiredDeliveryMediums: ['EMAIL'] }),
      ),
    UpdateUserAttribute: ({ sdk, UserPoolId }: TestPool) =>
      sdk.send(
        new AdminUpdateUserAttributesCommand({
          ...{ UserPoolId, Username: ALICE, UserAttributes: [{ Name: 'email', Value: 'new@example.com' }] },
        }),
      ),
    VerifyUserAttribute: async (pool: TestPool) => {
      await setPassword(pool, ALICE);
      const { AuthenticationResult } = await byPassword(pool);
      const AccessToken = AuthenticationResult?.AccessToken;
      await pool.sdk.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: 'email' }));
    },
    Authentication: ({ sdk, ClientId }: TestPool) =>
      sdk.send(
        new InitiateAuthCommand({
          ...{ ClientId, AuthFlow: 'USER_AUTH' },
          AuthParameters: { USERNAME: ALICE, PREFERRED_CHALLENGE: 'EMAIL_OTP' },
        }),
      ),
  };
  it.each(Object.entries(sources))('is told what %s is for', async (source, act) => {
    const pool = await start({ pool: { firstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } });
    await act(pool);
    const event = (await pool.eventsOf(EMAIL_SENDER)).at(-1);
    expect(event).toMatchObject({
      triggerSource: `CustomEmailSender_${source}`,
      request: { clientMetadata: null, code: expect.stringMatching(/^AYADe/) },
    });
    expect(pool.outbox.last()).toMatchObject({ givenTo: 'CustomEmailSender' });
    expect(pool.faults).toEqual([]);
  });

  it('gets an address that is being verified as if it were the user’s', async () => {
    const pool = await start({ pool: { verifiedBeforeUpdate: ['email'] } });
    await sources.UpdateUserAttribute(pool);
    const [event] = await pool.eventsOf(EMAIL_SENDER);
    expect(event).toMatchObject({ request: { userAttributes: { email: 'new@example.com' } } });
    expect(pool.outbox.last()?.to).toBe('new@example.com');
  });

  it('has the temporary password', async () => {
    const pool = await start();
    const Username = 'bob@example.com';
    const command = { UserPoolId: pool.UserPoolId, Username, TemporaryPassword: PASSWORD };
    await pool.sdk.send(new AdminCreateUserCommand({ ...command, DesiredDeliveryMediums: ['EMAIL'] }));
    expect(pool.outbox.last()).toMatchObject({ to: Username, text: PASSWORD, givenTo: 'CustomEmailSender' });
  });

  it('leaves messages to phones to the one for SMS', async () => {
    const pool = await start({ pool: { autoVerifiedAttributes: ['phone_number'] } });
    await signUp(pool, 'bob@example.com', { UserAttributes: [{ Name: 'phone_number', Value: PHONE }] });
    expect(await pool.eventsOf(EMAIL_SENDER)).toEqual([]);
    expect(await pool.eventsOf(SMS_SENDER)).toMatchObject([
      {
        triggerSource: 'CustomSMSSender_SignUp',
        request: { type: 'customSMSSenderRequestV1', userAttributes: { phone_number: PHONE } },
      },
    ]);
    expect(pool.outbox.list()).toMatchObject([{ channel: 'sms', to: PHONE, givenTo: 'CustomSMSSender' }]);
  });

  it('leaves them to Cognito where the pool has none for SMS', async () => {
    const { CustomSMSSender: _, ...lambdaConfig } = withSenders.lambdaConfig;
    const pool = await start({ pool: { lambdaConfig, autoVerifiedAttributes: ['phone_number'] } });
    await signUp(pool, 'bob@example.com', { UserAttributes: [{ Name: 'phone_number', Value: PHONE }] });
    expect(await pool.eventsOf(CUSTOM_MESSAGE)).toHaveLength(1);
  });
});

describe('no call waits for a custom sender, nor fails by it', () => {
  it('where it hangs', async () => {
    const held = Promise.withResolvers<undefined>();
    const pool = await start({
      functions: { [EMAIL_SENDER]: () => held.promise, [SMS_SENDER]: quiet, [CUSTOM_MESSAGE]: unchanged },
    });
    await signUp(pool, 'bob@example.com');
    expect(pool.outbox.lastCode('bob@example.com')).toMatch(/^\d{6}$/);
    held.resolve(undefined);
    expect(await pool.eventsOf(EMAIL_SENDER)).toHaveLength(1);
  });

  it('where it throws: it is tried once more, and the trace tells how it came out', async () => {
    const tried: string[] = [];
    const host = inProcessHost({
      [EMAIL_SENDER]: () => {
        throw new Error('No mail today');
      },
    });
    const events = eventInvocations({
      functions: () => [{ functionName: 'email', functionArn: EMAIL_SENDER }],
      host: () => host,
      againAfterMs: 20,
      onTry: ({ failure = 'none' }) => tried.push(failure),
    });
    const pool = await start({ events });
    await signUp(pool, 'bob@example.com');
    await expect.poll(() => tried).toEqual(['Error: No mail today', 'Error: No mail today']);
    const trace = endings(pool.local.trace).find(
      (event) => event.kind === 'trigger' && event.trigger === 'CustomEmailSender',
    );
    expect(trace).toMatchObject({
      ...{ outcome: 'failed', errorMessage: 'Error: No mail today', functionArn: EMAIL_SENDER },
      tries: [{ outcome: 'threw' }, { outcome: 'threw' }],
    });
    expect(JSON.stringify(pool.local.trace.since())).not.toContain(pool.outbox.lastCode());
  });

  const { kmsKeyId: _, ...withoutKey } = withSenders;
  it.each([
    ['has no key', withoutKey, /no key .* customSenderKmsKey/],
    ['may not invoke it', { ...withSenders, deniedTriggers: ['CustomEmailSender'] }, /no permission/],
  ])('where the pool %s: nothing is given, and the terminal says why', async (_what, settings, words) => {
    const errors: [unknown, string][] = [];
    const pool = await startTestPool({
      pool: settings,
      functions: { [EMAIL_SENDER]: quiet },
      onError: (error, operation) => errors.push([error, operation]),
    });
    await signUp(pool, 'bob@example.com');
    await pool.local.delivered();
    expect(pool.events.filter(({ functionArn }) => functionArn === EMAIL_SENDER)).toEqual([]);
    expect(errors).toEqual([[expect.any(CustomSenderError), 'CustomEmailSender']]);
    expect(String(errors[0]?.[0])).toMatch(words);
    expect(endings(pool.local.trace).find(({ kind }) => kind === 'trigger')).toMatchObject({ outcome: 'not invoked' });
    // A test of the app finds the code all the same.
    expect(pool.outbox.lastCode('bob@example.com')).toMatch(/^\d{6}$/);
  });

  it('where the key is not for encryption', async () => {
    const errors: unknown[] = [];
    const key = { keyId: '1', keyArn: KEY_ARN, aliases: [], keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' };
    const pool = await start({ onError: (error) => errors.push(error) });
    pool.local.update({ ...exampleApp(examplePool(withSenders)), keys: [key] });
    await signUp(pool, 'bob@example.com');
    expect(String(errors[0])).toMatch(/can't be encrypted under .* key usage is GENERATE_VERIFY_MAC/);
  });
});

describe('a pool that is made over the API', () => {
  const LambdaConfig = { CustomEmailSender: { LambdaVersion: 'V1_0', LambdaArn: EMAIL_SENDER } } as const;

  it('tells its senders and their key', async () => {
    const { sdk } = await start();
    const made = await sdk.send(
      new CreateUserPoolCommand({ PoolName: 'other', LambdaConfig: { ...LambdaConfig, KMSKeyID: KEY_ARN } }),
    );
    const { UserPool } = await sdk.send(new DescribeUserPoolCommand({ UserPoolId: made.UserPool?.Id }));
    expect(UserPool?.LambdaConfig).toEqual({ ...LambdaConfig, KMSKeyID: KEY_ARN });
  });

  it('is refused with a sender and without a key', async () => {
    const { sdk } = await start();
    await expect(sdk.send(new CreateUserPoolCommand({ PoolName: 'other', LambdaConfig }))).rejects.toMatchObject({
      ...{ name: 'InvalidParameterException', message: expect.stringContaining('KMSKeyID') },
    });
  });
});
