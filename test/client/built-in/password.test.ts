import { constants, createPublicKey, type JsonWebKeyInput, publicEncrypt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { emailOtp } from '../../../lib/challenges/index.ts';
import { claimsOf, createAuthClient, memoryStorage, startSignIn } from '../../../lib/client/index.ts';
import { defineChallenge, defineFlow } from '../../../lib/flow/index.ts';
import { startTestPool } from '../../local/support/start-pool.ts';
import { createUser, PASSWORD, setPassword, TEMPORARY } from '../../local/support/users.ts';
import { ALL_FLOWS, as, configOf, openStorage } from '../support/password-pool.ts';

const username = 'alice@example.com';
const colour = () =>
  defineChallenge({
    factor: 'knowledge',
    create: () => ({ parameters: { question: 'What is your favourite colour?' } }),
    decoy: () => ({ parameters: { question: 'What is your favourite colour?' } }),
    verify: ({ answer }) => answer === 'blue',
  });
const passwordFirst = defineFlow({ emailOtp: emailOtp(), colour: colour() }, function* ({ password, pass }) {
  yield* password();
  yield* pass('emailOtp');
  yield* pass('colour');
});

async function passwordPool(options: Parameters<typeof startTestPool>[0] = {}) {
  const { client, ...more } = options;
  const pool = await startTestPool({ client: { explicitAuthFlows: ALL_FLOWS, ...client }, ...more });
  await setPassword(pool, username);
  return { pool, config: configOf(pool) };
}

test.each(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'USER_AUTH'] as const)(
  'signs in by password: %s',
  async (authFlow) => {
    const { config } = await passwordPool();

    const step = await createAuthClient({ ...config, authFlow }).signIn({ username, password: PASSWORD });

    expect(claimsOf(as(step, 'signedIn').tokens.idToken)).toMatchObject({ email: username });
  },
);

test.each(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'USER_AUTH'] as const)(
  'a wrong password is refused, and stands in no error: %s',
  async (authFlow) => {
    const { config } = await passwordPool();

    const signingIn = startSignIn({ ...config, authFlow }, { username, password: 'Wrong-Horse-9' });

    const error = await signingIn.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'NotAuthorizedException', message: 'Incorrect username or password.' });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('Wrong-Horse');
  },
);

test('signs in where the platform’s RSA takes short exponents only, as Electron’s does', async () => {
  const { config } = await passwordPool();
  const refused = vi.fn(() => {
    throw new Error('BAD_E_VALUE');
  });
  const shortOnly: typeof createPublicKey = (given) => {
    const { e = '' } = (given as JsonWebKeyInput).key;
    return Buffer.from(e, 'base64url').length > 4 ? refused() : createPublicKey(given);
  };
  const builtin = { constants, publicEncrypt, createPublicKey: shortOnly };
  vi.spyOn(process, 'getBuiltinModule').mockImplementation((() => builtin) as never);
  vi.resetModules();
  onTestFinished(() => {
    vi.restoreAllMocks();
    vi.resetModules();
  });
  // Loaded anew: what the platform can do is looked up once.
  const client = await import('../../../lib/client/index.ts');
  const auth = client.createAuthClient({ ...config, authFlow: 'USER_SRP_AUTH' });

  expect(await auth.signIn({ username, password: PASSWORD })).toMatchObject({ name: 'signedIn' });
  expect(refused).toHaveBeenCalled();
});

test('asks the challenges of a flow after its password, one after the other', async () => {
  const { pool, config } = await passwordPool({ flow: passwordFirst });
  const auth = createAuthClient<typeof passwordFirst>(config);

  const code = as(await auth.signIn({ username, password: PASSWORD }), 'emailOtp');
  const again = as(await code.answer('wrong'), 'emailOtp');
  expect(again).toMatchObject({ retry: 'wrong', attemptsLeft: 2 });
  const question = as(await again.answer(pool.outbox.lastCode()), 'colour');
  expect(question.parameters).toEqual({ question: 'What is your favourite colour?' });

  expect(await question.answer('blue')).toMatchObject({ name: 'signedIn' });
});

test('a password that a flow does not ask is passed over', async () => {
  const flow = defineFlow({ colour: colour() }, function* ({ pass }) {
    yield* pass('colour');
  });
  const { config } = await passwordPool({ flow });

  const step = await startSignIn(config, { username, password: 'whatever' });

  expect(step.name).toBe('colour');
});

test.each(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'CUSTOM_AUTH'] as const)(
  'an app client with a secret has it hashed with the right name: %s',
  async (authFlow) => {
    const clientSecret = 'ASecretOfTheAppClient00';
    const { pool, config } = await passwordPool({ flow: passwordFirst, client: { clientSecret } });
    const withSecret = { ...config, clientSecret };

    if (authFlow === 'CUSTOM_AUTH') {
      const code = as(
        await startSignIn<typeof passwordFirst>(withSecret, { username, password: PASSWORD }),
        'emailOtp',
      );
      expect(as(await code.answer(pool.outbox.lastCode()), 'colour').name).toBe('colour');
      return;
    }
    const step = await createAuthClient({ ...withSecret, authFlow }).signIn({ username, password: PASSWORD });
    expect(step.name).toBe('signedIn');
  },
);

/** A pool that has come to ask for a name since Bob was made. */
async function poolWithNamelessBob() {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const required = (name: string) => ({ name, type: 'String', required: true, mutable: true }) as const;
  const before = await passwordPool({ storage: { folder } });
  await createUser(before.pool, 'bob@example.com');
  await before.pool.local.close();
  return passwordPool({ storage: { folder }, pool: { schema: [required('email'), required('name')] } });
}

test('a temporary password is exchanged, the attributes that are missing with it', async () => {
  const { config } = await poolWithNamelessBob();
  const { items, storage } = openStorage();
  const auth = createAuthClient({
    ...config,
    authFlow: 'USER_SRP_AUTH',
    storage: memoryStorage(),
    pendingStorage: storage,
  });
  const userAttributes = { name: 'Bob' };

  const asked = as(await auth.signIn({ username: 'bob@example.com', password: TEMPORARY }), 'NEW_PASSWORD_REQUIRED');
  expect(asked.parameters).toEqual({
    requiredAttributes: ['name'],
    userAttributes: { email: 'bob@example.com', email_verified: 'true' },
  });
  await expect(asked.answer({ newPassword: 'short', userAttributes })).rejects.toMatchObject({
    code: 'InvalidPasswordException',
  });
  await expect(asked.answer(PASSWORD)).rejects.toMatchObject({ code: 'InvalidParameterException' });
  expect([...items.values()].join()).not.toContain(TEMPORARY);
  const resumed = as(await auth.resume(), 'NEW_PASSWORD_REQUIRED');
  const step = await resumed.answer({ newPassword: PASSWORD, userAttributes });

  expect(claimsOf(as(step, 'signedIn').tokens.idToken)).toMatchObject({ name: 'Bob' });
  expect(await auth.signIn({ username: 'bob@example.com', password: PASSWORD })).toMatchObject({ name: 'signedIn' });
});
