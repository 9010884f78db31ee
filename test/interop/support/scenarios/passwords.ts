import { expect } from 'vitest';
import { wrongCode } from '../../../local/support/sign-in.ts';
import { createUser, PASSWORD, TEMPORARY } from '../../../local/support/users.ts';
import { byPassword, bySrp, custom, lastCode, passwordThenCode, type Scenario, signedIn, told } from '../scenario.ts';

const BOB = 'bob@example.com';

/** Passwords and custom challenges. */
export const PASSWORDS: readonly Scenario[] = [
  {
    title: 'a password, by SRP',
    challenges: ['PASSWORD_VERIFIER'],
    async run({ client }) {
      await expect(client.signIn({ ...bySrp, password: 'Wrong-Horse-9' })).rejects.toThrow(
        'Incorrect username or password.',
      );
      expect(await client.signIn(bySrp)).toMatchObject(signedIn);
      expect(await client.accessToken()).toMatch(/^ey/);
    },
  },
  {
    title: 'a password, in plain text',
    challenges: [],
    async run(around) {
      const { client } = around;
      await expect(client.signIn({ ...byPassword, password: 'Wrong-Horse-9' })).rejects.toThrow(
        'Incorrect username or password.',
      );
      expect(await client.signIn(byPassword)).toMatchObject(signedIn);
      expect(told(around)).toEqual(['InitiateAuth', 'InitiateAuth']);
    },
  },
  {
    title: 'a custom challenge, after a wrong answer',
    challenges: ['CUSTOM_CHALLENGE'],
    async run(around) {
      const { client, pool } = around;
      expect(await client.signIn(custom)).toMatchObject({ name: 'CUSTOM_CHALLENGE' });
      expect(await client.answer(wrongCode(pool))).toMatchObject({ name: 'CUSTOM_CHALLENGE' });
      expect(await client.answer(lastCode(around))).toMatchObject(signedIn);
      expect(await client.accessToken()).toMatch(/^ey/);
    },
  },
  {
    title: 'a custom challenge after a password by SRP',
    challenges: ['PASSWORD_VERIFIER', 'CUSTOM_CHALLENGE'],
    pool: { flow: passwordThenCode },
    async run(around) {
      const { client } = around;
      await expect(client.signIn({ ...custom, password: 'Wrong-Horse-9' })).rejects.toThrow(
        'Incorrect username or password.',
      );
      expect(await client.signIn({ ...custom, password: PASSWORD })).toMatchObject({ name: 'CUSTOM_CHALLENGE' });
      expect(await client.answer(lastCode(around))).toMatchObject(signedIn);
    },
  },
  {
    title: 'a new password in place of a temporary one',
    challenges: ['PASSWORD_VERIFIER', 'NEW_PASSWORD_REQUIRED'],
    async run({ client, pool }) {
      await createUser(pool, BOB);
      const asked = await client.signIn({ ...bySrp, username: BOB, password: TEMPORARY });
      expect(asked).toMatchObject({ name: 'NEW_PASSWORD_REQUIRED' });
      expect(await client.answer(PASSWORD)).toMatchObject(signedIn);
      await client.signOut();
      expect(await client.signIn({ ...byPassword, username: BOB })).toMatchObject(signedIn);
    },
  },
];
