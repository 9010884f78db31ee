import {
  AdminDeleteSoftwareTokenCommand,
  AdminGetUserCommand,
  AssociateSoftwareTokenCommand,
  GetUserCommand,
  SetUserMFAPreferenceCommand,
  type SetUserMFAPreferenceCommandInput,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import type { LocalMfaFactor } from '../../lib/local/index.ts';
import {
  ALICE,
  appCode,
  byPassword,
  give,
  mfaPool,
  otherThan,
  PHONE,
  prefer,
  setAttributes,
  setUpApp,
  withApp,
} from '../local/support/mfa.ts';
import type { TestPool } from '../local/support/start-pool.ts';
import { createUser, PASSWORD, setPassword } from '../local/support/users.ts';

const MISMATCH = {
  name: 'EnableSoftwareTokenMFAException',
  message: 'Code mismatch and fail enable Software Token MFA',
};
const NOT_OFFERED = {
  name: 'SoftwareTokenMFANotFoundException',
  message: 'Software Token MFA has not been enabled by the userPool',
};

/** A pool that requires MFA, whose people have names: Alice has no address. */
async function requiring(...enabledMfas: readonly LocalMfaFactor[]): Promise<TestPool> {
  const pool = await mfaPool({
    pool: { mfaConfiguration: 'ON', enabledMfas, usernameAttributes: [], aliasAttributes: ['email'], schema: [] },
  });
  await setAttributes(pool, { email: '', email_verified: '' });
  return pool;
}

const associate = ({ sdk }: TestPool, input: { Session?: string | undefined; AccessToken?: string | undefined }) =>
  sdk.send(new AssociateSoftwareTokenCommand(input));

const verify = (
  { sdk }: TestPool,
  input: { Session?: string | undefined; AccessToken?: string | undefined },
  UserCode: string,
  FriendlyDeviceName?: string,
) => sdk.send(new VerifySoftwareTokenCommand({ ...input, UserCode, FriendlyDeviceName }));

const adminSettings = async ({ sdk, UserPoolId }: TestPool) => {
  const { PreferredMfaSetting, UserMFASettingList } = await sdk.send(
    new AdminGetUserCommand({ UserPoolId, Username: ALICE }),
  );
  return { PreferredMfaSetting, UserMFASettingList };
};

const tokensOf = async (pool: TestPool): Promise<string | undefined> =>
  (await byPassword(pool)).AuthenticationResult?.AccessToken;

// docs/cognito.md#52-challenges
describe('MFA_SETUP of an app', () => {
  it('hands the session on from call to call, ends in tokens, and the app is asked from then on', async () => {
    const pool = await requiring('SMS_MFA', 'SOFTWARE_TOKEN_MFA');
    const asked = await byPassword(pool);
    expect(asked).toMatchObject({ ChallengeName: 'MFA_SETUP', Session: expect.any(String) });
    expect(asked.ChallengeParameters).toEqual({ MFAS_CAN_SETUP: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' });
    expect(asked.AuthenticationResult).toBeUndefined();

    const { SecretCode, Session: associated } = await associate(pool, { Session: asked.Session });
    expect(SecretCode).toMatch(/^[A-Z2-7]{52}$/);
    expect(associated).not.toBe(asked.Session);
    const code = appCode(SecretCode, pool.clock.now());
    const { Status, Session: verified } = await verify(pool, { Session: associated }, code, 'My phone');
    expect(Status).toBe('SUCCESS');
    const done = await give(pool, { ChallengeName: 'MFA_SETUP', Session: verified }, {});
    expect(done.AuthenticationResult?.AccessToken).toMatch(/^ey/);
    expect(await adminSettings(pool)).toEqual({
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
    });

    const challenged = await byPassword(pool);
    expect(challenged).toMatchObject({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      ChallengeParameters: { FRIENDLY_DEVICE_NAME: 'My phone' },
    });
    await expect(give(pool, challenged, { SOFTWARE_TOKEN_MFA_CODE: code })).rejects.toMatchObject({
      name: 'ExpiredCodeException',
    });
    pool.clock.advance({ seconds: 30 });
    const SOFTWARE_TOKEN_MFA_CODE = appCode(SecretCode, pool.clock.now());
    await expect(give(pool, challenged, { SOFTWARE_TOKEN_MFA_CODE })).resolves.toHaveProperty('AuthenticationResult');
    expect(pool.faults).toEqual([]);
  });

  it('gives no tokens before the app is proven, at no step', async () => {
    const pool = await requiring('SOFTWARE_TOKEN_MFA');
    const { Session } = await byPassword(pool);
    const refused = {
      name: 'InvalidParameterException',
      message: 'MFA_SETUP takes the Session of VerifySoftwareToken',
    };
    await expect(give(pool, { ChallengeName: 'MFA_SETUP', Session }, {})).rejects.toMatchObject(refused);
    const { Session: associated, SecretCode } = await associate(pool, { Session });
    const setUp = { ChallengeName: 'MFA_SETUP', Session: associated } as const;
    await expect(give(pool, setUp, {})).rejects.toMatchObject(refused);
    await expect(give(pool, setUp, { EMAIL: 'mallory@example.com' })).rejects.toMatchObject(refused);
    const wrong = otherThan(...[-30_000, 0, 30_000].map((offset) => appCode(SecretCode, pool.clock.now() + offset)));
    await expect(verify(pool, { Session: associated }, wrong)).rejects.toMatchObject(MISMATCH);
    await expect(give(pool, setUp, {})).rejects.toMatchObject(refused);
    await expect(verify(pool, { Session: associated }, appCode(SecretCode, pool.clock.now()))).resolves.toMatchObject({
      Status: 'SUCCESS',
    });
    await expect(give(pool, setUp, {})).rejects.toThrow('session can only be used once');
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' });
  });

  it('takes no code where no secret was given out', async () => {
    const pool = await requiring('SOFTWARE_TOKEN_MFA');
    const { Session } = await byPassword(pool);
    await expect(verify(pool, { Session }, '123456')).rejects.toMatchObject(MISMATCH);
  });

  it('uses each session once, and expires', async () => {
    const pool = await requiring('SOFTWARE_TOKEN_MFA');
    const { Session } = await byPassword(pool);
    const { Session: second } = await associate(pool, { Session });
    await expect(associate(pool, { Session })).rejects.toThrow('session can only be used once');
    pool.clock.advance({ minutes: 3 });
    await expect(verify(pool, { Session: second }, '123456')).rejects.toThrow('session is expired');
    await expect(associate(pool, { Session: `${second}x` })).rejects.toThrow('Invalid session for the user.');
  });

  it('takes the session of no other challenge', async () => {
    const pool = await mfaPool();
    await prefer(pool, { EmailMfaSettings: { Enabled: true } });
    const { Session } = await byPassword(pool);
    await expect(associate(pool, { Session })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Invalid session provided for the user.',
    });
  });

  it('replaces nothing that was set up since: an old session proves a password only', async () => {
    const pool = await requiring('SOFTWARE_TOKEN_MFA', 'EMAIL_OTP');
    const waiting = await Promise.all([byPassword(pool), byPassword(pool), byPassword(pool)]);
    const [plain, associated, mailed] = waiting as [(typeof waiting)[0], (typeof waiting)[0], (typeof waiting)[0]];
    const stale = await associate(pool, { Session: associated.Session });
    const unproven = await give(pool, mailed, { EMAIL: 'mallory@example.com' });

    const { Session, SecretCode } = await associate(pool, { Session: (await byPassword(pool)).Session });
    const { Session: verified } = await verify(pool, { Session }, appCode(SecretCode, pool.clock.now()));
    await give(pool, { ChallengeName: 'MFA_SETUP', Session: verified }, {});

    const invalid = 'Invalid session for the user.';
    await expect(associate(pool, { Session: plain.Session })).rejects.toThrow(invalid);
    const code = appCode(stale.SecretCode, pool.clock.now());
    await expect(verify(pool, { Session: stale.Session }, code)).rejects.toThrow(invalid);
    const EMAIL_OTP_CODE = pool.outbox.lastCode('mallory@example.com');
    await expect(give(pool, unproven, { EMAIL_OTP_CODE })).rejects.toThrow(invalid);
    expect(await adminSettings(pool)).toMatchObject({ UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] });
  });

  // aws-amplify/amplify-js#14013
  it('is impossible where only SMS would do and there is no phone number', async () => {
    const pool = await requiring('SMS_MFA');
    await expect(byPassword(pool)).rejects.toMatchObject({ name: 'MFAMethodNotFoundException' });
    await setAttributes(pool, { phone_number: PHONE });
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'SMS_MFA' });
  });
});

