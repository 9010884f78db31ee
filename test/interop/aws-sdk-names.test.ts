import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListDevicesCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  CreateGroupCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { signInAtOnce, startOpenPool } from '../local/support/sign-in-at-once.ts';
import type { TestPool } from '../local/support/start-pool.ts';
import { createUser, PASSWORD, setPassword } from '../local/support/users.ts';

/** A pool whose users have names of their own, with the aliases given. */
const startNamed = (aliasAttributes: readonly ('email' | 'preferred_username')[] = [], caseSensitive = false) =>
  startOpenPool({
    seed: [],
    client: { explicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_PASSWORD_AUTH'] },
    pool: { usernameAttributes: [], aliasAttributes, caseSensitive, schema: [] },
  });

const get = ({ sdk, UserPoolId }: TestPool, Username: string) =>
  sdk.send(new AdminGetUserCommand({ UserPoolId, Username }));

async function attributesOf(pool: TestPool, Username: string): Promise<Record<string, string | undefined>> {
  const { UserAttributes = [] } = await get(pool, Username);
  return Object.fromEntries(UserAttributes.map(({ Name = '', Value }) => [Name, Value]));
}

// docs/cognito.md#32-user-names
describe('the sub of a user', () => {
  it('names the user in the operations of the owner', async () => {
    const pool = await startNamed();
    const { sdk, UserPoolId } = pool;
    await createUser(pool, 'alice');
    const { sub: Username = '' } = await attributesOf(pool, 'alice');
    const named = { UserPoolId, Username };
    await setPassword(pool, Username);
    await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'admins' }));
    await sdk.send(new AdminAddUserToGroupCommand({ ...named, GroupName: 'admins' }));
    await sdk.send(new AdminDisableUserCommand(named));
    await sdk.send(new AdminEnableUserCommand(named));
    await sdk.send(new AdminUserGlobalSignOutCommand(named));
    await sdk.send(new AdminListDevicesCommand(named));
    const UserAttributes = [{ Name: 'name', Value: 'Alice' }];
    await sdk.send(new AdminUpdateUserAttributesCommand({ ...named, UserAttributes }));
    expect((await sdk.send(new AdminListGroupsForUserCommand(named))).Groups).toHaveLength(1);
    expect(await get(pool, Username)).toMatchObject({ Username: 'alice', Enabled: true, UserStatus: 'CONFIRMED' });
    expect(await attributesOf(pool, 'alice')).toMatchObject({ name: 'Alice', sub: Username });
    await sdk.send(new AdminDeleteUserCommand(named));
    await expect(get(pool, 'alice')).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await expect(get(pool, Username)).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });

  it("is somebody's name first: a user whose name it is stands before the one whose sub it is", async () => {
    const pool = await startNamed();
    await createUser(pool, 'alice');
    const { sub = '' } = await attributesOf(pool, 'alice');
    await createUser(pool, sub);
    expect(await get(pool, sub)).toMatchObject({ Username: sub });
  });

  it('signs nobody in', async () => {
    const pool = await startNamed();
    await createUser(pool, 'alice');
    await setPassword(pool, 'alice');
    const { sub = '' } = await attributesOf(pool, 'alice');
    const signIn = (USERNAME: string) =>
      pool.sdk.send(
        new InitiateAuthCommand({
          ...{ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: pool.ClientId },
          AuthParameters: { USERNAME, PASSWORD },
        }),
      );
    await expect(signIn('alice')).resolves.toMatchObject({ AuthenticationResult: { TokenType: 'Bearer' } });
    await expect(signIn(sub)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});

// moto's test_forgot_password_with_email_delivery_details, run against AWS: docs/cognito.md#12-events
describe('an address whose verification is told in another case', () => {
  it('counts as verified, and the text stays as it was written', async () => {
    const pool = await startNamed(['email']);
    await createUser(pool, 'alice', { email: 'alice@example.com', email_verified: 'True' });
    await setPassword(pool, 'alice');
    expect(await attributesOf(pool, 'alice@example.com')).toMatchObject({ email_verified: 'True' });
    const forgotten = await pool.sdk.send(
      new ForgotPasswordCommand({ ClientId: pool.ClientId, Username: 'alice@example.com' }),
    );
    expect(forgotten.CodeDeliveryDetails).toEqual({
      ...{ Destination: 'a***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    });
  });

  it('takes codes as a first factor', async () => {
    const pool = await startOpenPool({
      seed: [{ username: 'alice@example.com', attributes: { email_verified: 'True' } }],
      client: { explicitAuthFlows: ['ALLOW_USER_AUTH'] },
      pool: { firstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] },
    });
    const asked = await pool.sdk.send(
      new InitiateAuthCommand({
        ...{ AuthFlow: 'USER_AUTH', ClientId: pool.ClientId },
        AuthParameters: { USERNAME: 'alice@example.com', PREFERRED_CHALLENGE: 'EMAIL_OTP' },
      }),
    );
    expect(asked.ChallengeName).toBe('EMAIL_OTP');
  });

  it('stays so where it is changed, and needs no code', async () => {
    const pool = await startNamed(['email']);
    const { sdk, UserPoolId, outbox } = pool;
    await createUser(pool, 'alice', { email: 'alice@example.com', email_verified: 'false' });
    const UserAttributes = [
      { Name: 'email', Value: 'alice@new.example' },
      { Name: 'email_verified', Value: 'TRUE' },
    ];
    await sdk.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username: 'alice', UserAttributes }));
    expect(await attributesOf(pool, 'alice@new.example')).toMatchObject({ email_verified: 'TRUE' });
    expect(outbox.list()).toEqual([]);
  });
});

