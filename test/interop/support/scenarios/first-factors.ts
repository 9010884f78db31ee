import { expect } from 'vitest';
import type { LocalFirstAuthFactor } from '../../../../lib/local/index.ts';
import { ALICE, PHONE, setAttributes } from '../../../local/support/mfa.ts';
import { register } from '../../../local/support/user-auth.ts';
import { PASSWORD } from '../../../local/support/users.ts';
import { byPassword, bySrp, lastCode, type Scenario, signedIn } from '../scenario.ts';

const FACTORS: readonly LocalFirstAuthFactor[] = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'];
const choice = { pool: { firstAuthFactors: FACTORS } };

/** Sign-ins by choice (USER_AUTH). */
export const FIRST_FACTORS: readonly Scenario[] = [
  {
    title: 'a code by e-mail, picked as the first factor',
    challenges: ['SELECT_CHALLENGE', 'EMAIL_OTP'],
    pool: choice,
    async run(around) {
      const { client } = around;
      const asked = await client.signIn({ authFlow: 'USER_AUTH', username: ALICE });
      expect(asked.name).toBe('SELECT_CHALLENGE');
      expect(asked.options).toContain('EMAIL_OTP');
      expect(await client.answer('EMAIL_OTP')).toMatchObject({ name: 'EMAIL_OTP' });
      expect(await client.answer(lastCode(around))).toMatchObject(signedIn);
    },
  },
  {
    title: 'a code by SMS, picked as the first factor',
    challenges: ['SELECT_CHALLENGE', 'SMS_OTP'],
    pool: choice,
    async run(around) {
      const { client, pool } = around;
      await setAttributes(pool, { phone_number: PHONE, phone_number_verified: 'true' });
      await client.signIn({ authFlow: 'USER_AUTH', username: ALICE });
      expect(await client.answer('SMS_OTP')).toMatchObject({ name: 'SMS_OTP' });
      expect(await client.answer(lastCode(around, PHONE))).toMatchObject(signedIn);
    },
  },
  {
    title: 'a password, picked as the first factor',
    challenges: ['SELECT_CHALLENGE'],
    pool: choice,
    async run({ client }) {
      await client.signIn({ authFlow: 'USER_AUTH', username: ALICE });
      expect(await client.answer('PASSWORD')).toMatchObject({ name: 'PASSWORD' });
      expect(await client.answer(PASSWORD)).toMatchObject(signedIn);
    },
  },
  {
    title: 'a password by SRP, picked as the first factor',
    challenges: ['SELECT_CHALLENGE', 'PASSWORD_VERIFIER'],
    pool: choice,
    async run({ client }) {
      await client.signIn({ authFlow: 'USER_AUTH', username: ALICE });
      expect(await client.answer('PASSWORD_SRP')).toMatchObject({ name: 'PASSWORD_SRP' });
      expect(await client.answer(PASSWORD)).toMatchObject(signedIn);
    },
  },
  {
    title: 'a password by SRP, as the preferred first factor',
    challenges: ['PASSWORD_VERIFIER'],
    pool: choice,
    async run({ client }) {
      expect(await client.signIn({ ...bySrp, authFlow: 'USER_AUTH' })).toMatchObject(signedIn);
    },
  },
  {
    title: 'a passkey, picked as the first factor',
    challenges: ['SELECT_CHALLENGE', 'WEB_AUTHN'],
    pool: choice,
    async run({ client, pool }) {
      await client.signIn(byPassword);
      const passkey = await register(pool, await client.accessToken());
      await client.signOut();
      await client.signIn({ authFlow: 'USER_AUTH', username: ALICE });
      const { name, request } = await client.answer('WEB_AUTHN');
      expect(name).toBe('WEB_AUTHN');
      const assertion = passkey.get(request ?? { challenge: '' });
      expect(await client.answer(JSON.stringify(assertion))).toMatchObject(signedIn);
    },
  },
];
