import {
  AdminCreateUserCommand,
  AdminDeleteUserAttributesCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  DeleteUserAttributesCommand,
  DeleteUserCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import type { LocalPoolDefinition } from '../../lib/local/index.ts';
import { answering, signInAtOnce, startOpenPool } from '../local/support/sign-in-at-once.ts';
import type { TestPool } from '../local/support/start-pool.ts';

const ALICE = 'alice@example.com';
const NEW = 'alice@new.example';

interface SignedIn extends TestPool {
  readonly AccessToken: string;
}

async function start(pool: Partial<LocalPoolDefinition> = {}, writeAttributes?: readonly string[]): Promise<SignedIn> {
  const client = writeAttributes && { client: { writeAttributes } };
  const started = await startOpenPool({ pool, ...client });
  const { AccessToken } = await signInAtOnce(started);
  return { ...started, AccessToken };
}

const listed = (attributes: Readonly<Record<string, string>>) =>
  Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));

const update = ({ sdk, AccessToken }: SignedIn, attributes: Readonly<Record<string, string>>) =>
  sdk.send(
    new UpdateUserAttributesCommand({
      ...{ AccessToken, UserAttributes: listed(attributes) },
      ClientMetadata: { from: 'the web' },
    }),
  );

const verify = ({ sdk, AccessToken }: SignedIn, Code: string, AttributeName = 'email') =>
  sdk.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName, Code }));

const requestCode = ({ sdk, AccessToken }: SignedIn, AttributeName = 'email') =>
  sdk.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName }));

async function attributesOf({ sdk, AccessToken }: SignedIn): Promise<Record<string, string | undefined>> {
  const { UserAttributes = [] } = await sdk.send(new GetUserCommand({ AccessToken }));
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
}

const keepsOriginal = { verifiedBeforeUpdate: ['email'] } as const;

