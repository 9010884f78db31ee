import { createHash } from 'node:crypto';
import {
  AdminForgetDeviceCommand,
  AdminGetDeviceCommand,
  AdminListDevicesCommand,
  AdminUpdateDeviceStatusCommand,
  ConfirmDeviceCommand,
  ForgetDeviceCommand,
  GetDeviceCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  ListDevicesCommand,
  UpdateDeviceStatusCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { N } from '../../lib/protocol/srp/group.ts';
import { integerOf } from '../../lib/protocol/srp/index.ts';
import {
  type ClientDevice,
  claim,
  confirm,
  confirmedDevice,
  deviceOf,
  proveDevice,
  respond,
  sendPublicKey,
  signInFrom,
  verifierConfig,
} from '../local/support/device.ts';
import { answer, begin } from '../local/support/sign-in.ts';
import { startTestPool, type TestPool } from '../local/support/start-pool.ts';

const tracking = { challengeRequiredOnNewDevice: false, deviceOnlyRememberedOnUserPrompt: false };

const trackingPool = (changes: Partial<typeof tracking> = {}): Promise<TestPool> =>
  startTestPool({ pool: { deviceConfiguration: { ...tracking, ...changes } } });

const claimsOf = (token = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

const noDevice = { name: 'ResourceNotFoundException', message: 'Device does not exist.' };
const wrong = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };
const secret = integerOf(createHash('sha512').update('a').digest('hex'));

/** As far as the device's DEVICE_PASSWORD_VERIFIER. */
async function toVerifier(pool: TestPool, device: ClientDevice) {
  return sendPublicKey(pool, await signInFrom(pool, device), { secret, device });
}

// docs/cognito.md#61-devices
describe('a new device', () => {
  it('gets a key with the tokens, and the access token says it', async () => {
    const { AuthenticationResult } = await signInFrom(await trackingPool());
    const { DeviceKey, DeviceGroupKey } = AuthenticationResult?.NewDeviceMetadata ?? {};
    expect(DeviceKey).toMatch(/^eu-central-1_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(DeviceGroupKey).toMatch(/^-[\w-]{8}$/);
    expect(claimsOf(AuthenticationResult?.AccessToken)).toHaveProperty('device_key', DeviceKey);
    expect(claimsOf(AuthenticationResult?.IdToken)).not.toHaveProperty('device_key');
  });

  it('is nothing to a pool that tracks none, whatever key is sent', async () => {
    const { AuthenticationResult } = await signInFrom(await startTestPool(), { deviceKey: 'eu-central-1_a' });
    expect(AuthenticationResult).not.toHaveProperty('NewDeviceMetadata');
    expect(claimsOf(AuthenticationResult?.AccessToken)).not.toHaveProperty('device_key');
  });

  it.each([
    [false, 'remembered'],
    [true, 'not_remembered'],
  ])('is confirmed; the user has to be asked: %s', async (deviceOnlyRememberedOnUserPrompt, status) => {
    const pool = await trackingPool({ deviceOnlyRememberedOnUserPrompt });
    const signedIn = await signInFrom(pool);
    const device = deviceOf(signedIn);
    await expect(confirm(pool, signedIn, device, "Alice's laptop")).resolves.toMatchObject({
      UserConfirmationNecessary: deviceOnlyRememberedOnUserPrompt,
    });
    const found = await pool.sdk.send(
      new AdminGetDeviceCommand({
        UserPoolId: pool.UserPoolId,
        Username: 'alice@example.com',
        DeviceKey: device.deviceKey,
      }),
    );
    const now = new Date(pool.clock.now());
    expect(found.Device).toEqual({
      DeviceKey: device.deviceKey,
      DeviceAttributes: [
        { Name: 'device_status', Value: 'valid' },
        { Name: 'device_name', Value: "Alice's laptop" },
        { Name: 'dev:device_remembered_status', Value: status },
      ],
      DeviceCreateDate: now,
      DeviceLastModifiedDate: now,
      DeviceLastAuthenticatedDate: now,
    });
  });

  it("is confirmed only with the key in the token, once, and with a verifier that isn't anybody's", async () => {
    const pool = await trackingPool();
    const [first, second] = [await signInFrom(pool), await signInFrom(pool)];
    const device = deviceOf(first);
    const refused = { name: 'InvalidParameterException', message: 'Invalid device key given.' };
    await expect(confirm(pool, second, device)).rejects.toMatchObject(refused);
    const other = { ...device, deviceKey: 'eu-central-1_00000000-0000-4000-8000-000000000000' };
    await expect(confirm(pool, first, other)).rejects.toMatchObject(refused);
    for (const unsafe of ['AA==', 'AQ==', Buffer.from(N.toString(16), 'hex').toString('base64')]) {
      const DeviceSecretVerifierConfig = { ...(await verifierConfig(device)), PasswordVerifier: unsafe };
      const { AccessToken } = first.AuthenticationResult ?? {};
      await expect(
        pool.sdk.send(
          new ConfirmDeviceCommand({ AccessToken, DeviceKey: device.deviceKey, DeviceSecretVerifierConfig }),
        ),
      ).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'Invalid PasswordVerifier given.' });
    }
    const { AccessToken } = first.AuthenticationResult ?? {};
    await expect(pool.sdk.send(new ConfirmDeviceCommand({ AccessToken, DeviceKey: device.deviceKey }))).rejects.toThrow(
      'Missing required parameter DeviceSecretVerifierConfig',
    );
    await confirm(pool, first, device);
    await expect(confirm(pool, first, device)).rejects.toMatchObject({ name: 'DeviceKeyExistsException' });
  });
});

