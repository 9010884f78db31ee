import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import type { LocalClientDefinition, LocalPoolDefinition, SeedUser } from '../../lib/local/index.ts';
import type { TriggerHandler } from '../../lib/testing/in-process-triggers.ts';
import { answering, signInAtOnce, startOpenPool, throwing } from '../local/support/sign-in-at-once.ts';
import type { TestPool } from '../local/support/start-pool.ts';

const ALICE = 'alice@example.com';
const FIRST = 'Correct-Horse-9';
const SECOND = 'Battery-Staple-7';
const flows = ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'];

/** A pool in which alice has the first password. */
async function start(
  client: Partial<LocalClientDefinition> = {},
  pool: Partial<LocalPoolDefinition> = {},
  triggers: Readonly<Record<string, TriggerHandler>> = {},
  seed: readonly SeedUser[] = [{ username: ALICE }],
): Promise<TestPool> {
  const started = await startOpenPool({ client: { explicitAuthFlows: flows, ...client }, pool, seed }, triggers);
  const { sdk, UserPoolId } = started;
  await sdk.send(new AdminSetUserPasswordCommand({ UserPoolId, Username: ALICE, Password: FIRST, Permanent: true }));
  return started;
}

const forget = ({ sdk, ClientId }: TestPool, Username = ALICE) =>
  sdk.send(new ForgotPasswordCommand({ ClientId, Username, ClientMetadata: { from: 'the web' } }));

const confirm = ({ sdk, ClientId }: TestPool, ConfirmationCode: string, Password = SECOND, Username = ALICE) =>
  sdk.send(
    new ConfirmForgotPasswordCommand({
      ...{ ClientId, Username, ConfirmationCode, Password },
      ClientMetadata: { from: 'the web' },
    }),
  );

