import { AdminForgetDeviceCommand } from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import type { signIn as signInFlow } from '../../../lambdas/sign-in.ts';
import { claimsOf, createAuthClient } from '../../../lib/client/index.ts';
import { startTestPool } from '../../local/support/start-pool.ts';
import { PASSWORD, setPassword } from '../../local/support/users.ts';
import { ALL_FLOWS, as, configOf, openStorage } from '../support/password-pool.ts';

const username = 'alice@example.com';

async function trackingPool() {
  const pool = await startTestPool({
    client: { explicitAuthFlows: ALL_FLOWS },
    pool: { deviceConfiguration: { challengeRequiredOnNewDevice: false, deviceOnlyRememberedOnUserPrompt: false } },
  });
  await setPassword(pool, username);
  const { items, storage } = openStorage();
  const operations: string[] = [];
  const send: typeof fetch = async (url, init) => {
    const { ChallengeName = '' } = JSON.parse(String(init?.body));
    const target = new Headers(init?.headers).get('x-amz-target') ?? '';
    operations.push([target.split('.')[1], ChallengeName].filter(Boolean).join(' '));
    return fetch(url, init);
  };
  const config = { ...configOf(pool), storage, fetch: send };
  const deviceKeyOf = (token: string) => claimsOf(token).device_key;
  return { pool, items, config, operations, deviceKeyOf };
}

const flows = ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'USER_AUTH'] as const;

test.each(flows)('is remembered under Amplify’s names, and proves itself the next time: %s', async (authFlow) => {
  const { config, deviceKeyOf, items, operations } = await trackingPool();
  const auth = createAuthClient({ ...config, authFlow });

  const first = as(await auth.signIn({ username, password: PASSWORD }), 'signedIn').tokens;
  expect(operations).toContain('ConfirmDevice');
  const real = claimsOf(first.accessToken).username;
  const kept = (item: string) => items.get(`CognitoIdentityServiceProvider.${config.clientId}.${real}.${item}`);
  const device = ['deviceKey', 'deviceGroupKey', 'randomPasswordKey'].map(kept);
  expect(device).toEqual([deviceKeyOf(first.accessToken), expect.stringMatching(/^-/), expect.any(String)]);
  await auth.signOut();
  expect(kept('deviceKey')).toBe(device[0]);

  operations.length = 0;
  const second = as(await auth.signIn({ username, password: PASSWORD }), 'signedIn').tokens;
  expect(operations.slice(-2)).toEqual([
    'RespondToAuthChallenge DEVICE_SRP_AUTH',
    'RespondToAuthChallenge DEVICE_PASSWORD_VERIFIER',
  ]);
  expect(deviceKeyOf(second.accessToken)).toBe(device[0]);
  const refreshed = await auth.tokens({ refresh: true });
  expect(deviceKeyOf(refreshed?.accessToken ?? '')).toBe(device[0]);
});

test('is sent along with the answers of a flow without a password too', async () => {
  const { pool, config, deviceKeyOf, operations } = await trackingPool();
  const auth = createAuthClient<typeof signInFlow>(config);
  const signIn = async () => {
    const step = as(await auth.signIn({ username }), 'emailOtp');
    return as(await step.answer(pool.outbox.lastCode()), 'signedIn').tokens;
  };

  const first = await signIn();
  const second = await signIn();

  expect(operations).toContain('RespondToAuthChallenge DEVICE_PASSWORD_VERIFIER');
  expect(deviceKeyOf(second.accessToken)).toBe(deviceKeyOf(first.accessToken));
});

