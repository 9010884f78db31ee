import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminUpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect, it, onTestFinished } from 'vitest';
import type { SeedUser } from '../../../lib/local/index.ts';
import { exampleApp, examplePool } from '../support/example-app.ts';
import { startTestPool } from '../support/start-pool.ts';

const alice = 'alice@example.com';
const PASSWORD = 'Correct-Horse-9';
const client = { explicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'] };

async function attributesOf({ sdk, UserPoolId }: Awaited<ReturnType<typeof startTestPool>>) {
  const { UserAttributes = [] } = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username: alice }));
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
}

it('makes a user with attributes, a password and groups', async () => {
  const seed: SeedUser[] = [
    { username: alice, attributes: { 'custom:role': 'admin' }, password: PASSWORD, groups: ['admins'] },
  ];
  const pool = await startTestPool({ seed, client });
  const { sdk, UserPoolId, ClientId } = pool;

  expect(await attributesOf(pool)).toMatchObject({ email: alice, email_verified: 'true', 'custom:role': 'admin' });
  const { Groups } = await sdk.send(new AdminListGroupsForUserCommand({ UserPoolId, Username: alice }));
  expect(Groups).toMatchObject([{ GroupName: 'admins' }]);
  const AuthParameters = { USERNAME: alice, PASSWORD };
  const signIn = new AdminInitiateAuthCommand({
    ...{ UserPoolId, ClientId, AuthParameters },
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
  });
  expect((await sdk.send(signIn)).AuthenticationResult?.AccessToken).toBeDefined();
});

it('makes a user that is known what it says, when the pool starts and not when the app changes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-seed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const start = (role: string) =>
    startTestPool({ storage: { folder }, seed: [{ username: alice, attributes: { 'custom:role': role } }] });
  const first = await start('admin');
  const { sub } = await attributesOf(first);
  await first.local.close();

  const second = await start('reader');
  expect(await attributesOf(second)).toMatchObject({ sub, 'custom:role': 'reader' });
  const { sdk, UserPoolId } = second;
  const UserAttributes = [{ Name: 'custom:role', Value: 'writer' }];
  await sdk.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username: alice, UserAttributes }));
  second.local.update(exampleApp());
  expect(await attributesOf(second)).toMatchObject({ sub, 'custom:role': 'writer' });
});

it.each<[string, SeedUser, string]>([
  [
    'an attribute that no pool has',
    { username: alice, attributes: { 'custom:rolle': 'admin' } },
    `${alice}: the pool example has no attribute custom:rolle; its own are custom:role, custom:level (CustomAuth: customAttributes)`,
  ],
  [
    'a value of another kind',
    { username: alice, attributes: { 'custom:level': 'high' } },
    `${alice} can't be made in the pool example: Attributes did not conform to the schema: custom:level: Attribute value must be a number.`,
  ],
  [
    'a password that the policy refuses',
    { username: alice, password: 'short' },
    `${alice} can't be made in the pool example: Password did not conform with policy: Password not long enough. ` +
      'It asks at least 8 characters, with an upper case letter, a lower case letter, a digit and a symbol.',
  ],
])('refuses %s, and says what the pool takes', async (_case, user, message) => {
  await expect(startTestPool({ seed: [user] })).rejects.toMatchObject({ code: 'seed', message });
});

it('refuses a user who could never sign in, and takes one with an address beside the name', async () => {
  const byEmail = { app: exampleApp(examplePool({ usernameAttributes: ['email'] })) };
  await expect(startTestPool({ ...byEmail, seed: [{ username: 'bob' }] })).rejects.toMatchObject({
    code: 'seed',
    message: 'bob: people sign in to the pool example by email: name the user by one, or give the attribute, email=…',
  });

  const seed = [{ username: 'bob', attributes: { email: alice } }];
  const { sdk, UserPoolId } = await startTestPool({ ...byEmail, seed });
  await sdk.send(new AdminGetUserCommand({ UserPoolId, Username: alice }));
});

it('makes a user in the pools alone that have the attributes', async () => {
  const other = examplePool({ userPoolId: 'eu-central-1_EXAMPLE02', name: 'other', schema: [], clients: [] });
  const { sdk, UserPoolId } = await startTestPool({
    app: exampleApp(examplePool(), other),
    seed: [{ username: alice, attributes: { 'custom:role': 'admin' } }],
  } as never);
  await sdk.send(new AdminGetUserCommand({ UserPoolId, Username: alice }));
  await expect(
    sdk.send(new AdminGetUserCommand({ UserPoolId: other.userPoolId, Username: alice })),
  ).rejects.toMatchObject({ name: 'UserNotFoundException' });
});
