import { AdminInitiateAuthCommand, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { type ClientDevice, confirm, deviceOf, proveDevice } from '../local/support/device.ts';
import { ARNS } from '../local/support/example-app.ts';
import { ALICE, give, mfaPool, PHONE, prefer, setAttributes } from '../local/support/mfa.ts';
import { beginSrp, claimOf, passPassword, respond } from '../local/support/srp.ts';
import type { TestPool } from '../local/support/start-pool.ts';
import { PASSWORD } from '../local/support/users.ts';

const STRANGER = 'eu-central-1_00000000-0000-4000-8000-000000000000';

const deviceConfiguration = { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: false };

/** A pool that tracks devices and asks Alice for a code by SMS. */
async function smsPool(challengeRequiredOnNewDevice: boolean): Promise<TestPool> {
  const pool = await mfaPool({
    pool: { deviceConfiguration: { ...deviceConfiguration, challengeRequiredOnNewDevice } },
  });
  await setAttributes(pool, { phone_number: PHONE });
  await prefer(pool, { SMSMfaSettings: { Enabled: true } });
  return pool;
}

const signIn = (pool: TestPool, DEVICE_KEY?: string) =>
  passPassword(pool, ALICE, PASSWORD, 'USER_SRP_AUTH', DEVICE_KEY === undefined ? {} : { DEVICE_KEY });

/** Alice's device: she signs in with both factors, and it is confirmed. */
async function rememberedDevice(pool: TestPool): Promise<ClientDevice> {
  const signedIn = await give(pool, await signIn(pool), { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) });
  const device = deviceOf(signedIn);
  await confirm(pool, signedIn, device);
  return device;
}

describe('a remembered device and MFA (SDK, DeviceConfigurationType)', () => {
  it('takes the place of the code where the pool says so, once it has proven itself', async () => {
    const pool = await smsPool(true);
    const device = await rememberedDevice(pool);
    const sent = pool.outbox.list().length;
    const asked = await signIn(pool, device.deviceKey);
    expect(asked.ChallengeName).toBe('DEVICE_SRP_AUTH');
    expect(asked.AuthenticationResult).toBeUndefined();
    expect((await proveDevice(pool, asked, device)).AuthenticationResult?.AccessToken).toBeDefined();
    expect(pool.outbox.list()).toHaveLength(sent);
  });

  it('comes after the code where the pool says nothing of the kind', async () => {
    const pool = await smsPool(false);
    const device = await rememberedDevice(pool);
    const asked = await signIn(pool, device.deviceKey);
    expect(asked.ChallengeName).toBe('SMS_MFA');
    const next = await give(pool, asked, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) });
    expect(next.ChallengeName).toBe('DEVICE_SRP_AUTH');
    expect((await proveDevice(pool, next, device)).AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('is proven with the session of the code before it, as identity-js sends it; with that only this', async () => {
    const pool = await smsPool(false);
    const device = await rememberedDevice(pool);
    const asked = await signIn(pool, device.deviceKey);
    const code = { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) };
    const next = await give(pool, asked, code);
    await expect(give(pool, asked, code)).rejects.toThrow('session can only be used once.');
    const { Session } = asked;
    expect((await proveDevice(pool, { ...next, Session }, device)).AuthenticationResult?.AccessToken).toBeDefined();
    await expect(proveDevice(pool, { ...next, Session }, device)).rejects.toThrow('session can only be used once.');
    await expect(proveDevice(pool, next, device)).rejects.toThrow('session can only be used once.');
  });

  it('is no way around the code by its key alone, nor for a device that somebody else confirmed', async () => {
    const pool = await smsPool(true);
    const device = await rememberedDevice(pool);
    const asked = await signIn(pool, device.deviceKey);
    await expect(proveDevice(pool, asked, { ...device, password: 'guessed' })).rejects.toThrow(
      'Incorrect username or password.',
    );
    await expect(signIn(pool, STRANGER)).rejects.toThrow('Device does not exist.');
    expect((await signIn(pool)).ChallengeName).toBe('SMS_MFA');
  });

  it('cannot be named between the steps to skip the code', async () => {
    const pool = await smsPool(true);
    const device = await rememberedDevice(pool);
    const asked = await signIn(pool);
    expect(asked.ChallengeName).toBe('SMS_MFA');
    const wrong = { SMS_MFA_CODE: 'wrong', DEVICE_KEY: device.deviceKey };
    await expect(give(pool, asked, wrong)).rejects.toMatchObject({ name: 'CodeMismatchException' });
  });
});

describe('a DEVICE_KEY that is unknown, with a password (Amplify, retryOnResourceNotFoundException)', () => {
  it('is refused; the same proof without it is taken', async () => {
    const pool = await mfaPool({ pool: { deviceConfiguration } });
    const begun = await beginSrp(pool, ALICE);
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    await expect(respond(pool, begun.challenged, { ...claim, DEVICE_KEY: STRANGER })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Device does not exist.',
    });
    const { AuthenticationResult } = await respond(pool, begun.challenged, claim);
    expect(AuthenticationResult?.NewDeviceMetadata).toBeDefined();
  });

  it('is refused only to whoever knows the password', async () => {
    const pool = await mfaPool({ pool: { deviceConfiguration } });
    const begun = await beginSrp(pool, ALICE);
    const claim = await claimOf(pool, begun, 'Wrong-Horse-9', pool.clock.now());
    await expect(respond(pool, begun.challenged, { ...claim, DEVICE_KEY: STRANGER })).rejects.toThrow(
      'Incorrect username or password.',
    );
  });

  it('is refused at once where the password comes in plain text', async () => {
    const pool = await mfaPool({ pool: { deviceConfiguration } });
    const { ClientId } = pool;
    const AuthParameters = { USERNAME: ALICE, PASSWORD, DEVICE_KEY: STRANGER };
    const initiated = pool.sdk.send(
      new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
    );
    await expect(initiated).rejects.toThrow('Device does not exist.');
  });
});

it('tells PostAuthentication whether the device is new (TYPES, newDeviceUsed)', async () => {
  const seen: unknown[] = [];
  const arn = ARNS.define.replace('define', 'post-authentication');
  const pool = await mfaPool({
    pool: { deviceConfiguration, lambdaConfig: { PostAuthentication: arn } },
    functions: {
      [arn]: (async (event: { request: { newDeviceUsed: unknown } }) => {
        seen.push(event.request.newDeviceUsed);
        return event;
      }) as never,
    },
  });
  const signedIn = await signIn(pool);
  const device = deviceOf(signedIn);
  await confirm(pool, signedIn, device);
  await proveDevice(pool, await signIn(pool, device.deviceKey), device);
  expect(seen).toEqual([true, false]);
});

it('tracks no device for the flows of the owner (SDK, AdminInitiateAuth)', async () => {
  const pool = await mfaPool({
    pool: { deviceConfiguration },
    client: { explicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
  });
  const { ClientId, UserPoolId } = pool;
  const AuthParameters = { USERNAME: ALICE, PASSWORD, DEVICE_KEY: STRANGER };
  const AuthFlow = 'ADMIN_USER_PASSWORD_AUTH';
  const { AuthenticationResult } = await pool.sdk.send(
    new AdminInitiateAuthCommand({ ClientId, UserPoolId, AuthFlow, AuthParameters }),
  );
  expect(AuthenticationResult).not.toHaveProperty('NewDeviceMetadata');
  const { RefreshToken: REFRESH_TOKEN = '' } = AuthenticationResult ?? {};
  const refreshed = await pool.sdk.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN } }),
  );
  expect(refreshed.AuthenticationResult?.AccessToken).toBeDefined();
});
