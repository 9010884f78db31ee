// Each sign-in takes identity-js seconds of arithmetic.
// @module-tag slow

import { AdminForgetDeviceCommand, AdminListDevicesCommand } from '@aws-sdk/client-cognito-identity-provider';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { expect, it } from 'vitest';
import { ALICE, mfaPool, PHONE, prefer, setAttributes } from '../local/support/mfa.ts';
import type { TestPool } from '../local/support/start-pool.ts';
import { PASSWORD } from '../local/support/users.ts';

/** A pool with this machine's clock, which tracks devices and has them ask for a code or take its place. */
const trackingPool = (challengeRequiredOnNewDevice: boolean): Promise<TestPool> =>
  mfaPool({
    pool: { deviceConfiguration: { challengeRequiredOnNewDevice, deviceOnlyRememberedOnUserPrompt: false } },
    client: { explicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
    now: Date.now,
  });

/** A browser's storage, and what identity-js does with it. */
function browser(pool: TestPool) {
  const items = new Map<string, string>();
  const Storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  };
  const { UserPoolId, ClientId } = pool;
  const Pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint: pool.local.endpoint, Storage });
  return {
    /** Signs in; a code is read from the outbox. Gives the session, and how many codes it took. */
    signIn: () =>
      new Promise<{ readonly session: CognitoUserSession; readonly user: CognitoUser; readonly codes: number }>(
        (resolve, reject) => {
          const user = new CognitoUser({ Username: ALICE, Pool, Storage });
          let codes = 0;
          const callbacks = {
            onSuccess: (session: CognitoUserSession) => resolve({ session, user, codes }),
            onFailure: reject,
            mfaRequired: () => {
              codes++;
              user.sendMFACode(pool.outbox.lastCode(PHONE), callbacks);
            },
          };
          user.authenticateUser(new AuthenticationDetails({ Username: ALICE, Password: PASSWORD }), callbacks);
        },
      ),
  };
}

const deviceKeysOf = async ({ sdk, UserPoolId }: TestPool): Promise<(string | undefined)[]> => {
  const { Devices = [] } = await sdk.send(new AdminListDevicesCommand({ UserPoolId, Username: ALICE }));
  return Devices.map(({ DeviceKey }) => DeviceKey);
};

const keyIn = (session: CognitoUserSession): unknown => session.getAccessToken().decodePayload().device_key;

const refresh = (user: CognitoUser, session: CognitoUserSession): Promise<CognitoUserSession> =>
  new Promise((resolve, reject) =>
    user.refreshSession(session.getRefreshToken(), (error, renewed) => (error ? reject(error) : resolve(renewed))),
  );

// docs/cognito.md#61-devices
it('amazon-cognito-identity-js confirms its device, comes back from it, and refreshes with it', async () => {
  const pool = await trackingPool(true);
  const { signIn } = browser(pool);
  const first = await signIn();
  const keys = await deviceKeysOf(pool);
  expect(keys).toEqual([keyIn(first.session)]);
  const second = await signIn();
  expect(keyIn(second.session)).toBe(keys[0]);
  expect(await deviceKeysOf(pool)).toEqual(keys);
  expect(keyIn(await refresh(second.user, second.session))).toBe(keys[0]);
});

it('amazon-cognito-identity-js goes on as a new device where its own was forgotten', async () => {
  const pool = await trackingPool(true);
  const { signIn } = browser(pool);
  await signIn();
  const [DeviceKey] = await deviceKeysOf(pool);
  await pool.sdk.send(new AdminForgetDeviceCommand({ UserPoolId: pool.UserPoolId, Username: ALICE, DeviceKey }));
  const { session } = await signIn();
  expect(keyIn(session)).not.toBe(DeviceKey);
  expect(await deviceKeysOf(pool)).toEqual([keyIn(session)]);
});

it.each([
  ['no code', true, 0],
  ['a code', false, 1],
])('amazon-cognito-identity-js gives %s from a remembered device', async (_, takesItsPlace, expected) => {
  const pool = await trackingPool(takesItsPlace);
  await setAttributes(pool, { phone_number: PHONE });
  await prefer(pool, { SMSMfaSettings: { Enabled: true } });
  const { signIn } = browser(pool);
  expect((await signIn()).codes).toBe(1);
  const { codes, session } = await signIn();
  expect(codes).toBe(expected);
  expect(await deviceKeysOf(pool)).toEqual([keyIn(session)]);
});
