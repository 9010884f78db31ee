import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  SetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { ALICE, byPassword, give, PHONE } from '../local/support/mfa.ts';
import { startTestPool, type TestPool } from '../local/support/start-pool.ts';
import { createUser, setPassword } from '../local/support/users.ts';

type Configuration = Omit<SetUserPoolMfaConfigCommandInput, 'UserPoolId'>;

/** A pool that was made over the API, with a client for passwords. */
async function apiPool(): Promise<TestPool> {
  const pool = await startTestPool();
  const { UserPool } = await pool.sdk.send(new CreateUserPoolCommand({ PoolName: 'made' }));
  const UserPoolId = UserPool?.Id as string;
  const { UserPoolClient } = await pool.sdk.send(
    new CreateUserPoolClientCommand({
      ...{ UserPoolId, ClientName: 'web' },
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
  );
  return { ...pool, UserPoolId, ClientId: UserPoolClient?.ClientId as string };
}

const set = async ({ sdk, UserPoolId }: TestPool, configuration: Configuration) => {
  const { $metadata: _, ...answer } = await sdk.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...configuration }));
  return answer;
};

const get = async ({ sdk, UserPoolId }: TestPool) => {
  const { $metadata: _, ...answer } = await sdk.send(new GetUserPoolMfaConfigCommand({ UserPoolId }));
  return answer;
};

describe('SetUserPoolMfaConfig and GetUserPoolMfaConfig', () => {
  it('answer only what is configured', async () => {
    const pool = await apiPool();
    expect(await get(pool)).toEqual({ MfaConfiguration: 'OFF' });
    const totp = { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } } as const;
    expect(await set(pool, totp)).toEqual(totp);
    expect(await get(pool)).toEqual(totp);
    const all = {
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
      SmsMfaConfiguration: {
        SmsAuthenticationMessage: 'Example: {####}',
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'example' },
      },
      EmailMfaConfiguration: { Message: 'Example: {####}', Subject: 'Example' },
      WebAuthnConfiguration: {
        RelyingPartyId: 'example.com',
        UserVerification: 'required',
        FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
      },
    } as const;
    expect(await set(pool, all)).toEqual(all);
    expect(await get(pool)).toEqual(all);
    const { UserPool } = await pool.sdk.send(new DescribeUserPoolCommand({ UserPoolId: pool.UserPoolId }));
    expect(UserPool?.MfaConfiguration).toBe('ON');
  });

  it('turn MFA off where the mode is left out, and its factors with it', async () => {
    const pool = await apiPool();
    await set(pool, { MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } });
    expect(await set(pool, {})).toEqual({ MfaConfiguration: 'OFF' });
    expect(await get(pool)).toEqual({ MfaConfiguration: 'OFF' });
  });

  it('refuse a factor while MFA is off, and MFA without a factor', async () => {
    const pool = await apiPool();
    const name = 'InvalidParameterException';
    const together = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.";
    for (const factor of [
      { SoftwareTokenMfaConfiguration: { Enabled: false } },
      { EmailMfaConfiguration: {} },
      { SmsMfaConfiguration: {} },
    ]) {
      await expect(set(pool, factor)).rejects.toMatchObject({ name, message: together });
      await expect(set(pool, { MfaConfiguration: 'OFF', ...factor })).rejects.toMatchObject({ name });
    }
    const none = 'Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.';
    const passkeys = { WebAuthnConfiguration: { RelyingPartyId: 'example.com' } };
    for (const MfaConfiguration of ['ON', 'OPTIONAL'] as const) {
      await expect(set(pool, { MfaConfiguration })).rejects.toMatchObject({ name, message: none });
      await expect(set(pool, { MfaConfiguration, ...passkeys })).rejects.toMatchObject({ name, message: none });
    }
    expect(await set(pool, passkeys)).toMatchObject({ MfaConfiguration: 'OFF' });
    expect(await get(pool)).toMatchObject({ WebAuthnConfiguration: { RelyingPartyId: 'example.com' } });
  });

  it('refuse words without a place for the code', async () => {
    const pool = await apiPool();
    const words = { SmsMfaConfiguration: { SmsAuthenticationMessage: 'Welcome back' } };
    await expect(set(pool, { MfaConfiguration: 'ON', ...words })).rejects.toThrow('smsAuthenticationMessage');
  });

  it('refuse a pool of the template, which changes with the app, and one that is not there', async () => {
    const { UserPoolId, ...pool } = await startTestPool({
      pool: { mfaConfiguration: 'OPTIONAL', enabledMfas: ['SMS_MFA'], smsConfiguration: { SnsRegion: 'eu-west-1' } },
    });
    await expect(set({ ...pool, UserPoolId }, {})).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await get({ ...pool, UserPoolId })).toEqual({
      MfaConfiguration: 'OPTIONAL',
      SmsMfaConfiguration: { SmsConfiguration: { SnsRegion: 'eu-west-1' } },
    });
    const nowhere = { ...pool, UserPoolId: 'eu-central-1_NOWHERE00' };
    await expect(get(nowhere)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(set(nowhere, {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('decide from the next sign-in on what is asked, and in which words', async () => {
    const pool = await apiPool();
    await createUser(pool, ALICE, { phone_number: PHONE });
    await setPassword(pool, ALICE);
    await expect(byPassword(pool)).resolves.toHaveProperty('AuthenticationResult');
    const sms = { SmsMfaConfiguration: { SmsAuthenticationMessage: 'Example: {####}' } };
    await set(pool, { MfaConfiguration: 'ON', ...sms });
    const challenged = await byPassword(pool);
    expect(challenged).toMatchObject({ ChallengeName: 'SMS_MFA' });
    expect(challenged.AuthenticationResult).toBeUndefined();
    expect(pool.outbox.last(PHONE)?.text).toMatch(/^Example: \d{6}$/);
    const given = await give(pool, challenged, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) });
    expect(given.AuthenticationResult?.AccessToken).toMatch(/^ey/);
    await set(pool, { MfaConfiguration: 'ON', EmailMfaConfiguration: { Message: 'Mail: {####}', Subject: 'Hello' } });
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'EMAIL_OTP' });
    expect(pool.outbox.last(ALICE)).toMatchObject({ subject: 'Hello', text: expect.stringMatching(/^Mail: \d{6}$/) });
  });

  it('keep their factors when UpdateUserPool says no more than that MFA stays', async () => {
    const pool = await apiPool();
    const totp = { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } } as const;
    await set(pool, totp);
    const { UserPoolId } = pool;
    await pool.sdk.send(new UpdateUserPoolCommand({ UserPoolId, MfaConfiguration: 'ON' }));
    expect(await get(pool)).toEqual({ ...totp, MfaConfiguration: 'ON' });
    await pool.sdk.send(new UpdateUserPoolCommand({ UserPoolId }));
    expect(await get(pool)).toEqual({ MfaConfiguration: 'OFF' });
  });
});