// "This option also enables both preferred_username and email alias to be case insensitive" (SDK:
// UsernameConfigurationType), and it alone: docs/cognito.md#32-user-names
describe.each([true, false])('where CaseSensitive is %s', (caseSensitive) => {
  it('names and aliases are found accordingly', async () => {
    const pool = await startNamed(['email', 'preferred_username'], caseSensitive);
    const attributes = { email: 'Alice@example.com', email_verified: 'true', preferred_username: 'Wonder' };
    await createUser(pool, 'Alice', attributes);
    for (const name of ['Alice', 'Alice@example.com', 'Wonder']) {
      expect(await get(pool, name)).toMatchObject({ Username: 'Alice' });
      const inOtherCase = get(pool, name.toUpperCase());
      if (caseSensitive) await expect(inOtherCase).rejects.toMatchObject({ name: 'UserNotFoundException' });
      else expect(await inOtherCase).toMatchObject({ Username: 'Alice' });
    }
  });
});

// docs/cognito.md#32-user-names: aws-amplify/amplify-js#1669
describe('preferred_username at SignUp', () => {
  const signUp = ({ sdk, ClientId }: TestPool) =>
    sdk.send(
      new SignUpCommand({
        ...{ ClientId, Username: 'alice', Password: PASSWORD },
        UserAttributes: [{ Name: 'preferred_username', Value: 'wonder' }],
      }),
    );

  it('is refused where it is an alias, and nobody is made', async () => {
    const pool = await startNamed(['preferred_username']);
    await expect(signUp(pool)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        'Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.',
    });
    await expect(get(pool, 'alice')).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });

  it('is an attribute as any other where it is none', async () => {
    const pool = await startNamed(['email']);
    await expect(signUp(pool)).resolves.toMatchObject({ UserConfirmed: false });
  });

  it('is given by the owner', async () => {
    const pool = await startNamed(['preferred_username']);
    await createUser(pool, 'alice', { preferred_username: 'wonder' });
    expect(await get(pool, 'wonder')).toMatchObject({ Username: 'alice' });
  });
});

// docs/cognito.md#13-pools-users-and-mail
describe('a filter of ListUsers', () => {
  it('ignores the case of all but user names and whether users are enabled', async () => {
    const pool = await startNamed();
    await createUser(pool, 'Alice', { email: 'Alice@Example.com', name: 'Alice Élan', phone_number: '+15555550100' });
    const { sub = '' } = await attributesOf(pool, 'Alice');
    const found = async (Filter: string): Promise<number | undefined> =>
      (await pool.sdk.send(new ListUsersCommand({ UserPoolId: pool.UserPoolId, Filter }))).Users?.length;
    for (const filter of [
      ...['email = "aLICE@example.com"', 'email ^= "ALICE@"', 'name = "alice éLAN"', 'phone_number ^= "+1555"'],
      ...[`sub = "${sub.toUpperCase()}"`, 'cognito:user_status = "force_Change_password"', 'username = "Alice"'],
      ...['username ^= "Al"', 'status = "Enabled"'],
    ]) {
      expect([filter, await found(filter)]).toEqual([filter, 1]);
    }
    for (const filter of ['username = "alice"', 'username ^= "al"', 'status = "enabled"', 'email = "Alice"']) {
      expect([filter, await found(filter)]).toEqual([filter, 0]);
    }
  });
});

describe('a user who signs in', () => {
  it('is the one whose alias it is, in any case; nobody else gets the name', async () => {
    const pool = await startNamed(['email']);
    await createUser(pool, 'alice', { email: 'alice@example.com', email_verified: 'True' });
    await pool.sdk.send(
      new AdminSetUserPasswordCommand({
        ...{ UserPoolId: pool.UserPoolId, Username: 'ALICE@example.com', Password: PASSWORD, Permanent: true },
      }),
    );
    expect((await signInAtOnce(pool, 'Alice@Example.com')).AccessToken).not.toBe('');
    await expect(
      pool.sdk.send(new AdminCreateUserCommand({ UserPoolId: pool.UserPoolId, Username: 'ALICE' })),
    ).rejects.toMatchObject({ name: 'UsernameExistsException' });
  });
});
