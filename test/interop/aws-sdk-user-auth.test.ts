import {
  AdminUpdateUserAttributesCommand,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { freshSecret, integerOf, power, publicKeyOf } from '../../lib/protocol/srp/index.ts';
import { respond } from '../local/support/device.ts';
import { claimOf } from '../local/support/srp.ts';
import { startTestPool, type TestPool } from '../local/support/start-pool.ts';
import { ALICE, beginChoice, choicePool } from '../local/support/user-auth.ts';
import { PASSWORD, setPassword } from '../local/support/users.ts';

const wrong = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };
const mismatch = { name: 'CodeMismatchException', message: 'Invalid code or auth state for the user.' };

const select = (pool: TestPool, asked: InitiateAuthCommandOutput, ANSWER: string, more = {}) =>
  respond(pool, asked, { ANSWER, ...more });

const addPhone = ({ sdk, UserPoolId }: TestPool, verified = 'true') =>
  sdk.send(
    new AdminUpdateUserAttributesCommand({
      ...{ UserPoolId, Username: ALICE },
      UserAttributes: [
        { Name: 'phone_number', Value: '+15550101234' },
        { Name: 'phone_number_verified', Value: verified },
      ],
    }),
  );

/** A code of as many digits, and another one. */
const otherCode = (code: string): string => code.replace(/^./, (digit) => String((Number(digit) + 1) % 10));

