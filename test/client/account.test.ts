import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import {
  associateSoftwareToken,
  changePassword,
  confirmForgotPassword,
  createAuthClient,
  forgotPassword,
  verifySoftwareToken,
} from '../../lib/client/index.ts';
import { mfaPool, prefer } from '../local/support/mfa.ts';
import { startTestPool } from '../local/support/start-pool.ts';
import { PASSWORD, setPassword } from '../local/support/users.ts';
import { ALL_FLOWS, as, configOf } from './support/password-pool.ts';

const username = 'alice@example.com';

async function withPassword(client: { clientSecret?: string } = {}) {
  const pool = await startTestPool({ client: { explicitAuthFlows: ALL_FLOWS, ...client } });
  await setPassword(pool, username);
  const config = { ...configOf(pool), ...client };
  const auth = createAuthClient({ ...config, authFlow: 'USER_SRP_AUTH' });
  const signIn = async (password: string) => as(await auth.signIn({ username, password }), 'signedIn').tokens;
  return { pool, config, signIn };
}

test.each([{}, { clientSecret: 'ASecretOfTheAppClient00' }])(
  'a forgotten password is replaced by the code that was sent: %j',
  async (client) => {
    const { pool, config, signIn } = await withPassword(client);

    const delivery = await forgotPassword(config, { username });
    expect(delivery).toEqual({ destination: 'a***@e***', medium: 'EMAIL', attribute: 'email' });
    const code = pool.outbox.lastCode();
    const newPassword = 'Staple-Battery-7';
    await expect(
      confirmForgotPassword(config, { username, code: code === '000000' ? '1' : '000000', newPassword }),
    ).rejects.toHaveProperty('code', 'CodeMismatchException');
    await confirmForgotPassword(config, { username, code, newPassword });

    await expect(signIn(PASSWORD)).rejects.toHaveProperty('code', 'NotAuthorizedException');
    expect(await signIn(newPassword)).toHaveProperty('accessToken');
  },
);

test('a password is changed by the one before', async () => {
  const { config, signIn } = await withPassword();
  const { accessToken } = await signIn(PASSWORD);
  const newPassword = 'Staple-Battery-7';

  const wrong = changePassword(config, { accessToken, previousPassword: 'Wrong-Horse-9', newPassword });
  await expect(wrong).rejects.toHaveProperty('code', 'NotAuthorizedException');
  await changePassword(config, { accessToken, previousPassword: PASSWORD, newPassword });

  expect(await signIn(newPassword)).toHaveProperty('accessToken');
});

test('an authenticator app is set up by who is signed in, and asked the next time', async () => {
  const pool = await mfaPool();
  const config = { ...configOf(pool), authFlow: 'USER_SRP_AUTH' } as const;
  const auth = createAuthClient(config);
  const { accessToken } = as(await auth.signIn({ username, password: PASSWORD }), 'signedIn').tokens;

  const secret = await associateSoftwareToken(config, { accessToken });
  const codeNow = () => new TOTP({ secret }).generate({ timestamp: pool.clock.now() });
  await verifySoftwareToken(config, { accessToken, code: codeNow(), deviceName: 'phone' });
  await prefer(pool, { SoftwareTokenMfaSettings: { Enabled: true } });
  pool.clock.advance({ seconds: 30 });

  const step = as(await auth.signIn({ username, password: PASSWORD }), 'SOFTWARE_TOKEN_MFA');
  expect(await step.answer(codeNow())).toMatchObject({ name: 'signedIn' });
});