// docs/cognito.md#52-challenges
describe('MFA_SETUP of an e-mail address', () => {
  it.each(['EMAIL', 'email'])('takes it as %s, sends a code, and keeps it once that is proven', async (name) => {
    const pool = await requiring('EMAIL_OTP', 'SOFTWARE_TOKEN_MFA');
    const asked = await byPassword(pool);
    expect(asked.ChallengeName).toBe('MFA_SETUP');
    const challenged = await give(pool, asked, { [name]: 'new@example.com' });
    expect(challenged).toMatchObject({
      ChallengeName: 'EMAIL_OTP',
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL', CODE_DELIVERY_DESTINATION: 'n***@e***' },
    });
    expect(await adminSettings(pool)).toEqual({});
    const EMAIL_OTP_CODE = pool.outbox.lastCode('new@example.com');
    const { AuthenticationResult } = await give(pool, challenged, { EMAIL_OTP_CODE });
    const { UserAttributes, UserMFASettingList } = await pool.sdk.send(
      new GetUserCommand({ AccessToken: AuthenticationResult?.AccessToken }),
    );
    expect(UserAttributes).toEqual(
      expect.arrayContaining([
        { Name: 'email', Value: 'new@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ]),
    );
    expect(UserMFASettingList).toEqual(['EMAIL_OTP']);
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'EMAIL_OTP' });
  });

  it('refuses what is no address, and stays for one', async () => {
    const pool = await requiring('EMAIL_OTP');
    const asked = await byPassword(pool);
    await expect(give(pool, asked, { EMAIL: 'nowhere' })).rejects.toThrow('Invalid email address format.');
    await expect(give(pool, asked, { EMAIL: 'a@example.com' })).resolves.toMatchObject({ ChallengeName: 'EMAIL_OTP' });
  });

  it('refuses an address that is another user’s alias', async () => {
    const pool = await requiring('EMAIL_OTP');
    await createUser(pool, 'bob', { email: 'bob@example.com', email_verified: 'true' });
    const challenged = await give(pool, await byPassword(pool), { EMAIL: 'bob@example.com' });
    const EMAIL_OTP_CODE = pool.outbox.lastCode('bob@example.com');
    await expect(give(pool, challenged, { EMAIL_OTP_CODE })).rejects.toMatchObject({ name: 'AliasExistsException' });
    expect(await adminSettings(pool)).toEqual({});
  });
});

describe('AssociateSoftwareToken and VerifySoftwareToken with an access token', () => {
  it('give a secret and take its code, with no session; the app is not asked until it is turned on', async () => {
    const pool = await mfaPool();
    const AccessToken = await tokensOf(pool);
    const { SecretCode, Session } = await associate(pool, { AccessToken });
    expect(Session).toBeUndefined();
    const wrong = otherThan(...[-30_000, 0, 30_000].map((offset) => appCode(SecretCode, pool.clock.now() + offset)));
    await expect(verify(pool, { AccessToken }, wrong)).rejects.toMatchObject(MISMATCH);
    const { Status, ...rest } = await verify(pool, { AccessToken }, appCode(SecretCode, pool.clock.now()));
    expect(Status).toBe('SUCCESS');
    expect(rest.Session).toBeUndefined();
    await expect(byPassword(pool)).resolves.toHaveProperty('AuthenticationResult');
    await prefer(pool, { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' });
  });

  it('let the app that is there count until a new one is proven, and not after', async () => {
    const pool = await mfaPool();
    const first = await withApp(pool);
    const challenged = await byPassword(pool);
    const code = (secret: string) => ({ SOFTWARE_TOKEN_MFA_CODE: appCode(secret, pool.clock.now()) });
    const { AuthenticationResult } = await give(pool, challenged, code(first));
    const AccessToken = AuthenticationResult?.AccessToken;
    await associate(pool, { AccessToken });
    pool.clock.advance({ seconds: 30 });
    await expect(give(pool, await byPassword(pool), code(first))).resolves.toHaveProperty('AuthenticationResult');
    const second = await setUpApp(pool, AccessToken);
    const asked = await byPassword(pool);
    await expect(give(pool, asked, code(first))).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await expect(give(pool, asked, code(second))).resolves.toHaveProperty('AuthenticationResult');
  });

  it('are refused where the pool offers no apps', async () => {
    for (const settings of [{ enabledMfas: ['SMS_MFA'] }, { mfaConfiguration: 'OFF' }] as const) {
      const pool = await mfaPool({ pool: settings });
      const AccessToken = await tokensOf(pool);
      await expect(associate(pool, { AccessToken })).rejects.toMatchObject(NOT_OFFERED);
      await expect(verify(pool, { AccessToken }, '123456')).rejects.toMatchObject(NOT_OFFERED);
    }
  });

  it('want an access token or a session, not both', async () => {
    const pool = await mfaPool();
    const AccessToken = await tokensOf(pool);
    const both = { AccessToken, Session: 'x'.repeat(20) };
    for (const input of [{}, both]) {
      await expect(associate(pool, input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
      await expect(verify(pool, input, '123456')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
    await expect(verify(pool, { AccessToken }, '12345')).rejects.toThrow('userCode');
  });

  it('forget the secret that was given out once another one is', async () => {
    const pool = await mfaPool();
    const AccessToken = await tokensOf(pool);
    const { SecretCode: first } = await associate(pool, { AccessToken });
    await associate(pool, { AccessToken });
    const code = appCode(first, pool.clock.now());
    await expect(verify(pool, { AccessToken }, code)).rejects.toMatchObject(MISMATCH);
  });
});

describe('AdminDeleteSoftwareToken', () => {
  const remove = ({ sdk, UserPoolId }: TestPool, Username = ALICE) =>
    sdk.send(new AdminDeleteSoftwareTokenCommand({ UserPoolId, Username }));

  it('takes the app away: another factor is asked, or none where MFA is optional', async () => {
    const pool = await mfaPool();
    const secret = await withApp(pool);
    await prefer(pool, {
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
      EmailMfaSettings: { Enabled: true },
    });
    const challenged = await byPassword(pool);
    await remove(pool);
    const SOFTWARE_TOKEN_MFA_CODE = appCode(secret, pool.clock.now());
    await expect(give(pool, challenged, { SOFTWARE_TOKEN_MFA_CODE })).rejects.toMatchObject({
      name: 'SoftwareTokenMFANotFoundException',
    });
    expect(await adminSettings(pool)).toEqual({ UserMFASettingList: ['EMAIL_OTP'] });
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'EMAIL_OTP' });
    await prefer(pool, { EmailMfaSettings: { Enabled: false } });
    await expect(byPassword(pool)).resolves.toHaveProperty('AuthenticationResult');
    await expect(remove(pool, 'nobody@example.com')).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });

  it('leads to the set-up where MFA is required and there is nothing else', async () => {
    const pool = await requiring('SOFTWARE_TOKEN_MFA');
    const { SecretCode, Session } = await associate(pool, { Session: (await byPassword(pool)).Session });
    await verify(pool, { Session }, appCode(SecretCode, pool.clock.now()));
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' });
    await remove(pool);
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'MFA_SETUP' });
  });
});

describe('SetUserMFAPreference and AdminSetUserMFAPreference', () => {
  const on = { Enabled: true };
  const preferred = { Enabled: true, PreferredMfa: true };

  const set = async (
    pool: TestPool,
    AccessToken: string | undefined,
    input: Omit<SetUserMFAPreferenceCommandInput, 'AccessToken'>,
  ) => pool.sdk.send(new SetUserMFAPreferenceCommand({ AccessToken, ...input }));

  it('turn factors on and off, prefer one, and GetUser and AdminGetUser tell it', async () => {
    const pool = await mfaPool();
    await setAttributes(pool, { phone_number: PHONE });
    const AccessToken = await tokensOf(pool);
    const told = async () => {
      const { PreferredMfaSetting, UserMFASettingList } = await pool.sdk.send(new GetUserCommand({ AccessToken }));
      expect(await adminSettings(pool)).toEqual({ PreferredMfaSetting, UserMFASettingList });
      return [PreferredMfaSetting, UserMFASettingList];
    };
    expect(await told()).toEqual([undefined, undefined]);
    await set(pool, AccessToken, { SMSMfaSettings: preferred });
    expect(await told()).toEqual(['SMS_MFA', ['SMS_MFA']]);
    await set(pool, AccessToken, { EmailMfaSettings: on });
    expect(await told()).toEqual(['SMS_MFA', ['SMS_MFA', 'EMAIL_OTP']]);
    await set(pool, AccessToken, { EmailMfaSettings: preferred });
    expect(await told()).toEqual(['EMAIL_OTP', ['SMS_MFA', 'EMAIL_OTP']]);
    await set(pool, AccessToken, { EmailMfaSettings: on });
    expect(await told()).toEqual([undefined, ['SMS_MFA', 'EMAIL_OTP']]);
    await set(pool, AccessToken, { EmailMfaSettings: preferred });
    await set(pool, AccessToken, { EmailMfaSettings: { Enabled: false, PreferredMfa: false } });
    expect(await told()).toEqual([undefined, ['SMS_MFA']]);
    await prefer(pool, { SMSMfaSettings: { Enabled: false } });
    expect(await told()).toEqual([undefined, undefined]);
  });

  it('refuse a factor that the user has nothing for', async () => {
    const pool = await mfaPool();
    const AccessToken = await tokensOf(pool);
    const unready = (factor: string) => ({
      name: 'InvalidParameterException',
      message: `User does not have delivery config set to turn on ${factor}`,
    });
    await expect(set(pool, AccessToken, { SMSMfaSettings: on })).rejects.toMatchObject(unready('SMS_MFA'));
    await expect(prefer(pool, { SoftwareTokenMfaSettings: on })).rejects.toMatchObject(unready('SOFTWARE_TOKEN_MFA'));
    await expect(prefer(pool, { SMSMfaSettings: { Enabled: false } })).resolves.toBeDefined();
  });

  it('refuse to prefer two, or one that is off', async () => {
    const pool = await mfaPool();
    await setAttributes(pool, { phone_number: PHONE });
    const invalid = { name: 'InvalidParameterException' };
    await expect(prefer(pool, { SMSMfaSettings: preferred, EmailMfaSettings: preferred })).rejects.toMatchObject(
      invalid,
    );
    await expect(prefer(pool, { SMSMfaSettings: { PreferredMfa: true } })).rejects.toMatchObject(invalid);
    expect(await adminSettings(pool)).toEqual({});
  });

  it('turn nothing off where MFA is required', async () => {
    const pool = await requiring('SOFTWARE_TOKEN_MFA', 'SMS_MFA');
    const { Session } = await byPassword(pool);
    const { SecretCode, Session: associated } = await associate(pool, { Session });
    const verified = await verify(pool, { Session: associated }, appCode(SecretCode, pool.clock.now()));
    await give(pool, { ChallengeName: 'MFA_SETUP', Session: verified.Session }, {});
    await expect(prefer(pool, { SoftwareTokenMfaSettings: { Enabled: false } })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    // Amplify names every factor in each call.
    await setAttributes(pool, { phone_number: PHONE });
    await expect(
      prefer(pool, { SMSMfaSettings: { Enabled: false }, SoftwareTokenMfaSettings: preferred }),
    ).resolves.toBeDefined();
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' });
  });

  it('are refused for who does not exist, or without a good token', async () => {
    const pool = await mfaPool();
    await expect(set(pool, 'ey.ey.ey', { SMSMfaSettings: on })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    const nobody = { ...pool, UserPoolId: 'eu-central-1_NOWHERE00' };
    await expect(prefer(nobody, { SMSMfaSettings: on })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('go with the user: who signs up anew has none', async () => {
    const pool = await mfaPool({ pool: { usernameAttributes: [], schema: [] } });
    await createUser(pool, 'bob', { email: 'bob@example.com' });
    await setPassword(pool, 'bob', PASSWORD);
    expect(await adminSettings(pool)).toEqual({});
  });
});
