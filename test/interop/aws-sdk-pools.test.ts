import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  DeleteUserPoolClientCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  SignUpCommand,
  UpdateUserPoolClientCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ARNS } from '../local/support/example-app.ts';
import { claimsOf, signInAtOnce, startOpenPool } from '../local/support/sign-in-at-once.ts';
import type { TestPool } from '../local/support/start-pool.ts';

const LambdaConfig = {
  DefineAuthChallenge: ARNS.define,
  CreateAuthChallenge: ARNS.create,
  VerifyAuthChallengeResponse: ARNS.verify,
};

async function create({ sdk }: Pick<TestPool, 'sdk'>, input: Partial<CreateUserPoolCommandInput> = {}) {
  const { UserPool } = await sdk.send(new CreateUserPoolCommand({ PoolName: 'made', ...input }));
  return { UserPool, UserPoolId: UserPool?.Id as string };
}

async function createClient(
  { sdk }: Pick<TestPool, 'sdk'>,
  UserPoolId: string,
  input: Partial<CreateUserPoolClientCommandInput> = {},
) {
  const { UserPoolClient } = await sdk.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'web', ...input }),
  );
  return { UserPoolClient, ClientId: UserPoolClient?.ClientId as string };
}

const describePool = async ({ sdk }: Pick<TestPool, 'sdk'>, UserPoolId: string) =>
  (await sdk.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool;

async function addAlice({ sdk }: Pick<TestPool, 'sdk'>, UserPoolId: string): Promise<void> {
  const Username = 'alice';
  await sdk.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }));
  const Password = 'Correct-Horse-9';
  await sdk.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
}

const INVALID = 'InvalidParameterException';

