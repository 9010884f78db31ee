import { GetUserCommand, SetUserMFAPreferenceCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import {
  ALICE,
  appCode,
  byPassword,
  give,
  mfaPool,
  otherThan,
  PHONE,
  prefer,
  setAttributes,
  withApp,
} from '../local/support/mfa.ts';
import { passPassword } from '../local/support/srp.ts';
import type { TestPool } from '../local/support/start-pool.ts';
import { createUser, PASSWORD, setPassword, TEMPORARY } from '../local/support/users.ts';

const mismatch = { name: 'CodeMismatchException', message: 'Invalid code or auth state for the user.' };
const lockedOut = { name: 'NotAuthorizedException', message: 'Password attempts exceeded' };

/** A pool where Alice is asked for a code by SMS. */
async function smsPool(options?: Parameters<typeof mfaPool>[0]): Promise<TestPool> {
  const pool = await mfaPool(options);
  await setAttributes(pool, { phone_number: PHONE });
  await prefer(pool, { SMSMfaSettings: { Enabled: true } });
  return pool;
}

const attributesOf = async ({ sdk }: TestPool, AccessToken: string | undefined) => {
  const { UserAttributes = [] } = await sdk.send(new GetUserCommand({ AccessToken }));
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
};

// docs/cognito.md#52-challenges
describe('SMS_MFA', () => {
  it('sends a code and gives tokens for it; the phone number counts as verified then', async () => {
    const pool = await smsPool();
    const challenged = await byPassword(pool);
    expect(challenged).toMatchObject({ ChallengeName: 'SMS_MFA', Session: expect.any(String) });
    expect(challenged.AuthenticationResult).toBeUndefined();
    expect(challenged.ChallengeParameters).toEqual({
      CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
      CODE_DELIVERY_DESTINATION: '+*******0134',
      USER_ID_FOR_SRP: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(pool.outbox.last(PHONE)).toMatchObject({
      channel: 'sms',
      text: expect.stringMatching(/^Your authentication code is \d{6}\.$/),
    });
    const { AuthenticationResult } = await give(pool, challenged, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) });
    expect(await attributesOf(pool, AuthenticationResult?.AccessToken)).toMatchObject({
      phone_number: PHONE,
      phone_number_verified: 'true',
    });
    expect(pool.faults).toEqual([]);
  });

  it('follows a password that was proven by SRP', async () => {
    const pool = await smsPool();
    const challenged = await passPassword(pool, ALICE, PASSWORD);
    expect(challenged.ChallengeName).toBe('SMS_MFA');
    const given = await give(pool, challenged, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) });
    expect(given.AuthenticationResult?.AccessToken).toMatch(/^ey/);
  });

  it('is not sent for a wrong password', async () => {
    const pool = await smsPool();
    await expect(byPassword(pool, 'Wrong-Horse-9')).rejects.toThrow('Incorrect username or password.');
    expect(pool.outbox.list()).toEqual([]);
  });

  // docs/cognito.md#4-the-session
  it('takes the right code after a wrong one, with the same session', async () => {
    const pool = await smsPool();
    const challenged = await byPassword(pool);
    const code = pool.outbox.lastCode(PHONE);
    for (let wrong = 0; wrong < 4; wrong++) {
      await expect(give(pool, challenged, { SMS_MFA_CODE: otherThan(code) })).rejects.toMatchObject(mismatch);
    }
    await expect(give(pool, challenged, { SMS_MFA_CODE: code })).resolves.toHaveProperty('AuthenticationResult');
    await expect(give(pool, challenged, { SMS_MFA_CODE: code })).rejects.toThrow(
      'Invalid session for the user, session can only be used once.',
    );
  });

  // docs/cognito.md#7-mfa-lockouts-plans
  it('is refused after five wrong codes, in new sign-ins too, until a second has passed', async () => {
    const pool = await smsPool();
    const challenged = await byPassword(pool);
    const code = pool.outbox.lastCode(PHONE);
    for (let wrong = 0; wrong < 5; wrong++) {
      await expect(give(pool, challenged, { SMS_MFA_CODE: otherThan(code) })).rejects.toMatchObject(mismatch);
    }
    await expect(give(pool, challenged, { SMS_MFA_CODE: code })).rejects.toMatchObject(lockedOut);
    const anew = await byPassword(pool);
    const next = pool.outbox.lastCode(PHONE);
    await expect(give(pool, anew, { SMS_MFA_CODE: next })).rejects.toMatchObject(lockedOut);
    pool.clock.advance({ seconds: 1 });
    const later = await byPassword(pool);
    const given = await give(pool, later, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) });
    expect(given.AuthenticationResult?.AccessToken).toMatch(/^ey/);
  });

  it('counts guesses that come at once, one by one', async () => {
    const pool = await smsPool();
    const sessions = [];
    for (let sent = 0; sent < 8; sent++) sessions.push(await byPassword(pool));
    const wrong = otherThan(...pool.outbox.list().map(({ code = '' }) => code));
    const given = await Promise.allSettled(sessions.map((session) => give(pool, session, { SMS_MFA_CODE: wrong })));
    const reasons = given.map((result) => (result.status === 'rejected' ? String(result.reason.name) : result.status));
    expect(reasons.filter((reason) => reason === 'CodeMismatchException')).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'NotAuthorizedException')).toHaveLength(3);
  });

  it('takes no code of another sign-in', async () => {
    const pool = await smsPool();
    const first = await byPassword(pool);
    const code = pool.outbox.lastCode(PHONE);
    let second = await byPassword(pool);
    // The same code twice: once in a million.
    while (pool.outbox.lastCode(PHONE) === code) second = await byPassword(pool);
    await expect(give(pool, second, { SMS_MFA_CODE: code })).rejects.toMatchObject(mismatch);
    await expect(give(pool, first, { SMS_MFA_CODE: code })).resolves.toHaveProperty('AuthenticationResult');
  });

  it('is good as long as its session', async () => {
    const pool = await smsPool();
    const challenged = await byPassword(pool);
    pool.clock.advance({ minutes: 3 });
    await expect(give(pool, challenged, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Invalid session for the user, session is expired.',
    });
  });

  it('is no good for a number that is the user’s no more', async () => {
    const pool = await smsPool();
    const challenged = await byPassword(pool);
    await setAttributes(pool, { phone_number: '+12065550199' });
    await expect(give(pool, challenged, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) })).rejects.toThrow(
      'Invalid session for the user.',
    );
  });

  it('is answered by its own name only, with its own parameter', async () => {
    const pool = await smsPool();
    const challenged = await byPassword(pool);
    const code = pool.outbox.lastCode(PHONE);
    const asEmail = { ...challenged, ChallengeName: 'EMAIL_OTP' } as const;
    await expect(give(pool, asEmail, { EMAIL_OTP_CODE: code })).rejects.toThrow(
      'Invalid session provided for the user.',
    );
    const asSetUp = { ...challenged, ChallengeName: 'MFA_SETUP' } as const;
    await expect(give(pool, asSetUp, {})).rejects.toThrow('Invalid session provided for the user.');
    await expect(give(pool, challenged, { SOFTWARE_TOKEN_MFA_CODE: code })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Missing required parameter SMS_MFA_CODE',
    });
    await expect(give(pool, challenged, { SMS_MFA_CODE: code })).resolves.toHaveProperty('AuthenticationResult');
  });

  it('reads as the pool words it', async () => {
    const words = { sms: 'Example: {####}' };
    const pool = await smsPool({ pool: { authenticationMessages: words } });
    await byPassword(pool);
    expect(pool.outbox.last(PHONE)?.text).toMatch(/^Example: \d{6}$/);
  });

  // aws-amplify/amplify-js#8829
  it('fails where the number is gone', async () => {
    const pool = await smsPool();
    await setAttributes(pool, { phone_number: '' });
    await expect(byPassword(pool)).rejects.toMatchObject({ name: 'MFAMethodNotFoundException' });
  });

  it('is not asked where MFA is off', async () => {
    const pool = await smsPool({ pool: { mfaConfiguration: 'OFF' } });
    await expect(byPassword(pool)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('comes after the new password of a user that has a temporary one', async () => {
    const pool = await mfaPool({ pool: { mfaConfiguration: 'ON', enabledMfas: ['SMS_MFA'] } });
    await createUser(pool, 'bob@example.com', { phone_number: PHONE });
    const asked = await passPassword(pool, 'bob@example.com', TEMPORARY);
    const USERNAME = 'bob@example.com';
    const challenged = await give(pool, asked, { USERNAME, NEW_PASSWORD: 'Other-Horse-9' });
    expect(challenged).toMatchObject({ ChallengeName: 'SMS_MFA' });
    expect(challenged.AuthenticationResult).toBeUndefined();
    const given = await give(pool, challenged, { USERNAME, SMS_MFA_CODE: pool.outbox.lastCode(PHONE) });
    expect(given.AuthenticationResult?.AccessToken).toMatch(/^ey/);
  });
});

// docs/cognito.md#52-challenges
describe('EMAIL_OTP as a second factor', () => {
  it('sends a code to the masked address and gives tokens for it', async () => {
    const words = { emailSubject: 'Example', emailText: '<b>{####}</b>' };
    const pool = await mfaPool({ pool: { authenticationMessages: words } });
    await prefer(pool, { EmailMfaSettings: { Enabled: true, PreferredMfa: true } });
    const challenged = await byPassword(pool);
    expect(challenged).toMatchObject({
      ChallengeName: 'EMAIL_OTP',
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL', CODE_DELIVERY_DESTINATION: 'a***@e***' },
    });
    expect(Object.keys(challenged.ChallengeParameters ?? {})).toHaveLength(2);
    expect(pool.outbox.last(ALICE)).toMatchObject({
      channel: 'email',
      subject: 'Example',
      html: expect.stringMatching(/^<b>\d{6}<\/b>$/),
    });
    const code = pool.outbox.lastCode(ALICE);
    await expect(give(pool, challenged, { EMAIL_OTP_CODE: otherThan(code) })).rejects.toMatchObject(mismatch);
    const { AuthenticationResult } = await give(pool, challenged, { EMAIL_OTP_CODE: code });
    expect(AuthenticationResult?.IdToken).toMatch(/^ey/);
  });
});

// docs/cognito.md#52-challenges
describe('SOFTWARE_TOKEN_MFA', () => {
  it('takes the app’s code, and names the app', async () => {
    const pool = await mfaPool();
    const secret = await withApp(pool, 'My phone');
    const challenged = await byPassword(pool);
    expect(challenged).toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: expect.any(String) });
    expect(challenged.ChallengeParameters).toEqual({
      FRIENDLY_DEVICE_NAME: 'My phone',
      USER_ID_FOR_SRP: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const SOFTWARE_TOKEN_MFA_CODE = appCode(secret, pool.clock.now());
    const { AuthenticationResult } = await give(pool, challenged, { SOFTWARE_TOKEN_MFA_CODE });
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
    expect(pool.outbox.list()).toEqual([]);
  });

  it('takes a code of the step before and after, and each step once, in whatever sign-in', async () => {
    const pool = await mfaPool();
    const secret = await withApp(pool);
    const code = (seconds: number) => ({ SOFTWARE_TOKEN_MFA_CODE: appCode(secret, pool.clock.now() + seconds * 1000) });
    pool.clock.advance({ seconds: 60 });
    const wrong = { name: 'CodeMismatchException', message: 'Invalid code received for user' };
    const first = await byPassword(pool);
    await expect(give(pool, first, code(-60))).rejects.toMatchObject(wrong);
    await expect(give(pool, first, code(60))).rejects.toMatchObject(wrong);
    await expect(give(pool, first, code(-30))).resolves.toHaveProperty('AuthenticationResult');
    const second = await byPassword(pool);
    await expect(give(pool, second, code(-30))).rejects.toMatchObject({
      name: 'ExpiredCodeException',
      message: 'Your software token has already been used once.',
    });
    await expect(give(pool, second, code(30))).resolves.toHaveProperty('AuthenticationResult');
    const third = await byPassword(pool);
    await expect(give(pool, third, code(0))).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    pool.clock.advance({ seconds: 60 });
    await expect(give(pool, third, code(0))).resolves.toHaveProperty('AuthenticationResult');
  });

  it('has used the code that set it up', async () => {
    const pool = await mfaPool();
    const secret = await withApp(pool);
    const used = appCode(secret, pool.clock.now() - 30_000);
    await expect(give(pool, await byPassword(pool), { SOFTWARE_TOKEN_MFA_CODE: used })).rejects.toMatchObject({
      name: 'ExpiredCodeException',
    });
  });

  // docs/cognito.md#7-mfa-lockouts-plans
  it('is refused after five wrong codes', async () => {
    const pool = await mfaPool();
    const secret = await withApp(pool);
    const code = appCode(secret, pool.clock.now());
    const around = [-30_000, 0, 30_000].map((offset) => appCode(secret, pool.clock.now() + offset));
    const challenged = await byPassword(pool);
    for (let wrong = 0; wrong < 5; wrong++) {
      const SOFTWARE_TOKEN_MFA_CODE = otherThan(...around);
      await expect(give(pool, challenged, { SOFTWARE_TOKEN_MFA_CODE })).rejects.toMatchObject({
        name: 'CodeMismatchException',
      });
    }
    await expect(give(pool, challenged, { SOFTWARE_TOKEN_MFA_CODE: code })).rejects.toMatchObject(lockedOut);
  });

  it('is turned off by its user where MFA is optional', async () => {
    const pool = await mfaPool();
    const secret = await withApp(pool);
    const challenged = await byPassword(pool);
    const SOFTWARE_TOKEN_MFA_CODE = appCode(secret, pool.clock.now());
    const { AuthenticationResult } = await give(pool, challenged, { SOFTWARE_TOKEN_MFA_CODE });
    await pool.sdk.send(
      new SetUserMFAPreferenceCommand({
        AccessToken: AuthenticationResult?.AccessToken,
        SoftwareTokenMfaSettings: { Enabled: false },
      }),
    );
    await expect(byPassword(pool)).resolves.toHaveProperty('AuthenticationResult');
  });
});

// docs/cognito.md#52-challenges
describe('SELECT_MFA_TYPE', () => {
  const choosing = async (): Promise<{ pool: TestPool; secret: string }> => {
    const pool = await mfaPool();
    const secret = await withApp(pool);
    await setAttributes(pool, { phone_number: PHONE });
    const on = { Enabled: true };
    await prefer(pool, { SMSMfaSettings: on, SoftwareTokenMfaSettings: on, EmailMfaSettings: on });
    return { pool, secret };
  };

  it('offers what the user has turned on, and asks what is chosen', async () => {
    const { pool, secret } = await choosing();
    const asked = await byPassword(pool);
    expect(asked).toMatchObject({
      ChallengeName: 'SELECT_MFA_TYPE',
      ChallengeParameters: { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]' },
    });
    expect(pool.outbox.list()).toEqual([]);
    const app = await give(pool, asked, { ANSWER: 'SOFTWARE_TOKEN_MFA' });
    expect(app).toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' });
    const SOFTWARE_TOKEN_MFA_CODE = appCode(secret, pool.clock.now());
    await expect(give(pool, app, { SOFTWARE_TOKEN_MFA_CODE })).resolves.toHaveProperty('AuthenticationResult');
    const sms = await give(pool, await byPassword(pool), { ANSWER: 'SMS_MFA' });
    const given = await give(pool, sms, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) });
    expect(given.AuthenticationResult?.AccessToken).toMatch(/^ey/);
  });

  it.each(['EMAIL_OTP', 'EMAIL_MFA'])('takes %s for the code by e-mail', async (ANSWER) => {
    const { pool } = await choosing();
    const challenged = await give(pool, await byPassword(pool), { ANSWER });
    expect(challenged.ChallengeName).toBe('EMAIL_OTP');
    const given = await give(pool, challenged, { EMAIL_OTP_CODE: pool.outbox.lastCode(ALICE) });
    expect(given.AuthenticationResult?.AccessToken).toMatch(/^ey/);
  });

  it('takes nothing that it did not offer, and stays', async () => {
    const { pool } = await choosing();
    await prefer(pool, { EmailMfaSettings: { Enabled: false } });
    const asked = await byPassword(pool);
    for (const ANSWER of ['EMAIL_OTP', 'NONE', '']) {
      await expect(give(pool, asked, { ANSWER })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
    await expect(give(pool, asked, { ANSWER: 'SMS_MFA' })).resolves.toMatchObject({ ChallengeName: 'SMS_MFA' });
    await expect(give(pool, asked, { ANSWER: 'SMS_MFA' })).rejects.toThrow('session can only be used once');
  });

  it('gives way to the factor that is preferred', async () => {
    const { pool } = await choosing();
    await prefer(pool, { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'SMS_MFA' });
  });
});

it('the second factor of one user is nothing to another', async () => {
  const pool = await smsPool();
  await createUser(pool, 'bob@example.com', { phone_number: '+12065550155' });
  await setPassword(pool, 'bob@example.com');
  const challenged = await byPassword(pool);
  const answer = { USERNAME: 'bob@example.com', SMS_MFA_CODE: pool.outbox.lastCode(PHONE) };
  await expect(give(pool, challenged, answer)).rejects.toThrow('Invalid session for the user.');
});
