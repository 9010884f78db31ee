import { TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { createAuthClient, memoryStorage, StaleStepError, startSignIn } from '../../../lib/client/index.ts';
import { ALICE, appCode, mfaPool, otherThan, PHONE, prefer, setAttributes, withApp } from '../../local/support/mfa.ts';
import { PASSWORD } from '../../local/support/users.ts';
import { as, configOf, openStorage } from '../support/password-pool.ts';

const alice = { username: ALICE, password: PASSWORD };
const mismatch = { name: 'ServiceError', code: 'CodeMismatchException' };

describe.each(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const)('after a password by %s', (authFlow) => {
  test('a code by SMS is asked, and again in the same step after a wrong one', async () => {
    const pool = await mfaPool();
    await setAttributes(pool, { phone_number: PHONE });
    await prefer(pool, { SMSMfaSettings: { Enabled: true } });

    const step = as(await startSignIn({ ...configOf(pool), authFlow }, alice), 'SMS_MFA');
    expect(step.parameters).toEqual({ deliveredTo: '+*******0134', medium: 'SMS' });
    const code = pool.outbox.lastCode(PHONE);
    await expect(step.answer(otherThan(code))).rejects.toMatchObject(mismatch);

    expect(await step.answer(code)).toMatchObject({ name: 'signedIn' });
    await expect(step.answer(code)).rejects.toBeInstanceOf(StaleStepError);
  });

  test('a code by e-mail is asked, survives a reload, and comes too late', async () => {
    const pool = await mfaPool();
    await prefer(pool, { EmailMfaSettings: { Enabled: true } });
    const { storage } = openStorage();
    const open = () =>
      createAuthClient({ ...configOf(pool), authFlow, storage: memoryStorage(), pendingStorage: storage });

    const before = as(await open().signIn(alice), 'EMAIL_OTP');
    const auth = open();
    const step = as(await auth.resume(), 'EMAIL_OTP');
    expect(step.parameters).toEqual({ deliveredTo: 'a***@e***', medium: 'EMAIL' });
    expect(step.expiresAt).toBe(before.expiresAt);
    expect(await step.answer(pool.outbox.lastCode())).toMatchObject({ name: 'signedIn' });
    expect(await auth.resume()).toBeUndefined();

    const late = as(await open().signIn(alice), 'EMAIL_OTP');
    pool.clock.advance({ minutes: 3 });
    await expect(late.answer(pool.outbox.lastCode())).rejects.toMatchObject({
      name: 'SessionError',
      reason: 'expired',
    });
  });

  test("an app's code is asked, with the name of its device", async () => {
    const pool = await mfaPool();
    const secret = await withApp(pool, "Alice's phone");

    const step = as(await startSignIn({ ...configOf(pool), authFlow }, alice), 'SOFTWARE_TOKEN_MFA');
    expect(step.parameters).toEqual({ deviceName: "Alice's phone" });

    expect(await step.answer(appCode(secret, pool.clock.now()))).toMatchObject({ name: 'signedIn' });
  });
});

test('who has several factors picks one, in the order that Cognito offers', async () => {
  const pool = await mfaPool();
  await withApp(pool);
  await prefer(pool, {
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: false },
    EmailMfaSettings: { Enabled: true, PreferredMfa: false },
  });

  const step = as(await startSignIn({ ...configOf(pool), authFlow: 'USER_SRP_AUTH' }, alice), 'SELECT_MFA_TYPE');
  expect([...step.parameters.options].sort()).toEqual(['EMAIL_OTP', 'SOFTWARE_TOKEN_MFA']);
  const code = as(await step.answer('EMAIL_OTP'), 'EMAIL_OTP');

  expect(await code.answer(pool.outbox.lastCode())).toMatchObject({ name: 'signedIn' });
});

describe('where MFA is required and nothing is set up', () => {
  const required = () => mfaPool({ pool: { mfaConfiguration: 'ON', enabledMfas: ['SOFTWARE_TOKEN_MFA'] } });
  const codeFor = (secret: string, at: number) => new TOTP({ secret }).generate({ timestamp: at });

  test('an authenticator app is set up, its secret never kept, and a wrong code asked for again', async () => {
    const pool = await required();
    const { items, storage } = openStorage();
    const auth = createAuthClient({
      ...configOf(pool),
      authFlow: 'USER_SRP_AUTH',
      storage: memoryStorage(),
      pendingStorage: storage,
    });

    const setUp = as(await auth.signIn(alice), 'MFA_SETUP');
    expect(setUp.parameters.options).toContain('SOFTWARE_TOKEN_MFA');
    const step = as(await setUp.answer('SOFTWARE_TOKEN_MFA'), 'SOFTWARE_TOKEN_SETUP');
    const { secretCode } = step.parameters;
    expect([...items.values()].join()).not.toContain(secretCode);
    await expect(setUp.answer('SOFTWARE_TOKEN_MFA')).rejects.toBeInstanceOf(StaleStepError);
    const code = codeFor(secretCode, pool.clock.now());
    await expect(step.answer(otherThan(code))).rejects.toHaveProperty('name', 'ServiceError');

    expect(await step.answer({ code, deviceName: 'phone' })).toMatchObject({ name: 'signedIn' });

    pool.clock.advance({ seconds: 30 });
    const next = as(await auth.signIn(alice), 'SOFTWARE_TOKEN_MFA');
    expect(next.parameters).toEqual({ deviceName: 'phone' });
    expect(await next.answer(codeFor(secretCode, pool.clock.now()))).toMatchObject({ name: 'signedIn' });
  });

  test('a reload in the middle asks again, with another secret', async () => {
    const pool = await required();
    const { storage } = openStorage();
    const open = () =>
      createAuthClient({
        ...configOf(pool),
        authFlow: 'USER_SRP_AUTH',
        storage: memoryStorage(),
        pendingStorage: storage,
      });

    const first = await as(await open().signIn(alice), 'MFA_SETUP').answer('SOFTWARE_TOKEN_MFA');
    const again = await as(await open().resume(), 'MFA_SETUP').answer('SOFTWARE_TOKEN_MFA');

    const { secretCode } = as(again, 'SOFTWARE_TOKEN_SETUP').parameters;
    expect(secretCode).not.toBe(as(first, 'SOFTWARE_TOKEN_SETUP').parameters.secretCode);
    const code = codeFor(secretCode, pool.clock.now());
    expect(await as(again, 'SOFTWARE_TOKEN_SETUP').answer(code)).toMatchObject({ name: 'signedIn' });
  });
});
