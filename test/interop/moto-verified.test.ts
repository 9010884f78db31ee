import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserMFAPreferenceCommand,
  AssociateSoftwareTokenCommand,
  type AuthenticationResultType,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  DescribeUserPoolClientCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  SetUserMFAPreferenceCommand,
  SetUserPoolMfaConfigCommand,
  SignUpCommand,
  type SignUpCommandInput,
  type UserPoolMfaType,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { secretHash } from '../../lib/protocol/index.ts';
import { appCode } from '../local/support/mfa.ts';
import { claimsOf } from '../local/support/sign-in-at-once.ts';
import { passPassword, respond } from '../local/support/srp.ts';
import { startTestPool } from '../local/support/start-pool.ts';
import { createUser, PASSWORD, setPassword, TEMPORARY } from '../local/support/users.ts';

const USER = 'user';

interface Settings {
  readonly pool?: Partial<CreateUserPoolCommandInput>;
  readonly client?: Partial<CreateUserPoolClientCommandInput>;
  readonly mfa?: UserPoolMfaType;
}

/** A pool and a client that are made over the API, and what the calls of these tests have in common. */
async function made({ pool: settings, client, mfa }: Settings = {}) {
  const started = await startTestPool();
  const { sdk } = started;
  const { UserPool } = await sdk.send(new CreateUserPoolCommand({ PoolName: 'made', ...settings }));
  const UserPoolId = UserPool?.Id as string;
  if (mfa) {
    const SoftwareTokenMfaConfiguration = { Enabled: true };
    await sdk.send(
      new SetUserPoolMfaConfigCommand({ UserPoolId, SoftwareTokenMfaConfiguration, MfaConfiguration: mfa }),
    );
  }
  const { UserPoolClient } = await sdk.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'TestAppClient', ...client }),
  );
  const { ClientId = '', ClientSecret } = UserPoolClient ?? {};
  const pool = { ...started, UserPoolId, ClientId };
  /** `SECRET_HASH`, where the client has a secret. */
  const hash = async (name = USER): Promise<{ SECRET_HASH?: string }> =>
    ClientSecret === undefined ? {} : { SECRET_HASH: await secretHash(name, ClientId, ClientSecret) };
  const signUp = async (input: Partial<SignUpCommandInput> = {}) => {
    const Username = input.Username ?? USER;
    const { SECRET_HASH: SecretHash } = await hash(Username);
    const command = new SignUpCommand({ ClientId, Username, Password: PASSWORD, SecretHash, ...input });
    const answer = await sdk.send(command);
    return { answer, confirm: () => sdk.send(new AdminConfirmSignUpCommand({ UserPoolId, Username })) };
  };
  return {
    pool,
    hash,
    signUp,
    ClientSecret,
    bySrp: async (password = PASSWORD) => passPassword(pool, USER, password, 'USER_SRP_AUTH', (await hash()) as never),
    byPassword: async (password = PASSWORD, name = USER) =>
      sdk.send(
        new InitiateAuthCommand({
          ...{ AuthFlow: 'USER_PASSWORD_AUTH', ClientId },
          AuthParameters: { USERNAME: name, PASSWORD: password, ...(await hash(name)) },
        }),
      ),
    refresh: async (REFRESH_TOKEN = '') => {
      const AuthParameters = { REFRESH_TOKEN, ...(await hash()) };
      const command = new InitiateAuthCommand({ AuthFlow: 'REFRESH_TOKEN', ClientId, AuthParameters });
      return (await sdk.send(command)).AuthenticationResult;
    },
    /** The sign-in of a user with a temporary password, by the pool's owner: the same password becomes the user's own. */
    byOwner: async () => {
      const AuthParameters = { USERNAME: USER, PASSWORD: TEMPORARY, ...(await hash()) };
      const at = { UserPoolId, ClientId };
      const { ChallengeName, Session } = await sdk.send(
        new AdminInitiateAuthCommand({ ...at, AuthFlow: 'ADMIN_NO_SRP_AUTH', AuthParameters }),
      );
      expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
      const ChallengeResponses = { USERNAME: USER, NEW_PASSWORD: TEMPORARY, ...(await hash()) };
      const answer = { ...at, ChallengeName, Session, ChallengeResponses };
      return (await sdk.send(new AdminRespondToAuthChallengeCommand(answer))).AuthenticationResult;
    },
  };
}

type Made = Awaited<ReturnType<typeof made>>;

/** Sets up an app, by a token or in a sign-in, and waits for its next code: each is good once. */
async function setUpApp({ pool: { sdk, clock } }: Made, by: { AccessToken?: string; Session?: string }) {
  const { SecretCode, Session } = await sdk.send(new AssociateSoftwareTokenCommand({ ...by } as never));
  const UserCode = appCode(SecretCode, clock.now());
  const verified = await sdk.send(new VerifySoftwareTokenCommand({ ...by, ...(Session && { Session }), UserCode }));
  expect(verified.Status).toBe('SUCCESS');
  clock.advance({ seconds: 30 });
  return { code: () => appCode(SecretCode, clock.now()), Session: verified.Session };
}