const signIn = ({ sdk, ClientId, UserPoolId }: TestPool, PASSWORD: string) =>
  sdk.send(
    new AdminInitiateAuthCommand({
      ...{ ClientId, UserPoolId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' },
      AuthParameters: { USERNAME: ALICE, PASSWORD },
    }),
  );

const wrong = (code: string | undefined): string => (code === '000000' ? '111111' : '000000');

// docs/cognito.md#31-unknown-users and docs/cognito.md#11-guidance; texts as Cognito's documents and clients have them.
describe('a password that was forgotten', () => {
  it('is set anew with the code that was sent', async () => {
    const pool = await start();
    const { CodeDeliveryDetails } = await forget(pool);
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'a***@e***',
    });
    const code = pool.outbox.lastCode(ALICE);
    await expect(confirm(pool, wrong(code))).rejects.toMatchObject({
      name: 'CodeMismatchException',
      message: 'Invalid verification code provided, please try again.',
    });
    await expect(confirm(pool, code, 'weak')).rejects.toMatchObject({ name: 'InvalidPasswordException' });
    await confirm(pool, code);
    await expect(signIn(pool, FIRST)).rejects.toThrow('Incorrect username or password.');
    await expect(signIn(pool, SECOND)).resolves.toHaveProperty('AuthenticationResult.AccessToken');
    await expect(confirm(pool, code)).rejects.toMatchObject({
      name: 'ExpiredCodeException',
      message: 'Invalid code provided, please request a code again.',
    });
  });

  it('brings nobody back who is deleted in the meantime', async () => {
    const pool = await start();
    const { sdk, UserPoolId } = pool;
    await forget(pool);
    const account = { UserPoolId, Username: ALICE };
    await Promise.allSettled([
      confirm(pool, pool.outbox.lastCode(ALICE)),
      sdk.send(new AdminDeleteUserCommand(account)),
    ]);
    await expect(sdk.send(new AdminGetUserCommand(account))).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });

  it('takes no code after an hour, nor after five wrong ones', async () => {
    const pool = await start();
    await forget(pool);
    const code = pool.outbox.lastCode(ALICE);
    pool.clock.advance({ minutes: 60 });
    await expect(confirm(pool, code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    await forget(pool);
    const next = pool.outbox.lastCode(ALICE);
    for (let count = 0; count < 5; count++) {
      await expect(confirm(pool, wrong(next))).rejects.toMatchObject({ name: 'CodeMismatchException' });
    }
    await expect(confirm(pool, next)).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Attempt limit exceeded, please try after some time.',
    });
  });

  it('goes to the address that the pool prefers, if it is verified', async () => {
    const both = await start({}, { accountRecovery: ['verified_phone_number', 'verified_email'] });
    expect((await forget(both)).CodeDeliveryDetails?.AttributeName).toBe('email');
    const adminOnly = await start({}, { accountRecovery: ['admin_only'] });
    await expect(forget(adminOnly)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Contact administrator to reset password.',
    });
  });

  it('does not go to an address that is the second factor as well, where the pool says what recovers', async () => {
    const attributes = {
      email: ALICE,
      email_verified: 'true',
      phone_number: '+12345678901',
      phone_number_verified: 'true',
    };
    const both = {
      accountRecovery: ['verified_phone_number', 'verified_email'],
      mfaConfiguration: 'OPTIONAL',
    } as const;
    const pool = await start({}, both, {}, [{ username: ALICE, attributes }]);
    const { sdk, UserPoolId, outbox } = pool;
    expect((await forget(pool)).CodeDeliveryDetails?.AttributeName).toBe('phone_number');
    expect(outbox.last('+12345678901')?.text).toMatch(/^Your password reset code is \d{6}$/);
    await sdk.send(
      new AdminSetUserMFAPreferenceCommand({ UserPoolId, Username: ALICE, SMSMfaSettings: { Enabled: true } }),
    );
    expect((await forget(pool)).CodeDeliveryDetails?.AttributeName).toBe('email');
  });

  it('is told to nobody where the client hides who exists', async () => {
    const pool = await start();
    const unknown = await forget(pool, 'nobody@example.com');
    expect(unknown.CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL', Destination: 'n***@e***' });
    const { sdk, UserPoolId } = pool;
    await sdk.send(new AdminDisableUserCommand({ UserPoolId, Username: ALICE }));
    expect((await forget(pool)).CodeDeliveryDetails?.Destination).toBe('a***@e***');
    expect(pool.outbox.list()).toEqual([]);
    for (const name of ['nobody@example.com', ALICE]) {
      await expect(confirm(pool, '123456', SECOND, name)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    }
  });

  it('is refused by name where the client hides nothing', async () => {
    const pool = await start({ preventUserExistenceErrors: 'LEGACY' });
    const { sdk, UserPoolId } = pool;
    await expect(forget(pool, 'nobody@example.com')).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'Username/client id combination not found.',
    });
    await sdk.send(new AdminCreateUserCommand({ UserPoolId, Username: 'bob@example.com', MessageAction: 'SUPPRESS' }));
    await expect(forget(pool, 'bob@example.com')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User password cannot be reset in the current state.',
    });
    await sdk.send(
      new AdminSetUserPasswordCommand({ UserPoolId, Username: 'bob@example.com', Password: FIRST, Permanent: true }),
    );
    await expect(forget(pool, 'bob@example.com')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Cannot reset password for the user as there is no registered/verified email or phone_number',
    });
    await sdk.send(new AdminDisableUserCommand({ UserPoolId, Username: ALICE }));
    await expect(forget(pool)).rejects.toThrow('User is disabled.');
  });

  // docs/cognito.md#11-trigger-sources and docs/cognito.md#2-client-metadata: CustomMessage_ForgotPassword,
  // PostConfirmation_ConfirmForgotPassword.
  it('is told to CustomMessage and to PostConfirmation, with the metadata', async () => {
    const pass: TriggerHandler = (event: object) => event;
    const CustomMessage = answering({ emailSubject: 'Forgot?', emailMessage: 'Take {####}, quickly' });
    const pool = await start({}, {}, { CustomMessage, PostConfirmation: pass });
    await forget(pool);
    expect(pool.outbox.last(ALICE)).toMatchObject({
      subject: 'Forgot?',
      text: expect.stringMatching(/^Take \d{6}, quickly$/),
    });
    await confirm(pool, pool.outbox.lastCode(ALICE));
    expect(pool.events.map(({ event }) => event)).toMatchObject([
      {
        version: '1',
        triggerSource: 'CustomMessage_ForgotPassword',
        request: { codeParameter: '{####}', usernameParameter: null, clientMetadata: { from: 'the web' } },
      },
      {
        version: '1',
        triggerSource: 'PostConfirmation_ConfirmForgotPassword',
        request: { userAttributes: { 'cognito:user_status': 'CONFIRMED' }, clientMetadata: { from: 'the web' } },
      },
    ]);
  });

  // docs/cognito.md#11-trigger-sources: UserMigration_ForgotPassword.
  it('of a user that is elsewhere brings them here', async () => {
    const UserMigration = answering({ userAttributes: { email: 'carol@example.com', email_verified: 'true' } });
    const pool = await start({}, {}, { UserMigration });
    await forget(pool, 'carol@example.com');
    expect(pool.events.at(-1)?.event).toMatchObject({
      triggerSource: 'UserMigration_ForgotPassword',
      userName: 'carol@example.com',
      request: { password: null, clientMetadata: { from: 'the web' } },
    });
    await confirm(pool, pool.outbox.lastCode('carol@example.com'), SECOND, 'carol@example.com');
    const { sdk, UserPoolId } = pool;
    const carol = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username: 'carol@example.com' }));
    expect(carol.UserStatus).toBe('CONFIRMED');
  });

  it('brings a user once, though two ask for them at once', async () => {
    const UserMigration = answering({ userAttributes: { email: 'carol@example.com', email_verified: 'true' } });
    const pool = await start({}, { usernameAttributes: [], schema: [] }, { UserMigration });
    const { CodeDeliveryDetails } = (await Promise.all([forget(pool, 'carol'), forget(pool, 'carol')]))[1];
    expect(CodeDeliveryDetails?.Destination).toBe('c***@e***');
    const { Users } = await pool.sdk.send(new ListUsersCommand({ UserPoolId: pool.UserPoolId }));
    expect(Users?.filter(({ Username }) => Username === 'carol')).toHaveLength(1);
  });

  it.each([
    ['throws', throwing('Not there either'), 'UserMigration failed with error Not there either.'],
    ['gives no attributes', answering({}), 'Unrecognizable lambda output'],
    ['gives empty ones', answering({ userAttributes: {} }), 'Unrecognizable lambda output'],
    ['gives numbers', answering({ userAttributes: { email: 7 } }), 'Unrecognizable lambda output'],
  ])('brings nobody where UserMigration %s', async (_, UserMigration, message) => {
    const pool = await start({}, {}, { UserMigration });
    await expect(forget(pool, 'carol@example.com')).rejects.toThrow(message);
    const { sdk, UserPoolId } = pool;
    await expect(
      sdk.send(new AdminGetUserCommand({ UserPoolId, Username: 'carol@example.com' })),
    ).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });
});

