import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { expect } from 'vitest';
import type { TestPool } from '../../../local/support/start-pool.ts';
import { byPassword, type Scenario, told } from '../scenario.ts';

const devices = {
  pool: { deviceConfiguration: { challengeRequiredOnNewDevice: false, deviceOnlyRememberedOnUserPrompt: false } },
};

const getUser = ({ sdk }: TestPool, AccessToken: string) => sdk.send(new GetUserCommand({ AccessToken }));

/** What follows a sign-in. */
export const TOKENS: readonly Scenario[] = [
  {
    title: 'a refresh, from the device that signed in',
    challenges: [],
    pool: devices,
    async run({ client, advance }) {
      await client.signIn(byPassword);
      const before = await client.accessToken();
      advance(1);
      const after = await client.refresh();
      expect(after).toMatch(/^ey/);
      expect(after).not.toBe(before);
      expect(await client.accessToken()).toBe(after);
    },
  },
  {
    title: 'sign-out, which revokes the refresh token',
    challenges: [],
    async run(around) {
      const { client, pool } = around;
      await client.signIn(byPassword);
      const token = (await client.accessToken()) ?? '';
      await client.signOut();
      expect(told(around).at(-1)).toBe('RevokeToken');
      expect(await client.accessToken()).toBeUndefined();
      await expect(getUser(pool, token)).rejects.toThrow('Access Token has been revoked');
    },
  },
  {
    title: 'sign-out everywhere',
    challenges: [],
    async run(around) {
      const { client, pool } = around;
      await client.signIn(byPassword);
      const token = (await client.accessToken()) ?? '';
      await client.signOut({ global: true });
      expect(told(around)).toContain('GlobalSignOut');
      expect(await client.accessToken()).toBeUndefined();
      await expect(getUser(pool, token)).rejects.toThrow('Access Token has been revoked');
    },
  },
];