// docs/cognito.md#51-auth-flows, docs/cognito.md#52-challenges
describe('USER_AUTH: what may be chosen', () => {
  it('is what the pool allows and the user has', async () => {
    const pool = await choicePool();
    const first = await beginChoice(pool);
    expect(first).toMatchObject({ ChallengeName: 'SELECT_CHALLENGE', AvailableChallenges: ['EMAIL_OTP'] });
    expect(first.Session).toBeDefined();
    await setPassword(pool, ALICE);
    await addPhone(pool);
    const { AvailableChallenges } = await beginChoice(pool);
    expect(AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP']);
  });

  it('is a password where the pool says nothing, and no code to an address that nobody verified', async () => {
    const pool = await startTestPool({ client: { explicitAuthFlows: ['ALLOW_USER_AUTH'] } });
    await setPassword(pool, ALICE);
    expect((await beginChoice(pool)).AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP']);
    const codes = await choicePool({ firstAuthFactors: ['PASSWORD', 'SMS_OTP'] });
    await setPassword(codes, ALICE);
    await addPhone(codes, 'false');
    expect((await beginChoice(codes)).AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP']);
  });

  it('is only a password for a user whom the pool asks for a second factor', async () => {
    const pool = await choicePool({ mfaConfiguration: 'ON', enabledMfas: ['SOFTWARE_TOKEN_MFA'] });
    await setPassword(pool, ALICE);
    expect((await beginChoice(pool)).AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP']);
    const { ChallengeName } = await beginChoice(pool, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD });
    expect(ChallengeName).toBe('MFA_SETUP');
  });

  it.each(['SMS_OTP', 'WEB_AUTHN', 'SOFTWARE_TOKEN', 'NONSENSE'])(
    'is asked where %s is preferred and not there',
    async (PREFERRED_CHALLENGE) => {
      const asked = await beginChoice(await choicePool(), { PREFERRED_CHALLENGE });
      expect(asked).toMatchObject({ ChallengeName: 'SELECT_CHALLENGE', AvailableChallenges: ['EMAIL_OTP'] });
    },
  );

  it('is nothing else, and the same session takes another choice', async () => {
    const pool = await choicePool();
    const asked = await beginChoice(pool);
    for (const other of ['PASSWORD', 'SMS_OTP', 'WEB_AUTHN', 'CUSTOM_CHALLENGE', 'DEVICE_SRP_AUTH']) {
      await expect(select(pool, asked, other)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
    await expect(select(pool, asked, 'EMAIL_OTP')).resolves.toMatchObject({ ChallengeName: 'EMAIL_OTP' });
  });

  it('needs a client that allows it', async () => {
    const pool = await choicePool({}, { explicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_SRP_AUTH'] });
    await expect(beginChoice(pool)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'USER_AUTH flow not enabled for this client',
    });
  });
});

describe('USER_AUTH: a password', () => {
  const withPassword = async (): Promise<TestPool> => {
    const pool = await choicePool();
    await setPassword(pool, ALICE);
    return pool;
  };

  it('signs in at once, where it is preferred and comes along', async () => {
    const pool = await withPassword();
    const { AuthenticationResult } = await beginChoice(pool, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD });
    expect(AuthenticationResult?.AccessToken).toBeDefined();
    const other = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: 'Another-One-1' };
    await expect(beginChoice(pool, other)).rejects.toMatchObject(wrong);
  });

  it('signs in as the answer to PASSWORD, and along with the choice', async () => {
    const pool = await withPassword();
    const asked = await beginChoice(pool, { PREFERRED_CHALLENGE: 'PASSWORD' });
    expect(asked.ChallengeName).toBe('PASSWORD');
    await expect(respond(pool, asked, {})).rejects.toMatchObject({ message: 'Missing required parameter PASSWORD' });
    expect((await respond(pool, asked, { PASSWORD })).AuthenticationResult).toBeDefined();
    const choice = await beginChoice(pool);
    expect((await select(pool, choice, 'PASSWORD', { PASSWORD })).AuthenticationResult).toBeDefined();
    const again = await beginChoice(pool);
    await expect(select(pool, again, 'PASSWORD', { PASSWORD: 'Another-One-1' })).rejects.toMatchObject(wrong);
    await expect(select(pool, again, 'PASSWORD', { PASSWORD })).rejects.toThrow('Invalid session for the user.');
  });

  it.each<[string, (pool: TestPool, SRP_A: string) => Promise<InitiateAuthCommandOutput>]>([
    ['at the beginning', (pool, SRP_A) => beginChoice(pool, { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A })],
    ['with the choice', async (pool, SRP_A) => select(pool, await beginChoice(pool), 'PASSWORD_SRP', { SRP_A })],
    [
      'as the answer to PASSWORD_SRP',
      async (pool, SRP_A) => respond(pool, await beginChoice(pool, { PREFERRED_CHALLENGE: 'PASSWORD_SRP' }), { SRP_A }),
    ],
  ])('is proven by PASSWORD_VERIFIER, where SRP_A comes %s', async (_, begin) => {
    const pool = await withPassword();
    const secret = freshSecret();
    const challenged = await begin(pool, publicKeyOf(secret, power).toString(16));
    expect(challenged).toMatchObject({ ChallengeName: 'PASSWORD_VERIFIER', Session: expect.any(String) });
    const claim = await claimOf(pool, { secret, challenged }, PASSWORD, pool.clock.now());
    expect((await respond(pool, challenged, claim)).AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('is refused by PASSWORD_VERIFIER if it is another one', async () => {
    const pool = await withPassword();
    const secret = integerOf('abcdef0123456789');
    const SRP_A = publicKeyOf(secret, power).toString(16);
    const challenged = await beginChoice(pool, { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A });
    const claim = await claimOf(pool, { secret, challenged }, 'Another-One-1', pool.clock.now());
    await expect(respond(pool, challenged, claim)).rejects.toMatchObject(wrong);
  });

  it('that is temporary leads to a new one', async () => {
    const pool = await choicePool();
    await setPassword(pool, ALICE, PASSWORD, false);
    const { ChallengeName } = await beginChoice(pool, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD });
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });
});

// docs/cognito.md#4-the-session, docs/cognito.md#52-challenges
describe('USER_AUTH: a code', () => {
  it('of eight digits goes to the e-mail address, and signs in', async () => {
    const pool = await choicePool();
    const asked = await beginChoice(pool, { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    expect(asked).toMatchObject({
      ChallengeName: 'EMAIL_OTP',
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
        CODE_DELIVERY_DESTINATION: 'a***@e***',
      },
    });
    const code = pool.outbox.lastCode(ALICE);
    expect(code).toMatch(/^\d{8}$/);
    expect((await respond(pool, asked, { EMAIL_OTP_CODE: code })).AuthenticationResult?.AccessToken).toBeDefined();
    await expect(respond(pool, asked, { EMAIL_OTP_CODE: code })).rejects.toThrow('session can only be used once.');
  });

  it('goes to the phone, where that was chosen', async () => {
    const pool = await choicePool();
    await addPhone(pool);
    const asked = await select(pool, await beginChoice(pool), 'SMS_OTP');
    expect(asked).toMatchObject({
      ChallengeName: 'SMS_OTP',
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
        CODE_DELIVERY_DESTINATION: '+*******1234',
      },
    });
    expect(pool.outbox.last()).toMatchObject({ channel: 'sms', to: '+15550101234' });
    const { AuthenticationResult } = await respond(pool, asked, { SMS_OTP_CODE: pool.outbox.lastCode() });
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('may be wrong six times in the same session, and right then', async () => {
    const pool = await choicePool();
    const asked = await beginChoice(pool, { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    const code = pool.outbox.lastCode();
    for (const _ of [1, 2, 3, 4, 5, 6]) {
      await expect(respond(pool, asked, { EMAIL_OTP_CODE: otherCode(code) })).rejects.toMatchObject(mismatch);
    }
    expect((await respond(pool, asked, { EMAIL_OTP_CODE: code })).AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('is good as long as its session', async () => {
    const pool = await choicePool();
    const asked = await beginChoice(pool, { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    pool.clock.advance({ minutes: 3 });
    await expect(respond(pool, asked, { EMAIL_OTP_CODE: pool.outbox.lastCode() })).rejects.toThrow(
      'Invalid session for the user, session is expired.',
    );
  });

  it('is good for the address it went to', async () => {
    const pool = await choicePool();
    await addPhone(pool);
    const asked = await beginChoice(pool, { PREFERRED_CHALLENGE: 'SMS_OTP' });
    const { UserPoolId } = pool;
    const UserAttributes = [{ Name: 'phone_number', Value: '+15550109999' }];
    await pool.sdk.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username: ALICE, UserAttributes }));
    await expect(respond(pool, asked, { SMS_OTP_CODE: pool.outbox.lastCode() })).rejects.toMatchObject(wrong);
  });
});

describe('USER_AUTH: somebody who does not exist', () => {
  const NOBODY = 'nobody@example.com';

  it('is told so by a client with LEGACY', async () => {
    const pool = await choicePool({}, { preventUserExistenceErrors: 'LEGACY' });
    await expect(beginChoice(pool, {}, NOBODY)).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
  });

  it('is offered a choice, always the same', async () => {
    const pool = await choicePool();
    const asked = await beginChoice(pool, {}, NOBODY);
    expect(asked).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'],
    });
    const again = await beginChoice(pool, { PREFERRED_CHALLENGE: 'WEB_AUTHN' }, NOBODY);
    expect(again.AvailableChallenges).toEqual(asked.AvailableChallenges);
    expect(again.ChallengeParameters?.USERNAME).toBe(asked.ChallengeParameters?.USERNAME);
    expect(again.ChallengeParameters?.USERNAME).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is asked for a code that nobody sent, and never told that it was right', async () => {
    const pool = await choicePool();
    const asked = await beginChoice(pool, { PREFERRED_CHALLENGE: 'EMAIL_OTP' }, NOBODY);
    const { ChallengeParameters: known } = await beginChoice(pool, { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    expect(asked.ChallengeName).toBe('EMAIL_OTP');
    expect(Object.keys(asked.ChallengeParameters ?? {})).toEqual(Object.keys(known ?? {}));
    expect(asked.ChallengeParameters?.CODE_DELIVERY_DESTINATION).toBe('n***@e***');
    expect(pool.outbox.list({ to: NOBODY })).toEqual([]);
    await expect(respond(pool, asked, { EMAIL_OTP_CODE: '12345678' })).rejects.toMatchObject(mismatch);
  });

  it('has no password that is right', async () => {
    const pool = await choicePool();
    await expect(beginChoice(pool, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD }, NOBODY)).rejects.toMatchObject(wrong);
    const secret = freshSecret();
    const SRP_A = publicKeyOf(secret, power).toString(16);
    const challenged = await select(pool, await beginChoice(pool, {}, NOBODY), 'PASSWORD_SRP', { SRP_A });
    const claim = await claimOf(pool, { secret, challenged }, PASSWORD, pool.clock.now());
    await expect(respond(pool, challenged, claim)).rejects.toMatchObject(wrong);
  });
});

describe('USER_AUTH: straight from the sign-up (SDK, InitiateAuthRequest.Session)', () => {
  const BOB = 'bob@example.com';

  async function signUp(pool: TestPool, Username = BOB): Promise<string | undefined> {
    const { ClientId } = pool;
    const UserAttributes = [{ Name: 'email', Value: Username }];
    const { Session } = await pool.sdk.send(new SignUpCommand({ ClientId, Username, UserAttributes }));
    return Session;
  }

  const confirm = ({ sdk, ClientId, outbox }: TestPool, Session?: string, code = outbox.lastCode(BOB)) =>
    sdk.send(new ConfirmSignUpCommand({ ClientId, Username: BOB, ConfirmationCode: code, Session }));

  const goOn = ({ sdk, ClientId }: TestPool, Session: string | undefined, USERNAME = BOB) =>
    sdk.send(new InitiateAuthCommand({ AuthFlow: 'USER_AUTH', ClientId, AuthParameters: { USERNAME }, Session }));

  it('takes the code that confirmed it for the first factor, once', async () => {
    const pool = await choicePool();
    const begun = await signUp(pool);
    const { Session } = await confirm(pool, begun);
    const { AuthenticationResult } = await goOn(pool, Session);
    expect(AuthenticationResult?.AccessToken).toBeDefined();
    await expect(goOn(pool, Session)).rejects.toThrow('session can only be used once.');
  });

  // docs/cognito.md#7-mfa-lockouts-plans
  it('asks for no second factor, though the pool requires one', async () => {
    const pool = await choicePool({ mfaConfiguration: 'ON', enabledMfas: ['SOFTWARE_TOKEN_MFA'] });
    const { Session } = await confirm(pool, await signUp(pool));
    expect((await goOn(pool, Session)).AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('stays open after a wrong code', async () => {
    const pool = await choicePool();
    const begun = await signUp(pool);
    const code = pool.outbox.lastCode(BOB);
    await expect(confirm(pool, begun, otherCode(code))).rejects.toMatchObject({ name: 'CodeMismatchException' });
    expect((await confirm(pool, begun, code)).Session).toBeDefined();
  });

  it("is no way in before the code, for somebody else, or with another challenge's session", async () => {
    const pool = await choicePool();
    const begun = await signUp(pool);
    const refused = { name: 'NotAuthorizedException' };
    await expect(goOn(pool, begun)).rejects.toMatchObject({ name: 'UserNotConfirmedException' });
    await expect(goOn(pool, begun, ALICE)).rejects.toMatchObject(refused);
    const { Session } = await confirm(pool, begun);
    await expect(goOn(pool, Session, ALICE)).rejects.toMatchObject(refused);
    await expect(goOn(pool, Session, 'nobody@example.com')).rejects.toMatchObject(refused);
    await expect(goOn(pool, begun)).rejects.toMatchObject(refused);
    const asked = await beginChoice(pool, {}, BOB);
    await expect(goOn(pool, asked.Session)).rejects.toMatchObject(refused);
    await expect(respond(pool, { ...asked, Session }, { ANSWER: 'EMAIL_OTP' })).rejects.toMatchObject(refused);
  });

  it('is offered only where such a code may sign in, and asked for', async () => {
    const pool = await choicePool({}, { explicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] });
    expect(await signUp(pool)).toBeUndefined();
    const other = await choicePool({ firstAuthFactors: ['PASSWORD'] });
    expect(await signUp(other)).toBeUndefined();
    const unasked = await choicePool();
    await signUp(unasked);
    expect(await confirm(unasked)).not.toHaveProperty('Session');
  });
});
