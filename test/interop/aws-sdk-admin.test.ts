import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
  type ListUsersCommandInput,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { exampleClient } from '../local/support/example-app.ts';
import { begin, signInByCode } from '../local/support/sign-in.ts';
import { startTestPool, type TestPool } from '../local/support/start-pool.ts';

const BOB = 'bob@example.com';

const create = ({ sdk, UserPoolId }: TestPool, input: Partial<AdminCreateUserCommandInput> = {}) =>
  sdk.send(new AdminCreateUserCommand({ UserPoolId, Username: BOB, ...input }));

const get = ({ sdk, UserPoolId }: TestPool, Username = BOB) =>
  sdk.send(new AdminGetUserCommand({ UserPoolId, Username }));

describe('AdminCreateUser', () => {
  it('makes a user, who gets a temporary password', async () => {
    const pool = await startTestPool();
    const { User } = await create(pool, { DesiredDeliveryMediums: ['EMAIL'] });
    expect(User).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true });
    expect(User?.Attributes).toContainEqual({ Name: 'email', Value: BOB });
    expect(pool.outbox.last(BOB)).toMatchObject({
      subject: 'Your temporary password',
      text: expect.stringMatching(/^Your username is bob@example\.com and temporary password is \S{12}\.$/),
    });
    // A custom sign-in asks no password, so this user may begin one.
    await expect(begin(pool, BOB)).resolves.toMatchObject({ ChallengeName: 'CUSTOM_CHALLENGE' });
  });

  it('sends nothing where told so, and the invitation again where told that', async () => {
    const pool = await startTestPool();
    const first = await create(pool, { MessageAction: 'SUPPRESS', TemporaryPassword: 'Correct-Horse-9' });
    expect(pool.outbox.list()).toEqual([]);
    const again = await create(pool, { MessageAction: 'RESEND' });
    expect(again.User?.Username).toBe(first.User?.Username);
    expect(pool.outbox.list()).toHaveLength(1);
    await expect(create(pool, { MessageAction: 'RESEND', Username: 'alice@example.com' })).rejects.toMatchObject({
      name: 'UnsupportedUserStateException',
    });
  });

  it('refuses a name that is taken, a weak password, and an unknown pool', async () => {
    const pool = await startTestPool();
    await expect(create(pool, { Username: 'alice@example.com' })).rejects.toMatchObject({
      name: 'UsernameExistsException',
    });
    await expect(create(pool, { TemporaryPassword: 'short' })).rejects.toMatchObject({
      name: 'InvalidPasswordException',
    });
    await expect(create(pool, { UserPoolId: 'eu-central-1_NOBODY' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool eu-central-1_NOBODY does not exist.',
    });
    const named = await startTestPool({ pool: { usernameAttributes: [], schema: [] }, seed: [{ username: 'alice' }] });
    await expect(create(named, { Username: 'alice' })).rejects.toThrow('User account already exists');
  });

  it('refuses a name that looks like an alias', async () => {
    const pool = await startTestPool({ pool: { usernameAttributes: [], aliasAttributes: ['email'], schema: [] } });
    await expect(create(pool)).rejects.toThrow(
      'Username cannot be of email format, since user pool is configured for email alias.',
    );
  });
});

describe('the owner of a pool', () => {
  it('sets a password, which confirms the user if it is permanent', async () => {
    const pool = await startTestPool();
    const set = (Permanent: boolean, Password = 'Correct-Horse-9') =>
      pool.sdk.send(
        new AdminSetUserPasswordCommand({ UserPoolId: pool.UserPoolId, Username: BOB, Password, Permanent }),
      );
    await create(pool, { MessageAction: 'SUPPRESS' });
    await set(true);
    expect((await get(pool)).UserStatus).toBe('CONFIRMED');
    await set(false);
    expect((await get(pool)).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    await expect(set(true, 'weakling')).rejects.toMatchObject({ name: 'InvalidPasswordException' });
  });

  it('confirms a sign-up, once', async () => {
    const pool = await startTestPool();
    const { UserPoolId, ClientId } = pool;
    await pool.sdk.send(new SignUpCommand({ ClientId, Username: BOB, Password: 'Correct-Horse-9' }));
    const confirm = () => pool.sdk.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: BOB }));
    await confirm();
    expect((await get(pool)).UserStatus).toBe('CONFIRMED');
    await expect(confirm()).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User cannot be confirmed. Current status is CONFIRMED',
    });
  });

  it('changes attributes; a new address is unverified, and the old one leads nowhere', async () => {
    const pool = await startTestPool();
    const { UserPoolId } = pool;
    const update = (attributes: Record<string, string>, Username = 'alice@example.com') =>
      pool.sdk.send(
        new AdminUpdateUserAttributesCommand({
          ...{ UserPoolId, Username },
          UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
        }),
      );
    pool.clock.advance({ seconds: 90 });
    await update({ email: 'alice@new.example', 'custom:role': 'admin' });
    const user = await get(pool, 'alice@new.example');
    expect(Object.fromEntries((user.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]))).toMatchObject({
      email: 'alice@new.example',
      email_verified: 'false',
      'custom:role': 'admin',
    });
    expect(Number(user.UserLastModifiedDate)).toBe(Number(user.UserCreateDate) + 90_000);
    await expect(get(pool, 'alice@example.com')).rejects.toMatchObject({ name: 'UserNotFoundException' });

    await update({ 'custom:role': '' }, 'alice@new.example');
    const names = (await get(pool, 'alice@new.example')).UserAttributes?.map(({ Name }) => Name);
    expect(names).not.toContain('custom:role');
    await expect(update({ 'custom:level': '8' }, 'alice@new.example')).rejects.toThrow('Attribute cannot be updated');
    await expect(update({ email_verified: 'perhaps' }, 'alice@new.example')).rejects.toThrow('must be a boolean');
    await expect(update({ email: 'nobody' }, 'alice@new.example')).rejects.toThrow('Invalid email address format.');
    await create(pool, { MessageAction: 'SUPPRESS' });
    await expect(update({ email: 'alice@new.example' }, BOB)).rejects.toMatchObject({ name: 'AliasExistsException' });
  });

  it('disables a user, whose sign-ins end, and enables them again', async () => {
    const pool = await startTestPool();
    const account = { UserPoolId: pool.UserPoolId, Username: 'alice@example.com' };
    await pool.sdk.send(new AdminDisableUserCommand(account));
    expect((await get(pool, account.Username)).Enabled).toBe(false);
    await expect(begin(pool)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User is disabled.',
    });
    await pool.sdk.send(new AdminEnableUserCommand(account));
    await expect(signInByCode(pool)).resolves.toBeDefined();
  });

  it('deletes a user', async () => {
    const pool = await startTestPool();
    const account = { UserPoolId: pool.UserPoolId, Username: 'alice@example.com' };
    await pool.sdk.send(new AdminDeleteUserCommand(account));
    await expect(get(pool, account.Username)).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
    await expect(create(pool, { Username: account.Username, MessageAction: 'SUPPRESS' })).resolves.toBeDefined();
  });
});