const claims = (result: AuthenticationResultType | undefined) => ({
  access: claimsOf(result?.AccessToken ?? ''),
  id: claimsOf(result?.IdToken ?? ''),
});

// What moto's tests assert that are marked `cognitoidp_aws_verified`: they were run against AWS (getmoto/moto,
// tests/test_cognitoidp). Each is cited by its name.
describe('as moto saw AWS do it, the local pool', () => {
  it('asks a new password after SRP: test_authorize_user_with_force_password_change_status', async () => {
    const { pool, bySrp } = await made();
    await createUser(pool, USER);
    const asked = await bySrp(TEMPORARY);
    expect(asked).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: expect.any(String) });
    const { AuthenticationResult } = await respond(pool, asked, { USERNAME: USER, NEW_PASSWORD: PASSWORD });
    expect(AuthenticationResult).toMatchObject({
      ...{ TokenType: 'Bearer', AccessToken: expect.any(String), RefreshToken: expect.any(String) },
    });
  });

  it('names groups and the scope in access tokens: test_group_in_access_token, test_scope_in_access_token', async () => {
    const client = { ReadAttributes: ['given_name'], ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH' as const] };
    const { pool, byOwner } = await made({ client });
    const { sdk, UserPoolId } = pool;
    await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'readers' }));
    await createUser(pool, USER, { given_name: 'Given' });
    await sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: USER, GroupName: 'readers' }));
    expect(claims(await byOwner()).access).toMatchObject({
      'cognito:groups': ['readers'],
      scope: 'aws.cognito.signin.user.admin',
    });
  });

  it('takes SRP beside ADMIN_NO_SRP_AUTH, and keeps origin_jti through a refresh: test_jti_in_tokens', async () => {
    const client = { GenerateSecret: true, ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH' as const] };
    const { pool, byOwner, refresh, bySrp } = await made({ client });
    await createUser(pool, USER, { given_name: 'Given' });
    const first = await byOwner();
    const signIns = [first, await refresh(first?.RefreshToken), (await bySrp(TEMPORARY)).AuthenticationResult];
    const tokens = signIns.map(claims);
    for (const { access, id } of tokens) {
      expect(access.origin_jti).toMatch(/^[0-9a-f-]{36}$/);
      expect(access.origin_jti).toBe(id.origin_jti);
    }
    expect(new Set(tokens.flatMap(({ access, id }) => [access.jti, id.jti])).size).toBe(6);
    const [atFirst, refreshed, anew] = tokens.map(({ access }) => access.origin_jti);
    expect(refreshed).toBe(atFirst);
    expect(anew).not.toBe(atFirst);
  });

  it('has an app set up where MFA is on: test_user_authentication_flow_mfa_on', async () => {
    const it = await made({ client: { GenerateSecret: true }, mfa: 'ON' });
    const { confirm } = await it.signUp();
    const { UserPoolId, ClientId, sdk } = it.pool;
    const described = await sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
    expect(described.UserPoolClient?.ClientSecret).toBe(it.ClientSecret);
    await confirm();
    const asked = await it.bySrp();
    expect(asked.ChallengeName).toBe('MFA_SETUP');
    const app = await setUpApp(it, { Session: asked.Session as string });
    const again = await it.bySrp();
    expect(again.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const answer = { USERNAME: USER, SOFTWARE_TOKEN_MFA_CODE: app.code(), ...(await it.hash()) };
    await expect(respond(it.pool, again, answer)).resolves.toHaveProperty('AuthenticationResult.RefreshToken');
  });

  it('asks the app where MFA is optional and it is set up: test_user_authentication_flow_mfa_optional', async () => {
    const it = await made({ client: { GenerateSecret: true }, mfa: 'OPTIONAL' });
    await (await it.signUp()).confirm();
    const AccessToken = (await it.bySrp()).AuthenticationResult?.AccessToken as string;
    const app = await setUpApp(it, { AccessToken });
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    await it.pool.sdk.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings }));
    const again = await it.bySrp();
    expect(again.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const answer = { USERNAME: USER, SOFTWARE_TOKEN_MFA_CODE: app.code(), ...(await it.hash()) };
    await expect(respond(it.pool, again, answer)).resolves.toHaveProperty('AuthenticationResult.RefreshToken');
  });

  it('sends a reset code to an address whose verified is True: test_forgot_password_with_email_delivery_details', async () => {
    const { pool } = await made({
      pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] } },
    });
    await createUser(pool, USER, { email: 'test@test.com', email_verified: 'True' });
    await setPassword(pool, USER);
    const { ClientId, sdk } = pool;
    const { CodeDeliveryDetails } = await sdk.send(new ForgotPasswordCommand({ ClientId, Username: USER }));
    expect(CodeDeliveryDetails).toEqual({
      ...{ Destination: 't***@t***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    });
  });

  it.each<
    [string, CreateUserPoolCommandInput['AutoVerifiedAttributes'], SignUpCommandInput['UserAttributes'], boolean]
  >([
    ['test_sign_up', undefined, undefined, false],
    ['test_sign_up_with_unverified_email', undefined, [{ Name: 'email', Value: 'test@test.com' }], false],
    ['test_sign_up_with_verified_email', ['email'], [{ Name: 'email', Value: 'test@test.com' }], true],
    ['test_sign_up_with_verified_but_not_supplied_email', ['email'], undefined, false],
  ])('tells where a code went, if one was sent: %s', async (_, AutoVerifiedAttributes, UserAttributes, isSent) => {
    const { signUp } = await made({ pool: { AutoVerifiedAttributes } });
    const { answer } = await signUp({ UserAttributes });
    expect(answer).toMatchObject({ UserConfirmed: false, UserSub: expect.any(String) });
    const sent = { Destination: 't***@t***', DeliveryMedium: 'EMAIL', AttributeName: 'email' };
    expect(answer.CodeDeliveryDetails).toEqual(isSent ? sent : undefined);
  });

  it('refreshes a confirmed user of a client with a secret: test_initiate_auth_REFRESH_TOKEN', async () => {
    const { signUp, bySrp, refresh, pool } = await made({ client: { GenerateSecret: true } });
    await (await signUp()).confirm();
    const { access, id } = claims(await refresh((await bySrp()).AuthenticationResult?.RefreshToken));
    expect(access).toMatchObject({ username: USER, client_id: pool.ClientId });
    expect(id).toMatchObject({ sub: access.sub, 'cognito:username': USER, aud: pool.ClientId });
  });

  it('takes SRP beside USER_PASSWORD_AUTH: test_initiate_auth_USER_PASSWORD_AUTH', async () => {
    const client = { GenerateSecret: true, ExplicitAuthFlows: ['USER_PASSWORD_AUTH' as const] };
    const { signUp, bySrp, byPassword, pool } = await made({ client });
    await (await signUp()).confirm();
    expect((await bySrp()).AuthenticationResult?.RefreshToken).toBeDefined();
    const SoftwareTokenMfaSettings = { Enabled: false, PreferredMfa: false };
    const { sdk, UserPoolId } = pool;
    await sdk.send(new AdminSetUserMFAPreferenceCommand({ UserPoolId, Username: USER, SoftwareTokenMfaSettings }));
    const { AuthenticationResult } = await byPassword();
    expect(AuthenticationResult).toMatchObject({ TokenType: 'Bearer', RefreshToken: expect.any(String) });
    const { access, id } = claims(AuthenticationResult);
    expect(access).toMatchObject({ username: USER, client_id: pool.ClientId });
    expect(id).toMatchObject({ sub: access.sub, 'cognito:username': USER, aud: pool.ClientId });
    expect([access, id].some((token) => 'email' in token)).toBe(false);
  });

  it('names users by sub where they sign in by e-mail: test_initiate_auth_USER_PASSWORD_AUTH_with_email', async () => {
    const client = { GenerateSecret: true, ExplicitAuthFlows: ['USER_PASSWORD_AUTH' as const] };
    const { signUp, byPassword, pool } = await made({ client, pool: { UsernameAttributes: ['email'] } });
    const Username = 'test@moto.com';
    await (await signUp({ Username })).confirm();
    const { access, id } = claims((await byPassword(PASSWORD, Username)).AuthenticationResult);
    expect(access).toMatchObject({ username: access.sub, client_id: pool.ClientId });
    expect(access).not.toHaveProperty('email');
    expect(id).toMatchObject({ sub: access.sub, 'cognito:username': id.sub, email: Username });
  });

  it('asks a new password, then to set up MFA: test_initiate_mfa_auth_USER_PASSWORD_AUTH_with_FORCE_CHANGE_PASSWORD_status', async () => {
    const it = await made({ client: { ExplicitAuthFlows: ['USER_PASSWORD_AUTH'] }, mfa: 'ON' });
    await createUser(it.pool, USER);
    const asked = await it.byPassword(TEMPORARY);
    expect(asked.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const next = await respond(it.pool, asked, { USERNAME: USER, NEW_PASSWORD: PASSWORD });
    expect(next).toMatchObject({ ChallengeName: 'MFA_SETUP', Session: expect.any(String) });
    const { code, Session } = await setUpApp(it, { Session: next.Session as string });
    const done = { ChallengeName: 'MFA_SETUP', Session } as const;
    const answer = { USERNAME: USER, SOFTWARE_TOKEN_MFA_CODE: code() };
    await expect(respond(it.pool, done, answer)).resolves.toMatchObject({
      ChallengeParameters: {},
      AuthenticationResult: { AccessToken: expect.any(String), RefreshToken: expect.any(String) },
    });
  });
});
