import { AdminForgetDeviceCommand, AdminListDevicesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { expect } from 'vitest';
import { ALICE, PHONE, prefer, setAttributes } from '../../../local/support/mfa.ts';
import type { TestPool } from '../../../local/support/start-pool.ts';
import { bySrp, custom, lastCode, type Scenario, signedIn, told } from '../scenario.ts';

const devices = {
  pool: { deviceConfiguration: { challengeRequiredOnNewDevice: false, deviceOnlyRememberedOnUserPrompt: false } },
};

/** Forgets the device of Alice's. */
async function forgetDevice({ sdk, UserPoolId }: TestPool): Promise<void> {
  const { Devices = [] } = await sdk.send(new AdminListDevicesCommand({ UserPoolId, Username: ALICE }));
  expect(Devices).toHaveLength(1);
  const [{ DeviceKey } = {}] = Devices;
  await sdk.send(new AdminForgetDeviceCommand({ UserPoolId, Username: ALICE, DeviceKey }));
}

/** Devices that are remembered. */
export const DEVICES: readonly Scenario[] = [
  {
    title: 'a remembered device, after a password',
    challenges: ['PASSWORD_VERIFIER', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER'],
    pool: devices,
    async run(around) {
      const { client } = around;
      expect(await client.signIn(bySrp)).toMatchObject(signedIn);
      expect(told(around)).toEqual(['InitiateAuth', 'PASSWORD_VERIFIER', 'ConfirmDevice']);
      await client.signOut();
      expect(await client.signIn(bySrp)).toMatchObject(signedIn);
      expect(told(around).slice(-4)).toEqual([
        'InitiateAuth',
        'PASSWORD_VERIFIER',
        'DEVICE_SRP_AUTH',
        'DEVICE_PASSWORD_VERIFIER',
      ]);
    },
  },
  {
    title: 'a remembered device in place of the second factor',
    challenges: ['PASSWORD_VERIFIER', 'SMS_MFA', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER'],
    pool: {
      pool: {
        mfaConfiguration: 'OPTIONAL',
        enabledMfas: ['SMS_MFA'],
        deviceConfiguration: { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: false },
      },
    },
    async run(around) {
      const { client, pool } = around;
      await setAttributes(pool, { phone_number: PHONE, phone_number_verified: 'true' });
      await prefer(pool, { SMSMfaSettings: { Enabled: true } });
      expect(await client.signIn(bySrp)).toMatchObject({ name: 'SMS_MFA' });
      expect(await client.answer(lastCode(around, PHONE))).toMatchObject(signedIn);
      await client.signOut();
      expect(await client.signIn(bySrp)).toMatchObject(signedIn);
    },
  },
  {
    title: 'a remembered device, after a custom challenge',
    challenges: ['CUSTOM_CHALLENGE', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER'],
    pool: devices,
    async run(around) {
      const { client } = around;
      for (let time = 0; time < 2; time++) {
        expect(await client.signIn(custom)).toMatchObject({ name: 'CUSTOM_CHALLENGE' });
        expect(await client.answer(lastCode(around))).toMatchObject(signedIn);
        await client.signOut();
      }
    },
  },
  {
    title: 'a device that the pool forgot',
    challenges: ['PASSWORD_VERIFIER'],
    pool: devices,
    async run(around) {
      const { client, pool } = around;
      await client.signIn(bySrp);
      await forgetDevice(pool);
      await client.signOut();
      expect(await client.signIn(bySrp)).toMatchObject(signedIn);
      expect(await client.accessToken()).toMatch(/^ey/);
    },
  },
];