describe('ListUsers', () => {
  const people = ['ann', 'anton', 'bea', 'carl', 'dora'].map((name) => ({ username: `${name}@example.com` }));
  const list = ({ sdk, UserPoolId }: TestPool, input: Partial<ListUsersCommandInput> = {}) =>
    sdk.send(new ListUsersCommand({ UserPoolId, ...input }));
  const emails = ({ Users = [] }: Awaited<ReturnType<typeof list>>) =>
    Users.map(({ Attributes }) => Attributes?.find(({ Name }) => Name === 'email')?.Value).sort();

  it('goes page by page, each user once', async () => {
    const pool = await startTestPool({ seed: people });
    const seen: (string | undefined)[] = [];
    let PaginationToken: string | undefined;
    do {
      const page = await list(pool, { Limit: 2, PaginationToken });
      seen.push(...emails(page));
      PaginationToken = page.PaginationToken;
    } while (PaginationToken);
    expect(seen.sort()).toEqual(people.map(({ username }) => username));
    await expect(list(pool, { PaginationToken: 'nonsense' })).rejects.toThrow('Invalid pagination token.');
  });

  it('filters, and gives the attributes asked for', async () => {
    const pool = await startTestPool({ seed: people });
    const found = await list(pool, { Filter: 'email ^= "an"', AttributesToGet: ['email'] });
    expect(emails(found)).toEqual(['ann@example.com', 'anton@example.com']);
    expect(found.Users?.[0]?.Attributes).toHaveLength(1);
    expect(emails(await list(pool, { Filter: 'email = "an"' }))).toEqual([]);
    expect(emails(await list(pool, { Filter: 'cognito:user_status = "confirmed"', Limit: 60 }))).toHaveLength(5);
    expect(emails(await list(pool, { Filter: 'status = "Disabled"' }))).toEqual([]);
    await expect(list(pool, { Filter: 'email' })).rejects.toThrow('Error while parsing filter.');
  });
});

describe('the pools', () => {
  it('are described as the template has them', async () => {
    const clientSecret = '1example2secret3example4secret5';
    const moreClients = [exampleClient({ clientId: 'confidential', clientName: 'back end', clientSecret })];
    const { sdk, UserPoolId, ClientId } = await startTestPool({ moreClients });
    const { UserPool } = await sdk.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect(UserPool).toMatchObject({
      Id: UserPoolId,
      Name: 'example',
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      LambdaConfig: { DefineAuthChallenge: expect.stringMatching(/^arn:aws:lambda:/) },
      EstimatedNumberOfUsers: 1,
      MfaConfiguration: 'OFF',
    });
    expect(UserPool?.SchemaAttributes).toContainEqual(expect.objectContaining({ Name: 'custom:role' }));
    const describe = (id: string) => sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId: id }));
    expect((await describe('confidential')).UserPoolClient).toMatchObject({
      ClientName: 'back end',
      ClientSecret: clientSecret,
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      AuthSessionValidity: 3,
    });
    expect((await describe(ClientId)).UserPoolClient).not.toHaveProperty('ClientSecret');
    await expect(describe('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const pools = await sdk.send(new ListUserPoolsCommand({ MaxResults: 10 }));
    expect(pools.UserPools).toMatchObject([{ Id: UserPoolId, Name: 'example' }]);
    const first = await sdk.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 1 }));
    const second = await sdk.send(
      new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 1, NextToken: first.NextToken }),
    );
    const ids = [...(first.UserPoolClients ?? []), ...(second.UserPoolClients ?? [])].map((found) => found.ClientId);
    expect(ids).toEqual([ClientId, 'confidential']);
    expect(second.NextToken).toBeUndefined();
  });
});