// docs/cognito.md#61-devices
describe('a remembered device', () => {
  it('proves itself, and gets tokens without being new', async () => {
    const pool = await trackingPool();
    const device = await confirmedDevice(pool);
    const asked = await signInFrom(pool, device);
    expect(asked).toMatchObject({
      ChallengeName: 'DEVICE_SRP_AUTH',
      ChallengeParameters: { DEVICE_KEY: device.deviceKey },
    });
    const verifier = await sendPublicKey(pool, asked, { secret, device });
    expect(verifier.ChallengeName).toBe('DEVICE_PASSWORD_VERIFIER');
    expect(Object.keys(verifier.ChallengeParameters ?? {}).sort()).toEqual([
      ...['DEVICE_KEY', 'SALT', 'SECRET_BLOCK', 'SRP_B', 'USERNAME'],
    ]);
    const { AuthenticationResult } = await respond(pool, verifier, await claim(verifier, { secret, device }));
    expect(AuthenticationResult).not.toHaveProperty('NewDeviceMetadata');
    expect(claimsOf(AuthenticationResult?.AccessToken)).toHaveProperty('device_key', device.deviceKey);
  });

  it('is asked too where its key came at the beginning only', async () => {
    const pool = await trackingPool();
    const device = await confirmedDevice(pool);
    const challenged = await begin(pool, undefined, { DEVICE_KEY: device.deviceKey });
    const asked = await answer(pool, challenged, pool.outbox.lastCode());
    const { AuthenticationResult } = await proveDevice(pool, asked, device);
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });

  // docs/cognito.md#62-test-vectors
  it('is taken with the salt and verifier of the device vector, whose salt has its top bit set', async () => {
    const pool = await trackingPool();
    const signedIn = await signInFrom(pool);
    const password = 'eY2JfQw6eXWbD1zrokOtrqQeiJj/3dZ6VRBLvgUAzb33DdmnAdcziA==';
    const device = { ...deviceOf(signedIn), password };
    const salt = integerOf(createHash('sha256').update('device-salt').digest('hex').slice(0, 32));
    const DeviceSecretVerifierConfig = await verifierConfig(device, salt);
    expect(DeviceSecretVerifierConfig.Salt).toBe('AMMWvsUV7yMag2XaYCykS9k=');
    const { AccessToken } = signedIn.AuthenticationResult ?? {};
    await pool.sdk.send(
      new ConfirmDeviceCommand({ AccessToken, DeviceKey: device.deviceKey, DeviceSecretVerifierConfig }),
    );
    const { AuthenticationResult } = await proveDevice(pool, await signInFrom(pool, device), device);
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('is refused with a wrong password, and its session is used up', async () => {
    const pool = await trackingPool();
    const device = await confirmedDevice(pool);
    const verifier = await toVerifier(pool, device);
    const thief = { ...device, password: 'another' };
    await expect(respond(pool, verifier, await claim(verifier, { secret, device: thief }))).rejects.toMatchObject(
      wrong,
    );
    await expect(respond(pool, verifier, await claim(verifier, { secret, device }))).rejects.toMatchObject({
      message: 'Invalid session for the user.',
    });
  });

  it.each([
    ['a block of its own', { PASSWORD_CLAIM_SECRET_BLOCK: btoa('another block') }],
    ['a signature of nothing', { PASSWORD_CLAIM_SIGNATURE: btoa('') || '=' }],
    ['another time than it signed', { TIMESTAMP: 'Tue Feb 1 03:04:05 UTC 2000' }],
  ])('is refused with %s', async (_, changed) => {
    const pool = await trackingPool();
    const device = await confirmedDevice(pool);
    const verifier = await toVerifier(pool, device);
    const right = await claim(verifier, { secret, device });
    await expect(respond(pool, verifier, { ...right, ...changed })).rejects.toMatchObject(wrong);
  });

  // docs/cognito.md#6-srp
  it('is refused with a timestamp in another form, though it signed it', async () => {
    const pool = await trackingPool();
    const device = await confirmedDevice(pool);
    const verifier = await toVerifier(pool, device);
    const padded = await claim(verifier, { secret, device }, 'Tue Feb 01 03:04:05 UTC 2000');
    await expect(respond(pool, verifier, padded)).rejects.toMatchObject(wrong);
  });

  it.each([0n, N, 2n * N])('is refused with an SRP_A that is zero modulo N', async (A) => {
    const pool = await trackingPool();
    const device = await confirmedDevice(pool);
    const asked = await signInFrom(pool, device);
    const zero = { DEVICE_KEY: device.deviceKey, SRP_A: A.toString(16) };
    await expect(respond(pool, asked, zero)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('proves itself for its own user and for no other device', async () => {
    const pool = await trackingPool();
    const [device, other] = [await confirmedDevice(pool), await confirmedDevice(pool)];
    const asked = await signInFrom(pool, device);
    await expect(sendPublicKey(pool, asked, { secret, device: other })).rejects.toMatchObject(noDevice);
  });

  it('that is not remembered is asked nothing, and is not new', async () => {
    const pool = await trackingPool({ deviceOnlyRememberedOnUserPrompt: true });
    const device = await confirmedDevice(pool);
    const { AuthenticationResult } = await signInFrom(pool, device);
    expect(AuthenticationResult).not.toHaveProperty('NewDeviceMetadata');
    const { AccessToken } = AuthenticationResult ?? {};
    const status = { AccessToken, DeviceKey: device.deviceKey, DeviceRememberedStatus: 'remembered' } as const;
    await pool.sdk.send(new UpdateDeviceStatusCommand(status));
    await expect(signInFrom(pool, device)).resolves.toMatchObject({ ChallengeName: 'DEVICE_SRP_AUTH' });
  });
});

describe('a device that is remembered no more since it was asked', () => {
  const forgetWhileAsked = async (pool: TestPool, { deviceKey }: ClientDevice) => {
    const device = { UserPoolId: pool.UserPoolId, Username: 'alice@example.com', DeviceKey: deviceKey };
    await pool.sdk.send(new AdminUpdateDeviceStatusCommand({ ...device, DeviceRememberedStatus: 'not_remembered' }));
  };

  it('cannot begin its proof', async () => {
    const pool = await trackingPool();
    const device = await confirmedDevice(pool);
    const asked = await signInFrom(pool, device);
    await forgetWhileAsked(pool, device);
    await expect(sendPublicKey(pool, asked, { secret, device })).rejects.toMatchObject(noDevice);
  });

  it('cannot end its proof', async () => {
    const pool = await trackingPool();
    const device = await confirmedDevice(pool);
    const verifier = await toVerifier(pool, device);
    await forgetWhileAsked(pool, device);
    const right = await claim(verifier, { secret, device });
    await expect(respond(pool, verifier, right)).rejects.toMatchObject(noDevice);
  });
});

describe('a DEVICE_KEY that is not the user’s', () => {
  it('is refused, and the same session takes the answer without it, as Amplify sends it again', async () => {
    const pool = await trackingPool();
    const challenged = await begin(pool);
    const code = pool.outbox.lastCode();
    const deviceKey = 'eu-central-1_00000000-0000-4000-8000-000000000000';
    await expect(answer(pool, challenged, code, { DEVICE_KEY: deviceKey })).rejects.toMatchObject(noDevice);
    const { AuthenticationResult } = await answer(pool, challenged, code);
    expect(AuthenticationResult?.NewDeviceMetadata).toBeDefined();
  });

  it('is passed over where it came at the beginning only', async () => {
    const pool = await trackingPool();
    const challenged = await begin(pool, undefined, { DEVICE_KEY: 'eu-central-1_0' });
    const { AuthenticationResult } = await answer(pool, challenged, pool.outbox.lastCode());
    expect(AuthenticationResult?.NewDeviceMetadata).toBeDefined();
  });

  it('of a device that was never confirmed, is refused too', async () => {
    const pool = await trackingPool();
    const device = deviceOf(await signInFrom(pool));
    await expect(signInFrom(pool, device)).rejects.toMatchObject(noDevice);
  });
});

// docs/cognito.md#61-devices
describe('refreshing where devices are tracked', () => {
  const refresh = ({ sdk, ClientId }: TestPool, REFRESH_TOKEN: string, DEVICE_KEY?: string) =>
    sdk.send(
      new InitiateAuthCommand({
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId,
        AuthParameters: { REFRESH_TOKEN, ...(DEVICE_KEY !== undefined && { DEVICE_KEY }) },
      }),
    );
  const renew = ({ sdk, ClientId }: TestPool, RefreshToken: string, DeviceKey?: string) =>
    sdk.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken, DeviceKey }));

  it.each([
    ['InitiateAuth', refresh],
    ['GetTokensFromRefreshToken', renew],
  ])('needs the key of the device, by %s', async (_, again) => {
    const pool = await trackingPool();
    const signedIn = await signInFrom(pool);
    const { RefreshToken = '' } = signedIn.AuthenticationResult ?? {};
    const { deviceKey } = deviceOf(signedIn);
    const invalid = { name: 'NotAuthorizedException', message: 'Invalid Refresh Token' };
    await expect(again(pool, RefreshToken)).rejects.toMatchObject(invalid);
    await expect(again(pool, RefreshToken, (await confirmedDevice(pool)).deviceKey)).rejects.toMatchObject(invalid);
    const { AuthenticationResult } = await again(pool, RefreshToken, deviceKey);
    expect(claimsOf(AuthenticationResult?.AccessToken)).toHaveProperty('device_key', deviceKey);
  });

  it('ends with the device', async () => {
    const pool = await trackingPool();
    const signedIn = await signInFrom(pool);
    const device = deviceOf(signedIn);
    const { RefreshToken = '', AccessToken } = signedIn.AuthenticationResult ?? {};
    await confirm(pool, signedIn, device);
    await pool.sdk.send(new ForgetDeviceCommand({ AccessToken, DeviceKey: device.deviceKey }));
    await expect(refresh(pool, RefreshToken, device.deviceKey)).rejects.toThrow('Invalid Refresh Token');
  });
});

describe('managing devices', () => {
  async function twoDevices() {
    const pool = await trackingPool();
    const devices = [await confirmedDevice(pool, 'one'), await confirmedDevice(pool, 'two')];
    const { AccessToken } = (await signInFrom(pool)).AuthenticationResult ?? {};
    const keys = devices.map(({ deviceKey }) => deviceKey).sort();
    return { pool, AccessToken, keys, account: { UserPoolId: pool.UserPoolId, Username: 'alice@example.com' } };
  }

  it('lists the confirmed ones, page by page, to the user and to the owner', async () => {
    const { pool, AccessToken, keys, account } = await twoDevices();
    const all = await pool.sdk.send(new ListDevicesCommand({ AccessToken }));
    expect(all.Devices?.map(({ DeviceKey }) => DeviceKey)).toEqual(keys);
    expect(all.PaginationToken).toBeUndefined();
    expect(JSON.stringify(all)).not.toContain('dev:');
    const first = await pool.sdk.send(new ListDevicesCommand({ AccessToken, Limit: 1 }));
    const { PaginationToken } = first;
    const rest = await pool.sdk.send(new ListDevicesCommand({ AccessToken, Limit: 1, PaginationToken }));
    expect([first, rest].map(({ Devices }) => Devices?.[0]?.DeviceKey)).toEqual(keys);
    expect(rest.PaginationToken).toBeUndefined();
    const owners = await pool.sdk.send(new AdminListDevicesCommand(account));
    expect(owners.Devices?.map(({ DeviceKey }) => DeviceKey)).toEqual(keys);
  });

  it('forgets: the user one, the owner the other', async () => {
    const { pool, AccessToken, keys, account } = await twoDevices();
    const [mine = '', theirs = ''] = keys;
    await pool.sdk.send(new ForgetDeviceCommand({ AccessToken, DeviceKey: mine }));
    await expect(pool.sdk.send(new GetDeviceCommand({ AccessToken, DeviceKey: mine }))).rejects.toMatchObject(noDevice);
    await expect(signInFrom(pool, { deviceKey: mine })).rejects.toMatchObject(noDevice);
    await pool.sdk.send(new AdminForgetDeviceCommand({ ...account, DeviceKey: theirs }));
    await expect(pool.sdk.send(new AdminForgetDeviceCommand({ ...account, DeviceKey: theirs }))).rejects.toMatchObject(
      noDevice,
    );
    const { Devices } = await pool.sdk.send(new ListDevicesCommand({ AccessToken }));
    expect(Devices).toEqual([]);
  });

  it('lets the owner say whether one is remembered', async () => {
    const { pool, keys, account } = await twoDevices();
    const device = { ...account, DeviceKey: keys[0] };
    await pool.sdk.send(new AdminUpdateDeviceStatusCommand({ ...device, DeviceRememberedStatus: 'not_remembered' }));
    const { Device } = await pool.sdk.send(new AdminGetDeviceCommand(device));
    expect(Device?.DeviceAttributes).toContainEqual({ Name: 'dev:device_remembered_status', Value: 'not_remembered' });
    await pool.sdk.send(new AdminUpdateDeviceStatusCommand(device));
    const same = await pool.sdk.send(new AdminGetDeviceCommand(device));
    expect(same.Device?.DeviceAttributes).toEqual(Device?.DeviceAttributes);
  });
});
