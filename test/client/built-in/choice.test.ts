import { expect, test } from 'vitest';
import { createAuthClient, memoryStorage, startSignIn } from '../../../lib/client/index.ts';
import { PHONE, setAttributes } from '../../local/support/mfa.ts';
import { choicePool, register } from '../../local/support/user-auth.ts';
import { PASSWORD, setPassword } from '../../local/support/users.ts';
import { as, configOf, openStorage } from '../support/password-pool.ts';

const username = 'alice@example.com';

async function choice() {
  const pool = await choicePool({}, { explicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] });
  await setPassword(pool, username);
  return { pool, config: { ...configOf(pool), authFlow: 'USER_AUTH' } as const };
}

test('lets the user pick a first factor: a code', async () => {
  const { pool, config } = await choice();

  const step = as(await startSignIn(config, { username }), 'SELECT_CHALLENGE');
  expect(step.parameters.options).toEqual(expect.arrayContaining(['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP']));
  const code = as(await step.answer('EMAIL_OTP'), 'EMAIL_OTP');
  expect(code.parameters).toMatchObject({ deliveredTo: 'a***@e***' });
  await expect(code.answer('00000000')).rejects.toHaveProperty('code', 'CodeMismatchException');

  expect(await code.answer(pool.outbox.lastCode())).toMatchObject({ name: 'signedIn' });
});

test.each(['PASSWORD', 'PASSWORD_SRP'] as const)(
  'asks for the password before it sends the choice of %s',
  async (name) => {
    const { config } = await choice();
    const { items, storage } = openStorage();
    const auth = createAuthClient({ ...config, storage: memoryStorage(), pendingStorage: storage });

    const step = as(await auth.signIn({ username }), 'SELECT_CHALLENGE');
    const password = as(await step.answer(name), name);
    // Nothing was sent yet: after a reload the choice is there again.
    expect(await auth.resume()).toMatchObject({ name: 'SELECT_CHALLENGE' });

    expect(await password.answer(PASSWORD)).toMatchObject({ name: 'signedIn' });
    expect([...items.values()].join()).not.toContain(PASSWORD);
  },
);

test.each(['PASSWORD', 'PASSWORD_SRP'] as const)('begins with %s where it is preferred, now or later', async (name) => {
  const { config } = await choice();

  const at = await startSignIn(config, { username, password: PASSWORD, preferredChallenge: name });
  expect(at.name).toBe('signedIn');

  const step = as(await startSignIn(config, { username, preferredChallenge: name }), name);
  expect(await step.answer(PASSWORD)).toMatchObject({ name: 'signedIn' });
});

test('begins with a code by SMS where that is preferred', async () => {
  const { pool, config } = await choice();
  await setAttributes(pool, { phone_number: PHONE, phone_number_verified: 'true' });

  const step = as(await startSignIn(config, { username, preferredChallenge: 'SMS_OTP' }), 'SMS_OTP');

  expect(step.parameters).toMatchObject({ medium: 'SMS' });
  expect(await step.answer(pool.outbox.lastCode(PHONE))).toMatchObject({ name: 'signedIn' });
});

test.each(['preferred', 'picked'])('takes the assertion of a passkey that is %s', async (how) => {
  const { pool, config } = await choice();
  const { tokens } = as(await startSignIn(config, { username, password: PASSWORD }), 'signedIn');
  const authenticator = await register(pool, tokens.accessToken);

  const asked =
    how === 'preferred'
      ? await startSignIn(config, { username, preferredChallenge: 'WEB_AUTHN' })
      : await as(await startSignIn(config, { username }), 'SELECT_CHALLENGE').answer('WEB_AUTHN');
  const step = as(asked, 'WEB_AUTHN');
  const assertion = authenticator.get(step.parameters.request as Parameters<typeof authenticator.get>[0]);

  expect(await step.answer(assertion)).toMatchObject({ name: 'signedIn' });
});