test('that Cognito would not take after a flow without a password ends no sign-in, and its key still goes along', async () => {
  const { pool, config, deviceKeyOf, items } = await trackingPool();
  const refreshed: unknown[] = [];
  const send: typeof fetch = async (url, init) => {
    const operation = new Headers(init?.headers).get('x-amz-target')?.split('.')[1];
    if (operation === 'GetTokensFromRefreshToken') refreshed.push(JSON.parse(String(init?.body)).DeviceKey);
    if (operation !== 'ConfirmDevice') return fetch(url, init);
    const refusal = { __type: 'InvalidParameterException', message: 'Invalid device key given.' };
    return Response.json(refusal, { status: 400 });
  };
  const auth = createAuthClient<typeof signInFlow>({ ...config, fetch: send });

  const step = as(await auth.signIn({ username }), 'emailOtp');
  const { accessToken } = as(await step.answer(pool.outbox.lastCode()), 'signedIn').tokens;

  expect(await auth.tokens({ refresh: true })).toBeDefined();
  expect(refreshed).toEqual([deviceKeyOf(accessToken)]);
  expect(refreshed[0]).toMatch(/^eu-central-1_/);
  expect([...items.keys()].join()).not.toMatch(/device|randomPassword/);
});

test.each(flows)(
  'that was forgotten elsewhere is forgotten here, and another takes its place: %s',
  async (authFlow) => {
    const { pool, config, deviceKeyOf } = await trackingPool();
    const auth = createAuthClient({ ...config, authFlow });
    const { accessToken } = as(await auth.signIn({ username, password: PASSWORD }), 'signedIn').tokens;
    const DeviceKey = `${deviceKeyOf(accessToken)}`;
    const { UserPoolId } = pool;
    await pool.sdk.send(new AdminForgetDeviceCommand({ UserPoolId, Username: username, DeviceKey }));

    const next = as(await auth.signIn({ username, password: PASSWORD }), 'signedIn').tokens;

    expect(deviceKeyOf(next.accessToken)).not.toBe(DeviceKey);
    expect(await auth.tokens({ refresh: true })).toBeDefined();
  },
);

test('that Cognito would not confirm is not remembered, and the user is signed in all the same', async () => {
  const { config, items } = await trackingPool();
  const send: typeof fetch = async (url, init) => {
    if (new Headers(init?.headers).get('x-amz-target')?.endsWith('.ConfirmDevice')) throw new TypeError('no network');
    return fetch(url, init);
  };
  const auth = createAuthClient({ ...config, fetch: send, authFlow: 'USER_SRP_AUTH' });

  expect(await auth.signIn({ username, password: PASSWORD })).toMatchObject({ name: 'signedIn' });
  expect([...items.keys()].join()).not.toMatch(/device|randomPassword/);
});

test('whose proof came too late for its session is kept, and proves itself the next time', async () => {
  const { pool, config, deviceKeyOf } = await trackingPool();
  const auth = createAuthClient({ ...config, authFlow: 'USER_SRP_AUTH' });
  const { accessToken } = as(await auth.signIn({ username, password: PASSWORD }), 'signedIn').tokens;
  const late: typeof fetch = async (url, init) => {
    if (JSON.parse(String(init?.body)).ChallengeName === 'DEVICE_SRP_AUTH') pool.clock.advance({ minutes: 16 });
    return fetch(url, init);
  };
  const slow = createAuthClient({ ...config, fetch: late, authFlow: 'USER_SRP_AUTH' });

  await expect(slow.signIn({ username, password: PASSWORD })).rejects.toMatchObject({ name: 'SessionError' });

  const next = as(await auth.signIn({ username, password: PASSWORD }), 'signedIn').tokens;
  expect(deviceKeyOf(next.accessToken)).toBe(deviceKeyOf(accessToken));
});

test('that Cognito knows by another password is forgotten, and another takes its place', async () => {
  const { config, deviceKeyOf, items } = await trackingPool();
  const auth = createAuthClient({ ...config, authFlow: 'USER_SRP_AUTH' });
  const { accessToken } = as(await auth.signIn({ username, password: PASSWORD }), 'signedIn').tokens;
  for (const key of items.keys()) if (key.endsWith('.randomPasswordKey')) items.set(key, 'another');

  await expect(auth.signIn({ username, password: PASSWORD })).rejects.toMatchObject({ code: 'NotAuthorizedException' });

  const next = as(await auth.signIn({ username, password: PASSWORD }), 'signedIn').tokens;
  expect(deviceKeyOf(next.accessToken)).not.toBe(deviceKeyOf(accessToken));
});