describe('a pool made over the API', () => {
  it("has Cognito's defaults for what was left out", async () => {
    const pool = await startOpenPool();
    const { UserPool, UserPoolId } = await create(pool);
    expect(UserPoolId).toMatch(/^eu-central-1_[A-Za-z0-9]{9}$/);
    expect(UserPool).toMatchObject({
      Name: 'made',
      Arn: `arn:aws:cognito-idp:eu-central-1:123456789012:userpool/${UserPoolId}`,
      Policies: {
        PasswordPolicy: { MinimumLength: 8, RequireSymbols: true, TemporaryPasswordValidityDays: 7 },
        SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
      },
      DeletionProtection: 'INACTIVE',
      UsernameConfiguration: { CaseSensitive: true },
      MfaConfiguration: 'OFF',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      LambdaConfig: {},
      EstimatedNumberOfUsers: 0,
    });
    expect(UserPool).not.toHaveProperty('UsernameAttributes');
    expect(await describePool(pool, UserPoolId)).toEqual(UserPool);
  });

  it('signs users in by functions of the local pool, with keys and tokens of its own', async () => {
    const pool = await startOpenPool();
    const { UserPoolId } = await create(pool, { LambdaConfig });
    const { ClientId } = await createClient(pool, UserPoolId);
    await addAlice(pool, UserPoolId);
    const own = { ...pool, UserPoolId, ClientId };
    const { AccessToken, RefreshToken } = await signInAtOnce(own, 'alice');
    expect(claimsOf(AccessToken)).toMatchObject({
      iss: `https://cognito-idp.eu-central-1.amazonaws.com/${UserPoolId}`,
      client_id: ClientId,
      username: 'alice',
    });
    expect(pool.events.at(-1)?.event).toMatchObject({ userPoolId: UserPoolId, callerContext: { clientId: ClientId } });
    expect((await pool.sdk.send(new GetUserCommand({ AccessToken }))).Username).toBe('alice');
    await expect(
      pool.sdk.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken })),
    ).resolves.toHaveProperty('AuthenticationResult.AccessToken');
    const keys = await fetch(`${pool.local.endpoint}/${UserPoolId}/.well-known/jwks.json`);
    expect(keys.status).toBe(200);
    expect(pool.local.config().pools.map(({ userPoolId }) => userPoolId)).toContain(UserPoolId);
  });

  it('is set as the request says', async () => {
    const pool = await startOpenPool();
    const { UserPool, UserPoolId } = await create(pool, {
      Policies: {
        PasswordPolicy: { MinimumLength: 20 },
        SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] },
      },
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: 'verified_phone_number', Priority: 2 },
          { Name: 'verified_email', Priority: 1 },
        ],
      },
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false },
      Schema: [{ Name: 'role', AttributeDataType: 'String', Mutable: true }],
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: ARNS.define } },
    });
    expect(UserPool).toMatchObject({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
      UsernameAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: 'verified_email', Priority: 1 },
          { Name: 'verified_phone_number', Priority: 2 },
        ],
      },
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false },
      LambdaConfig: {
        PreTokenGeneration: ARNS.define,
        PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: ARNS.define },
      },
    });
    expect(UserPool?.SchemaAttributes).toContainEqual(expect.objectContaining({ Name: 'custom:role' }));
    const { ClientId } = await createClient(pool, UserPoolId);
    const signUp = (Password: string) =>
      pool.sdk.send(new SignUpCommand({ ClientId, Username: 'bob@example.com', Password }));
    await expect(signUp('Correct-Horse-9')).rejects.toThrow('Password not long enough');
    await expect(signUp('Correct-Horse-9-Correct')).resolves.toMatchObject({ UserConfirmed: false });
  });

  it('goes back to the defaults that an update leaves out, and keeps what can be said only once', async () => {
    const pool = await startOpenPool();
    const { UserPoolId } = await create(pool, {
      LambdaConfig,
      UsernameAttributes: ['email'],
      Schema: [{ Name: 'role', AttributeDataType: 'String' }],
    });
    const MfaConfiguration = 'OPTIONAL';
    await pool.sdk.send(new UpdateUserPoolCommand({ UserPoolId, MfaConfiguration }));
    const changed = await describePool(pool, UserPoolId);
    expect(changed).toMatchObject({ Name: 'made', MfaConfiguration, UsernameAttributes: ['email'], LambdaConfig: {} });
    expect(changed?.SchemaAttributes).toContainEqual(expect.objectContaining({ Name: 'custom:role' }));
  });

  it.each<[string, Partial<CreateUserPoolCommandInput>, string]>([
    [
      'aliases and user names',
      { AliasAttributes: ['email'], UsernameAttributes: ['email'] },
      'Only one of the aliasAttributes or usernameAttributes can be set in a user pool.',
    ],
    [
      'an original that no code replaces',
      { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] } },
      'All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes',
    ],
    [
      'a required custom attribute',
      { Schema: [{ Name: 'role', AttributeDataType: 'String', Required: true }] },
      'Required custom attributes are not supported currently.',
    ],
    [
      'a function that is not there',
      { LambdaConfig: { PreSignUp: 'arn:aws:lambda:eu-central-1:123456789012:function:nobody' } },
      `PreSignUp is arn:aws:lambda:eu-central-1:123456789012:function:nobody, which is no function of the local pool. Its functions: ${Object.values(ARNS).join(', ')}.`,
    ],
    [
      'a short password',
      { Policies: { PasswordPolicy: { MinimumLength: 5 } } },
      "1 validation error detected: Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must have value greater than or equal to 6",
    ],
    [
      'a name that is none',
      { PoolName: 'a/b' },
      "1 validation error detected: Value 'a/b' at 'poolName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+",
    ],
  ])('is refused with %s', async (_, input, message) => {
    await expect(create(await startOpenPool(), input)).rejects.toMatchObject({ name: INVALID, message });
  });

  it('is deleted with everything in it, unless it is protected', async () => {
    const pool = await startOpenPool();
    const { sdk } = pool;
    const { UserPoolId } = await create(pool, { LambdaConfig, DeletionProtection: 'ACTIVE' });
    const { ClientId } = await createClient(pool, UserPoolId);
    await addAlice(pool, UserPoolId);
    await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'admins' }));
    const { AccessToken } = await signInAtOnce({ ...pool, ClientId }, 'alice');
    const remove = () => sdk.send(new DeleteUserPoolCommand({ UserPoolId }));
    await expect(remove()).rejects.toMatchObject({
      name: INVALID,
      message:
        'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
    });
    await sdk.send(new UpdateUserPoolCommand({ UserPoolId, DeletionProtection: 'INACTIVE' }));
    await remove();
    await expect(describePool(pool, UserPoolId)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `User pool ${UserPoolId} does not exist.`,
    });
    await expect(sdk.send(new GetUserCommand({ AccessToken }))).rejects.toThrow('Invalid Access Token');
    await expect(signInAtOnce({ ...pool, ClientId }, 'alice')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('is there again after a restart, with its clients and users', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-pools-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
    const before = await startOpenPool({ storage: { folder } });
    const { UserPoolId } = await create(before, { LambdaConfig });
    const { ClientId } = await createClient(before, UserPoolId);
    await addAlice(before, UserPoolId);
    const described = await describePool(before, UserPoolId);
    await before.local.close();

    const after = await startOpenPool({ storage: { folder } });
    expect(await describePool(after, UserPoolId)).toEqual(described);
    await expect(signInAtOnce({ ...after, ClientId }, 'alice')).resolves.toBeDefined();
    const { UserPools } = await after.sdk.send(new ListUserPoolsCommand({ MaxResults: 10 }));
    expect(UserPools?.map(({ Id }) => Id)).toEqual([after.UserPoolId, UserPoolId]);
  });
});

