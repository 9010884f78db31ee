import {
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AssociateSoftwareTokenCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { secretHash } from '../../lib/protocol/index.ts';
import { exampleClient } from '../local/support/example-app.ts';
import { ALICE, byPassword, give, mfaPool, PHONE, prefer, setAttributes } from '../local/support/mfa.ts';
import type { TestPool, TestPoolOptions } from '../local/support/start-pool.ts';
import { PASSWORD } from '../local/support/users.ts';

/** A pool where Alice is asked for a code by SMS. */
async function smsPool(options?: TestPoolOptions): Promise<TestPool> {
  const pool = await mfaPool(options);
  await setAttributes(pool, { phone_number: PHONE });
  await prefer(pool, { SMSMfaSettings: { Enabled: true } });
  return pool;
}

describe('a second factor is asked at every door for passwords', () => {
  it.each(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'] as const)('the owner’s: %s', async (AuthFlow) => {
    const explicitAuthFlows = ['ALLOW_ADMIN_USER_PASSWORD_AUTH'];
    const { sdk, UserPoolId, ClientId, outbox } = await smsPool({ client: { explicitAuthFlows } });
    const { ChallengeName, Session, AuthenticationResult } = await sdk.send(
      new AdminInitiateAuthCommand({
        ...{ UserPoolId, ClientId, AuthFlow },
        AuthParameters: { USERNAME: ALICE, PASSWORD },
      }),
    );
    expect([ChallengeName, AuthenticationResult]).toEqual(['SMS_MFA', undefined]);
    const ChallengeResponses = { USERNAME: ALICE, SMS_MFA_CODE: outbox.lastCode(PHONE) };
    const given = await sdk.send(
      new AdminRespondToAuthChallengeCommand({ UserPoolId, ClientId, ChallengeName, Session, ChallengeResponses }),
    );
    expect(given.AuthenticationResult?.AccessToken).toMatch(/^ey/);
  });

  it('the choice’s: USER_AUTH, which offers such a user nothing but the password', async () => {
    const pool = await smsPool({
      client: { explicitAuthFlows: ['ALLOW_USER_AUTH'] },
      pool: { firstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'] },
    });
    const { sdk, ClientId } = pool;
    const AuthParameters = { USERNAME: ALICE, PREFERRED_CHALLENGE: 'EMAIL_OTP' };
    const asked = await sdk.send(new InitiateAuthCommand({ AuthFlow: 'USER_AUTH', ClientId, AuthParameters }));
    expect(asked.ChallengeName).toBe('SELECT_CHALLENGE');
    expect(asked.AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP']);
    const challenged = await give(pool, asked, { ANSWER: 'PASSWORD', PASSWORD });
    expect(challenged).toMatchObject({ ChallengeName: 'SMS_MFA' });
    expect(challenged.AuthenticationResult).toBeUndefined();
    const given = await give(pool, challenged, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) });
    expect(given.AuthenticationResult?.AccessToken).toMatch(/^ey/);
  });
});

describe('a second factor of a client with a secret', () => {
  it('takes a hash over the name that goes along, alias or not, and nothing without one', async () => {
    const clientSecret = 'a1b2c3d4e5f6g7h8i9j0k1l2m3n4';
    const { clientId } = exampleClient();
    const pool = await smsPool({ client: { clientSecret, explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] } });
    const hashOf = (name: string) => secretHash(name, clientId, clientSecret);
    const begin = async () =>
      pool.sdk.send(
        new InitiateAuthCommand({
          ...{ ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH' },
          AuthParameters: { USERNAME: ALICE, PASSWORD, SECRET_HASH: await hashOf(ALICE) },
        }),
      );
    const challenged = await begin();
    const realName = challenged.ChallengeParameters?.USER_ID_FOR_SRP as string;
    const SMS_MFA_CODE = pool.outbox.lastCode(PHONE);
    await expect(give(pool, challenged, { SMS_MFA_CODE })).rejects.toThrow('SECRET_HASH was not received');
    const wrong = { SMS_MFA_CODE, SECRET_HASH: await hashOf(realName) };
    await expect(give(pool, challenged, wrong)).rejects.toThrow('SecretHash does not match for the client');
    const right = { SMS_MFA_CODE, SECRET_HASH: await hashOf(realName), USERNAME: realName };
    await expect(give(pool, challenged, right)).resolves.toHaveProperty('AuthenticationResult');
    const again = await begin();
    const byAlias = { SMS_MFA_CODE: pool.outbox.lastCode(PHONE), SECRET_HASH: await hashOf(ALICE) };
    await expect(give(pool, again, byAlias)).resolves.toHaveProperty('AuthenticationResult');
  });
});

describe('what happens between the password and the code', () => {
  it('counts: a user that was disabled gets no tokens', async () => {
    const pool = await smsPool();
    const challenged = await byPassword(pool);
    await pool.sdk.send(new AdminDisableUserCommand({ UserPoolId: pool.UserPoolId, Username: ALICE }));
    await expect(give(pool, challenged, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) })).rejects.toThrow(
      'User is disabled.',
    );
  });

  it('counts: a user that was disabled sets up no app', async () => {
    const pool = await mfaPool({ pool: { mfaConfiguration: 'ON', enabledMfas: ['SOFTWARE_TOKEN_MFA'] } });
    const { Session } = await byPassword(pool);
    await pool.sdk.send(new AdminDisableUserCommand({ UserPoolId: pool.UserPoolId, Username: ALICE }));
    await expect(pool.sdk.send(new AssociateSoftwareTokenCommand({ Session }))).rejects.toThrow('User is disabled.');
  });

  it('counts: a number that is gone is sent no code, however it was chosen', async () => {
    const pool = await smsPool();
    await prefer(pool, { EmailMfaSettings: { Enabled: true } });
    const asked = await byPassword(pool);
    expect(asked.ChallengeName).toBe('SELECT_MFA_TYPE');
    await setAttributes(pool, { phone_number: '' });
    await expect(give(pool, asked, { ANSWER: 'SMS_MFA' })).rejects.toMatchObject({
      name: 'MFAMethodNotFoundException',
    });
    expect(pool.outbox.list()).toEqual([]);
  });
});