// docs/cognito.md#11-guidance: only what a code proved counts as verified.
describe('UpdateUserAttributes', () => {
  it('changes an address at once, which has to be verified then', async () => {
    const pool = await start();
    const { CodeDeliveryDetailsList } = await update(pool, { email: NEW, 'custom:role': 'admin' });
    expect(CodeDeliveryDetailsList).toEqual([
      { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@n***' },
    ]);
    expect(await attributesOf(pool)).toMatchObject({ email: NEW, email_verified: 'false', 'custom:role': 'admin' });
    await verify(pool, pool.outbox.lastCode(NEW));
    expect(await attributesOf(pool)).toMatchObject({ email: NEW, email_verified: 'true' });
  });

  it('keeps the original where the pool says so, until the new one is verified', async () => {
    const pool = await start(keepsOriginal);
    await update(pool, { email: NEW });
    expect(await attributesOf(pool)).toMatchObject({ email: ALICE, email_verified: 'true' });
    const code = pool.outbox.lastCode(NEW);
    await expect(verify(pool, code === '000000' ? '111111' : '000000')).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
    await verify(pool, code);
    expect(await attributesOf(pool)).toMatchObject({ email: NEW, email_verified: 'true' });
    await expect(signInAtOnce(pool, NEW)).resolves.toBeDefined();
    await expect(verify(pool, code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });

  it('refuses an address that is somebody else’s, before and after', async () => {
    const pool = await start(keepsOriginal);
    const { sdk, UserPoolId } = pool;
    const invite = (Username: string) =>
      sdk.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }));
    await invite('bob@example.com');
    await expect(update(pool, { email: 'bob@example.com' })).rejects.toMatchObject({
      name: 'AliasExistsException',
      message: 'An account with the email already exists.',
    });
    await update(pool, { email: NEW });
    await invite(NEW);
    await expect(verify(pool, pool.outbox.lastCode(NEW))).rejects.toMatchObject({ name: 'AliasExistsException' });
    expect(await attributesOf(pool)).toMatchObject({ email: ALICE });
  });

  it.each([
    ['verifies an address by itself', { email_verified: 'true' }, undefined],
    ['writes what the client may not', { 'custom:role': 'admin' }, ['email']],
  ])('refuses a user that %s', async (_, changes, writeAttributes) => {
    const pool = await start({}, writeAttributes);
    await expect(update(pool, changes)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'A client attempted to write unauthorized attribute',
    });
  });

  it('refuses what cannot change, and what is no attribute', async () => {
    const pool = await start();
    await expect(update(pool, { 'custom:level': '2' })).rejects.toThrow('Attribute cannot be updated');
    await expect(update(pool, { sub: 'somebody else' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(update(pool, { 'custom:none': 'x', 'custom:no': 'y' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        'user.custom:none: Attribute does not exist in the schema.\nuser.custom:no: Attribute does not exist in the schema.\n',
    });
    await expect(update(pool, { email: '' })).rejects.toThrow('email: The attribute is required');
  });

  // docs/cognito.md#11-trigger-sources and docs/cognito.md#2-client-metadata.
  it('tells CustomMessage for what the code is', async () => {
    const CustomMessage = answering({ emailMessage: 'Prove it: {####}' });
    const started = await startOpenPool({}, { CustomMessage });
    const pool = { ...started, AccessToken: (await signInAtOnce(started)).AccessToken };
    await update(pool, { email: NEW });
    await requestCode(pool);
    expect(pool.outbox.last(NEW)?.text).toMatch(/^Prove it: \d{6}$/);
    const told = pool.events.filter(({ event }) => String(event.triggerSource).startsWith('CustomMessage'));
    expect(told.map(({ event }) => event)).toMatchObject([
      { triggerSource: 'CustomMessage_UpdateUserAttribute', request: { clientMetadata: { from: 'the web' } } },
      { triggerSource: 'CustomMessage_VerifyUserAttribute', request: { userAttributes: { email: NEW } } },
    ]);
  });
});

describe('GetUserAttributeVerificationCode', () => {
  it('sends another code, for the address that waits', async () => {
    const pool = await start(keepsOriginal);
    await update(pool, { email: NEW });
    const first = pool.outbox.lastCode(NEW);
    const { CodeDeliveryDetails } = await requestCode(pool);
    expect(CodeDeliveryDetails?.Destination).toBe('a***@n***');
    const second = pool.outbox.lastCode(NEW);
    if (first !== second) await expect(verify(pool, first)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await verify(pool, second);
    expect(await attributesOf(pool)).toMatchObject({ email: NEW });
  });

  it('sends none for an attribute that is no address, or that the user has not', async () => {
    const pool = await start();
    for (const name of ['custom:role', 'phone_number']) {
      await expect(requestCode(pool, name)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
  });

  it('gives a code that verifies no other address than the one it went to', async () => {
    const pool = await start({ autoVerifiedAttributes: [] });
    await requestCode(pool);
    const code = pool.outbox.lastCode(ALICE);
    await update(pool, { email: NEW });
    await expect(verify(pool, code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    expect(await attributesOf(pool)).toMatchObject({ email: NEW, email_verified: 'false' });
  });
});

describe('the owner of a pool', () => {
  const change = ({ sdk, UserPoolId }: TestPool, attributes: Readonly<Record<string, string>>, Username = ALICE) =>
    sdk.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes: listed(attributes) }));

  it('replaces an address at once only by saying that it is verified', async () => {
    const pool = await start(keepsOriginal);
    await change(pool, { email: NEW });
    expect(await attributesOf(pool)).toMatchObject({ email: ALICE });
    const late = pool.outbox.lastCode(NEW);
    await change(pool, { email: 'alice@third.example', email_verified: 'true' });
    expect(await attributesOf(pool)).toMatchObject({ email: 'alice@third.example', email_verified: 'true' });
    await expect(verify(pool, late)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });

  it('ends all sign-ins of a user', async () => {
    const pool = await start();
    const { sdk, UserPoolId, AccessToken } = pool;
    await sdk.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username: ALICE }));
    await expect(sdk.send(new GetUserCommand({ AccessToken }))).rejects.toThrow('Access Token has been revoked');
    await expect(
      sdk.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username: 'nobody@example.com' })),
    ).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });
});

describe('attributes', () => {
  it('are deleted by their user, as far as the client may write them', async () => {
    const pool = await start({}, ['email', 'custom:role']);
    const remove = (...UserAttributeNames: string[]) =>
      pool.sdk.send(new DeleteUserAttributesCommand({ AccessToken: pool.AccessToken, UserAttributeNames }));
    await update(pool, { 'custom:role': 'admin' });
    await remove('custom:role');
    expect(await attributesOf(pool)).not.toHaveProperty('custom:role');
    await expect(remove('custom:level')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(remove('email')).rejects.toThrow('email: The attribute is required');
  });

  it('are deleted by the owner, an address with what was known of it', async () => {
    const pool = await start({ schema: [], usernameAttributes: [], aliasAttributes: ['email'] });
    const { sdk, UserPoolId } = pool;
    const { Username } = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username: ALICE }));
    await sdk.send(
      new AdminDeleteUserAttributesCommand({ UserPoolId, Username: ALICE, UserAttributeNames: ['email'] }),
    );
    expect(Object.keys(await attributesOf(pool))).toEqual(['sub']);
    const kept = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username }));
    expect(kept.UserStatus).toBe('CONFIRMED');
  });
});

describe('DeleteUser', () => {
  it('deletes the user of the token, and their sign-ins', async () => {
    const pool = await start();
    const { sdk, UserPoolId, AccessToken } = pool;
    await sdk.send(new DeleteUserCommand({ AccessToken }));
    await expect(sdk.send(new AdminGetUserCommand({ UserPoolId, Username: ALICE }))).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
    await expect(sdk.send(new DeleteUserCommand({ AccessToken }))).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
  });
});