describe('a pool of the template', () => {
  it('is changed in the app only', async () => {
    const { sdk, UserPoolId } = await startOpenPool();
    const refused = {
      name: INVALID,
      message: `User pool ${UserPoolId} comes from the app's template (Pool): change it in the app. Here only pools that were made with CreateUserPool can be changed or deleted.`,
    };
    await expect(sdk.send(new UpdateUserPoolCommand({ UserPoolId }))).rejects.toMatchObject(refused);
    await expect(sdk.send(new DeleteUserPoolCommand({ UserPoolId }))).rejects.toMatchObject(refused);
  });

  it('takes more clients, and leaves its own alone', async () => {
    const pool = await startOpenPool();
    const { sdk, UserPoolId } = pool;
    const { ClientId } = await createClient(pool, UserPoolId);
    await expect(signInAtOnce({ ...pool, ClientId })).resolves.toBeDefined();
    const own = { UserPoolId, ClientId: pool.ClientId };
    for (const command of [new UpdateUserPoolClientCommand(own), new DeleteUserPoolClientCommand(own)]) {
      await expect(sdk.send(command as UpdateUserPoolClientCommand)).rejects.toMatchObject({
        name: INVALID,
        message: expect.stringContaining("comes from the app's template (Client): change it in the app."),
      });
    }
    const { UserPoolClients } = await sdk.send(new ListUserPoolClientsCommand({ UserPoolId }));
    expect(UserPoolClients?.map((client) => client.ClientId)).toEqual([pool.ClientId, ClientId]);
  });
});