describe('AdminResetUserPassword', () => {
  it('keeps the user out until the code and a new password came', async () => {
    const pool = await start();
    const { sdk, UserPoolId } = pool;
    await sdk.send(new AdminResetUserPasswordCommand({ UserPoolId, Username: ALICE }));
    await expect(signIn(pool, FIRST)).rejects.toMatchObject({
      name: 'PasswordResetRequiredException',
      message: 'Password reset required for the user',
    });
    await confirm(pool, pool.outbox.lastCode(ALICE));
    await expect(signIn(pool, SECOND)).resolves.toHaveProperty('AuthenticationResult.AccessToken');
  });

  it('is refused for a user that has never set one', async () => {
    const { sdk, UserPoolId } = await start();
    await sdk.send(new AdminCreateUserCommand({ UserPoolId, Username: 'bob@example.com', MessageAction: 'SUPPRESS' }));
    await expect(
      sdk.send(new AdminResetUserPasswordCommand({ UserPoolId, Username: 'bob@example.com' })),
    ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});

describe('ChangePassword', () => {
  it('needs the old one', async () => {
    const pool = await start();
    const { AccessToken } = await signInAtOnce(pool);
    const change = (PreviousPassword: string | undefined, ProposedPassword = SECOND) =>
      pool.sdk.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
    await expect(change(undefined)).rejects.toThrow('Missing required parameter PreviousPassword');
    await expect(change(SECOND)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
    await expect(change(FIRST, 'weakling')).rejects.toMatchObject({ name: 'InvalidPasswordException' });
    await change(FIRST);
    await expect(signIn(pool, SECOND)).resolves.toHaveProperty('AuthenticationResult.AccessToken');
  });

  it('gives a password to a user that has none', async () => {
    const pool = await startOpenPool({ client: { explicitAuthFlows: flows } });
    const { AccessToken } = await signInAtOnce(pool);
    await pool.sdk.send(new ChangePasswordCommand({ AccessToken, ProposedPassword: SECOND }));
    await expect(signIn(pool, SECOND)).resolves.toHaveProperty('AuthenticationResult.AccessToken');
  });
});
