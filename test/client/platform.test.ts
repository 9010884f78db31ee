import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import * as client from '../../lib/client/index.ts';
import { openStorage } from './support/password-pool.ts';
import { type Reply, scriptCognito, tokenOf, tokens } from './support/scripted-cognito.ts';

afterEach(() => void vi.unstubAllGlobals());

const username = 'alice';
const byPassword = { username, password: 'the-password' };
const verifier = { SALT: 'a1b2', SRP_B: 'c3d4', SECRET_BLOCK: btoa('block'), USER_ID_FOR_SRP: 'user-1' };
const asks = (ChallengeName: string, ChallengeParameters: object = {}): Reply => ({
  json: { ChallengeName, ChallengeParameters, Session: `after-${ChallengeName}` },
});
const { AuthError, ConfigurationError } = client;

/** A client's config, against a Cognito that answers as scripted. */
async function scripted(...replies: readonly Reply[]) {
  const { endpoint, received } = await scriptCognito(...replies);
  return { config: { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', endpoint }, received };
}

type Config = Awaited<ReturnType<typeof scripted>>['config'];
const secret = (config: Config) => ({ ...config, clientSecret: 'hush' });

/** Each call that the platform must help with, and what Cognito would answer. */
const CALLS: Readonly<Record<string, readonly [(config: Config) => Promise<unknown>, ...Reply[]]>> = {
  'startSignIn, by SRP': [(config) => client.startSignIn({ ...config, authFlow: 'USER_SRP_AUTH' }, byPassword)],
  'startSignIn, by the password of a flow': [(config) => client.startSignIn<undefined>(config, byPassword)],
  'signIn, by SRP': [(config) => client.createAuthClient({ ...config, authFlow: 'USER_SRP_AUTH' }).signIn(byPassword)],
  'startSignIn, with a secret': [(config) => client.startSignIn<undefined>(secret(config), { username })],
  'the answer to PASSWORD_SRP': [
    async (config) => {
      const step = await client.startSignIn({ ...config, authFlow: 'USER_AUTH' }, { username });
      return step.name === 'PASSWORD_SRP' && step.answer('the-password');
    },
    asks('PASSWORD_SRP'),
  ],
  signUp: [(config) => client.signUp(config, { username })],
  'signUp, with a secret': [(config) => client.signUp(secret(config), byPassword)],
  'confirmSignUp, with a secret': [(config) => client.confirmSignUp(secret(config), { username, code: '123456' })],
  'resendConfirmationCode, with a secret': [(config) => client.resendConfirmationCode(secret(config), { username })],
  'forgotPassword, with a secret': [(config) => client.forgotPassword(secret(config), { username })],
  'confirmForgotPassword, with a secret': [
    (config) => client.confirmForgotPassword(secret(config), { username, code: '123456', newPassword: 'new' }),
  ],
  getWebAuthnCredential: [() => client.getWebAuthnCredential({ challenge: 'AAAA' })],
  registerWebAuthnCredential: [(config) => client.registerWebAuthnCredential(config, { accessToken: 'token' })],
};

/** What a platform may miss, and which calls get on all the same. */
const MISSING: readonly (readonly [string, object, readonly string[]])[] = [
  ['crypto, as in React Native', { crypto: undefined, navigator: {} }, []],
  ['crypto.subtle, as on a page over http', { crypto: { getRandomValues: () => {} }, navigator: {} }, ['signUp']],
  ['crypto.getRandomValues', { crypto: { subtle: crypto.subtle }, navigator: {} }, []],
  ['btoa, as in an old React Native', { btoa: undefined, navigator: {} }, ['signUp']],
  ['atob', { atob: undefined, navigator: {} }, ['signUp']],
  ['TextEncoder', { TextEncoder: undefined, navigator: {} }, ['signUp']],
  ['navigator, and crypto', { navigator: undefined, crypto: undefined }, []],
];

describe.each(MISSING)('without %s', (_what, globals, works) => {
  test.each(Object.keys(CALLS).filter((name) => !works.includes(name)))(
    '%s says so before anything is sent',
    async (name) => {
      const [run, ...replies] = CALLS[name] as (typeof CALLS)[string];
      const { config, received } = await scripted(...replies);
      for (const [global, value] of Object.entries(globals)) vi.stubGlobal(global, value);

      const error = await run(config).catch((caught: unknown) => caught);

      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error).toMatchObject({ code: 'configuration', message: expect.stringMatching(/https|give a password/) });
      expect(received).toHaveLength(replies.length);
    },
  );
});

/** Neither crypto, nor a navigator, nor base64. */
function leaveNothing() {
  for (const global of ['crypto', 'navigator', 'btoa']) vi.stubGlobal(global, undefined);
}

test('a flow without a password, an account with one, and a code need none of that', async () => {
  const { config, received } = await scripted(
    asks('CUSTOM_CHALLENGE', { challenge: 'emailOtp' }),
    tokens(),
    { json: { UserConfirmed: true, UserSub: 'sub-1' } },
    asks('EMAIL_OTP'),
    tokens(),
  );
  leaveNothing();

  const step = (await client.startSignIn<undefined>(config, { username })) as client.PendingStep;
  expect(await step.answer('123456')).toHaveProperty('name', 'signedIn');
  expect(await client.signUp(config, byPassword)).toHaveProperty('confirmed', true);
  const code = await client.startSignIn({ ...config, authFlow: 'USER_AUTH' }, { username });
  expect(code.name === 'EMAIL_OTP' && (await code.answer('123456'))).toHaveProperty('name', 'signedIn');
  expect(received).toHaveLength(5);
});

test('a random password needs no more than random bytes', async () => {
  const { config, received } = await scripted({ json: { UserConfirmed: true, UserSub: 'sub-1' } });
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  leaveNothing();
  vi.stubGlobal('crypto', { getRandomValues });

  await client.signUp(config, { username });

  expect(received[0]?.body.Password).toMatch(/^.{98}$/);
});

describe('where Cognito offers to remember the device', () => {
  async function offered() {
    const NewDeviceMetadata = { DeviceKey: 'device-1', DeviceGroupKey: '-group' };
    const claims = { iat: 1, exp: 2 ** 31, username: 'user-1' };
    const given = { AccessToken: tokenOf(claims), IdToken: tokenOf(claims), RefreshToken: 'refresh', ExpiresIn: 3600 };
    const { config, received } = await scripted(
      { json: { AuthenticationResult: { ...given, NewDeviceMetadata } } },
      { json: {} },
    );
    const { storage, items } = openStorage();
    const auth = client.createAuthClient({ ...config, storage, authFlow: 'USER_PASSWORD_AUTH' });
    return { auth, received, items };
  }

  test('a platform without a name of its own is remembered all the same', async () => {
    const { auth, received } = await offered();
    vi.stubGlobal('navigator', undefined);

    await auth.signIn(byPassword);

    expect(received[1]).toMatchObject({ operation: 'ConfirmDevice', body: { DeviceKey: 'device-1' } });
    expect(received[1]?.body).not.toHaveProperty('DeviceName');
  });

  test('one that can prove nothing is not, and the user is signed in', async () => {
    const { auth, received, items } = await offered();
    leaveNothing();

    expect(await auth.signIn(byPassword)).toHaveProperty('name', 'signedIn');

    expect(received).toHaveLength(1);
    expect([...items.keys()].join()).not.toContain('device');
  });
});

test.each([undefined, 'eu-central-1', 'eu-central-1_'])(
  'a password is proven to no pool whose id is %s, wherever the endpoint is',
  async (userPoolId) => {
    const { config, received } = await scripted(asks('PASSWORD_VERIFIER', verifier));

    const signingIn = client.startSignIn(
      { ...config, userPoolId: userPoolId as string, authFlow: 'USER_SRP_AUTH' },
      byPassword,
    );

    await expect(signingIn).rejects.toBeInstanceOf(ConfigurationError);
    expect(received).toHaveLength(1);
  },
);

describe('where a file doesn’t come that is loaded when it is needed', () => {
  /** The client as a bundler makes it, without one of its files. */
  async function clientWithout(file: RegExp): Promise<typeof client> {
    const scratch = join(import.meta.dirname, '../../.countersign');
    mkdirSync(scratch, { recursive: true });
    const folder = mkdtempSync(join(scratch, 'client-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await build({
      entryPoints: [join(import.meta.dirname, '../../lib/client/index.ts')],
      bundle: true,
      splitting: true,
      format: 'esm',
      outdir: folder,
      outExtension: { '.js': '.mjs' },
    });
    const missing = readdirSync(folder).filter((name) => file.test(name));
    expect(missing).toHaveLength(1);
    rmSync(join(folder, `${missing}`));
    return import(pathToFileURL(join(folder, 'index.mjs')).href);
  }

  test.each<[string, RegExp, (loaded: typeof client, config: Config) => Promise<unknown>]>([
    [
      'a password',
      /^srp-/,
      (loaded, config) => loaded.startSignIn({ ...config, authFlow: 'USER_SRP_AUTH' }, byPassword),
    ],
    ['a secret', /^built-in-/, (loaded, config) => loaded.confirmSignUp(secret(config), { username, code: '123456' })],
  ])('%s is not proven, as if the network were gone', async (_what, file, run) => {
    const loaded = await clientWithout(file);
    const { config, received } = await scripted();

    const error = await run(loaded, config).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(loaded.NetworkError);
    expect(error).toMatchObject({ code: 'network', cause: expect.any(Error) });
    expect(received).toEqual([]);
  });
});

test('every error of the client is an AuthError', () => {
  const errors = Object.entries(client).filter(([name]) => name.endsWith('Error'));
  expect(errors.length).toBeGreaterThanOrEqual(9);
  expect(errors.filter(([, type]) => type !== AuthError && !(type.prototype instanceof AuthError))).toEqual([]);
});