describe('a client made over the API', () => {
  // docs/cognito.md#51-auth-flows, docs/cognito.md#4-the-session, docs/cognito.md#8-quotas and
  // docs/cognito.md#9-tokens.
  it("has Cognito's defaults for what was left out", async () => {
    const pool = await startOpenPool();
    const { UserPoolId } = await create(pool);
    const { UserPoolClient, ClientId } = await createClient(pool, UserPoolId);
    expect(ClientId).toMatch(/^[a-z0-9]{26}$/);
    expect(UserPoolClient).toMatchObject({
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'],
      PreventUserExistenceErrors: 'LEGACY',
      EnableTokenRevocation: true,
      AuthSessionValidity: 3,
      RefreshTokenValidity: 30,
      AccessTokenValidity: 1,
      IdTokenValidity: 1,
      TokenValidityUnits: { AccessToken: 'hours', IdToken: 'hours', RefreshToken: 'days' },
    });
    expect(UserPoolClient).not.toHaveProperty('ClientSecret');
  });

  // docs/cognito.md#8-quotas
  it('tells how long tokens are good in the numbers and units that were given', async () => {
    const pool = await startOpenPool();
    const { UserPoolId } = await create(pool, { LambdaConfig });
    const given = {
      ...{ AccessTokenValidity: 90, IdTokenValidity: 600, RefreshTokenValidity: 10 },
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'seconds', RefreshToken: 'days' },
    } as const;
    const { UserPoolClient, ClientId } = await createClient(pool, UserPoolId, given);
    expect(UserPoolClient).toMatchObject(given);
    await addAlice(pool, UserPoolId);
    const { AccessToken, IdToken } = await signInAtOnce({ ...pool, ClientId }, 'alice');
    const lifetime = (token: string) => Number(claimsOf(token).exp) - Number(claimsOf(token).iat);
    expect([lifetime(AccessToken), lifetime(IdToken)]).toEqual([90 * 60, 600]);

    // A unit alone says only how the default is told: an hour is no whole number of days.
    const { sdk } = pool;
    await sdk.send(
      new UpdateUserPoolClientCommand({
        UserPoolId,
        ClientId,
        TokenValidityUnits: { AccessToken: 'days', IdToken: 'minutes' },
      }),
    );
    const changed = await sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
    expect(changed.UserPoolClient).toMatchObject({
      ...{ AccessTokenValidity: 3600, IdTokenValidity: 60, RefreshTokenValidity: 30 },
      TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'minutes', RefreshToken: 'days' },
    });
  });

  it('has a secret where it asks for one, and keeps it', async () => {
    const pool = await startOpenPool();
    const { UserPoolId } = await create(pool, { LambdaConfig });
    const { UserPoolClient, ClientId } = await createClient(pool, UserPoolId, { GenerateSecret: true });
    const secret = UserPoolClient?.ClientSecret;
    expect(secret).toMatch(/^[a-z0-9]{52}$/);
    await addAlice(pool, UserPoolId);
    await expect(signInAtOnce({ ...pool, ClientId }, 'alice')).rejects.toThrow('SECRET_HASH was not received');
    await pool.sdk.send(
      new UpdateUserPoolClientCommand({ UserPoolId, ClientId, AuthSessionValidity: 15, ClientName: 'other' }),
    );
    const changed = await pool.sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
    expect(changed.UserPoolClient).toMatchObject({
      ClientName: 'other',
      ClientSecret: secret,
      AuthSessionValidity: 15,
    });
    const ClientSecret = 'chosen4by5the6owner7of8it';
    expect((await createClient(pool, UserPoolId, { ClientSecret })).UserPoolClient).toMatchObject({ ClientSecret });
  });

  it.each<[string, Partial<CreateUserPoolClientCommandInput>, string]>([
    ['a session of an hour', { AuthSessionValidity: 60 }, 'Member must have value less than or equal to 15'],
    [
      'an attribute that is not there',
      { WriteAttributes: ['email', 'custom:none'] },
      'Invalid write attributes specified while creating a client',
    ],
    [
      'a token of a minute',
      { AccessTokenValidity: 1, TokenValidityUnits: { AccessToken: 'minutes' } },
      'Invalid range for token validity.',
    ],
    [
      'an access token that outlives its refresh token',
      { AccessTokenValidity: 2, RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: 'hours' } },
      'Invalid range for token validity.',
    ],
    [
      'an ID token that outlives its refresh token',
      { IdTokenValidity: 2, RefreshTokenValidity: 60, TokenValidityUnits: { RefreshToken: 'minutes' } },
      'Invalid range for token validity.',
    ],
    [
      'flows of both kinds',
      { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH_FLOW_ONLY'] },
      'can not be used together',
    ],
    ['two secrets', { GenerateSecret: true, ClientSecret: 'chosen4by5the6owner7of8it' }, 'can not be used together'],
    ['no name', { ClientName: '' }, "at 'clientName' failed to satisfy constraint"],
  ])('is refused with %s', async (_, input, message) => {
    const pool = await startOpenPool();
    const { UserPoolId } = await create(pool);
    await expect(createClient(pool, UserPoolId, input)).rejects.toMatchObject({
      name: INVALID,
      message: expect.stringContaining(message),
    });
  });

  it('is deleted, and its sign-ins with it', async () => {
    const pool = await startOpenPool();
    const { sdk, UserPoolId } = pool;
    const { ClientId } = await createClient(pool, UserPoolId);
    const { RefreshToken } = await signInAtOnce({ ...pool, ClientId });
    await sdk.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }));
    const gone = { name: 'ResourceNotFoundException', message: `User pool client ${ClientId} does not exist.` };
    await expect(sdk.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken }))).rejects.toMatchObject(
      gone,
    );
    await expect(sdk.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }))).rejects.toMatchObject(gone);
    await expect(
      sdk.send(new InitiateAuthCommand({ AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters: { USERNAME: 'alice' } })),
    ).rejects.toMatchObject(gone);
  });
});
