import { expect } from 'vitest';
import { ALICE, appCode, PHONE, prefer, setAttributes } from '../../../local/support/mfa.ts';
import {
  type Around,
  byPassword,
  bySrp,
  lastCode,
  passwordThenCode,
  type Scenario,
  signedIn,
  told,
} from '../scenario.ts';

const mfa = (
  mfaConfiguration: 'ON' | 'OPTIONAL',
  ...enabledMfas: ('SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP')[]
) => ({
  pool: { mfaConfiguration, enabledMfas },
});

/** Sets up an authenticator app in a sign-in, and waits for its next code. Gives its secret. */
async function setUpApp({ client, now, advance }: Around): Promise<string> {
  const { name, secretCode } = await client.signIn(byPassword);
  expect(name).toBe('MFA_SETUP');
  expect(await client.answer(appCode(secretCode, now()))).toMatchObject(signedIn);
  advance(30);
  return secretCode ?? '';
}

/** Second factors of Cognito’s own. */
export const SECOND_FACTORS: readonly Scenario[] = [
  {
    title: 'an authenticator app, set up while signing in',
    challenges: ['MFA_SETUP'],
    pool: mfa('ON', 'SOFTWARE_TOKEN_MFA'),
    async run(around) {
      await setUpApp(around);
      expect(told(around).slice(-3)).toEqual(['AssociateSoftwareToken', 'VerifySoftwareToken', 'MFA_SETUP']);
      expect(await around.client.accessToken()).toMatch(/^ey/);
    },
  },
  {
    title: 'a code of an authenticator app, after a wrong one',
    challenges: ['SOFTWARE_TOKEN_MFA'],
    pool: mfa('ON', 'SOFTWARE_TOKEN_MFA'),
    async run(around) {
      const { client, now } = around;
      const secret = await setUpApp(around);
      await client.signOut();
      expect(await client.signIn(byPassword)).toMatchObject({ name: 'SOFTWARE_TOKEN_MFA' });
      await expect(client.answer(appCode(secret, now() - 600_000))).rejects.toThrow('Invalid code received for user');
      expect(await client.answer(appCode(secret, now()))).toMatchObject(signedIn);
    },
  },
  {
    title: 'a code by SMS, as the second factor',
    challenges: ['SMS_MFA'],
    pool: mfa('OPTIONAL', 'SMS_MFA'),
    async run(around) {
      const { client, pool } = around;
      await setAttributes(pool, { phone_number: PHONE, phone_number_verified: 'true' });
      await prefer(pool, { SMSMfaSettings: { Enabled: true } });
      expect(await client.signIn(byPassword)).toMatchObject({ name: 'SMS_MFA' });
      expect(await client.answer(lastCode(around, PHONE))).toMatchObject(signedIn);
    },
  },
  {
    title: 'a code by e-mail, as the second factor',
    challenges: ['EMAIL_OTP'],
    pool: mfa('OPTIONAL', 'EMAIL_OTP'),
    async run(around) {
      const { client, pool } = around;
      await prefer(pool, { EmailMfaSettings: { Enabled: true } });
      expect(await client.signIn(byPassword)).toMatchObject({ name: 'EMAIL_OTP' });
      expect(await client.answer(lastCode(around))).toMatchObject(signedIn);
    },
  },
  {
    title: 'the choice of a second factor',
    challenges: ['SELECT_MFA_TYPE', 'SMS_MFA'],
    pool: mfa('ON', 'SMS_MFA', 'SOFTWARE_TOKEN_MFA'),
    async run(around) {
      const { client, pool } = around;
      await setUpApp(around);
      await client.signOut();
      await setAttributes(pool, { phone_number: PHONE, phone_number_verified: 'true' });
      await prefer(pool, { SMSMfaSettings: { Enabled: true }, SoftwareTokenMfaSettings: { Enabled: true } });
      const asked = await client.signIn(byPassword);
      expect(asked.name).toBe('SELECT_MFA_TYPE');
      expect([...(asked.options ?? [])].sort()).toEqual(['SMS_MFA', 'SOFTWARE_TOKEN_MFA']);
      expect(await client.answer('SMS_MFA')).toMatchObject({ name: 'SMS_MFA' });
      expect(await client.answer(lastCode(around, PHONE))).toMatchObject(signedIn);
    },
  },
  {
    title: 'a custom challenge after a password and a code by SMS',
    challenges: ['PASSWORD_VERIFIER', 'SMS_MFA', 'CUSTOM_CHALLENGE'],
    pool: { flow: passwordThenCode, ...mfa('OPTIONAL', 'SMS_MFA') },
    async run(around) {
      const { client, pool } = around;
      await setAttributes(pool, { phone_number: PHONE, phone_number_verified: 'true' });
      await prefer(pool, { SMSMfaSettings: { Enabled: true } });
      expect(await client.signIn({ ...bySrp, authFlow: 'CUSTOM_AUTH' })).toMatchObject({ name: 'SMS_MFA' });
      expect(await client.answer(lastCode(around, PHONE))).toMatchObject({ name: 'CUSTOM_CHALLENGE' });
      expect(await client.answer(lastCode(around, ALICE))).toMatchObject(signedIn);
    },
  },
];
