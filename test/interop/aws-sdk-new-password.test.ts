import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminGetUserCommand, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { examplePool } from '../local/support/example-app.ts';
import { passPassword, respond } from '../local/support/srp.ts';
import { startTestPool, type TestPool, type TestPoolOptions } from '../local/support/start-pool.ts';
import { createUser, PASSWORD, setPassword, TEMPORARY } from '../local/support/users.ts';

const BOB = 'bob@example.com';
const flows = ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_CUSTOM_AUTH'];
const required = (name: string) => ({ name, type: 'String', required: true, mutable: true }) as const;

/** A pool whose people need a name and an address, and where Bob, made by an administrator, has no name yet. */
async function poolWithBob(options: TestPoolOptions = {}): Promise<TestPool & { readonly bob: string }> {
  const pool = await startTestPool({ client: { explicitAuthFlows: flows }, ...options });
  return { ...pool, bob: await createUser(pool, BOB) };
}

const withName = { pool: { schema: [required('email'), required('name')] } };

const signIn = (pool: TestPool, password = TEMPORARY) => passPassword(pool, BOB, password);

/** Bob's first sign-in, and his answer to it. */
async function answerNewPassword(
  pool: TestPool & { readonly bob: string },
  responses: Readonly<Record<string, string>>,
) {
  return respond(pool, await signIn(pool), { USERNAME: pool.bob, ...responses });
}

/** The first password waits, half hashed, until a second one is about to be: none is stored before both were looked at. */
function digestInPairs() {
  const digest = crypto.subtle.digest.bind(crypto.subtle);
  const second = Promise.withResolvers<void>();
  const held = vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (...given) => {
    if (held.mock.calls.length > 1) second.resolve();
    await second.promise;
    return digest(...given);
  });
  onTestFinished(() => held.mockRestore());
  return held;
}

// docs/cognito.md#52-challenges
describe('NEW_PASSWORD_REQUIRED', () => {
  it('is asked of a temporary password, with what is required and what is known', async () => {
    const pool = await poolWithBob();
    const { ChallengeName, Session, ChallengeParameters: parameters = {} } = await signIn(pool);
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect(Session).toEqual(expect.any(String));
    expect(parameters.USER_ID_FOR_SRP).toBe(pool.bob);
    expect(JSON.parse(parameters.requiredAttributes ?? '')).toEqual([]);
    expect(JSON.parse(parameters.userAttributes ?? '')).toEqual({ email: BOB, email_verified: 'true' });
  });

  it('ends in tokens and a confirmed user, who has that password from then on', async () => {
    const pool = await poolWithBob();
    const { AuthenticationResult } = await answerNewPassword(pool, { NEW_PASSWORD: PASSWORD });
    expect(AuthenticationResult?.IdToken).toMatch(/^ey/);
    const user = await pool.sdk.send(new AdminGetUserCommand({ UserPoolId: pool.UserPoolId, Username: BOB }));
    expect(user.UserStatus).toBe('CONFIRMED');
    await expect(signIn(pool)).rejects.toThrow('Incorrect username or password.');
    await expect(signIn(pool, PASSWORD)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('is asked by a password in plain text as well', async () => {
    const pool = await poolWithBob();
    const { ChallengeName } = await pool.sdk.send(
      new InitiateAuthCommand({
        ...{ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: pool.ClientId },
        AuthParameters: { USERNAME: BOB, PASSWORD: TEMPORARY },
      }),
    );
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });

  // docs/cognito.md#7-mfa-lockouts-plans, aws-amplify/amplify-js#5834
  it('is not asked in a custom sign-in without a password', async () => {
    const pool = await poolWithBob();
    const { ChallengeName } = await pool.sdk.send(
      new InitiateAuthCommand({ AuthFlow: 'CUSTOM_AUTH', ClientId: pool.ClientId, AuthParameters: { USERNAME: BOB } }),
    );
    expect(ChallengeName).toBe('CUSTOM_CHALLENGE');
  });

  it.each([
    ['Short-1', 'Password not long enough'],
    ['no-uppercase-1', 'Password must have uppercase characters'],
    ['NO-LOWERCASE-1', 'Password must have lowercase characters'],
    ['No-Numbers-', 'Password must have numeric characters'],
    ['NoSymbols1', 'Password must have symbol characters'],
  ])('refuses %s in the words of the policy, and takes another one in the same session', async (weak, text) => {
    const pool = await poolWithBob();
    const challenged = await signIn(pool);
    await expect(respond(pool, challenged, { USERNAME: pool.bob, NEW_PASSWORD: weak })).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: `Password did not conform with policy: ${text}`,
    });
    const answered = await respond(pool, challenged, { USERNAME: pool.bob, NEW_PASSWORD: PASSWORD });
    expect(answered.AuthenticationResult).toBeDefined();
  });

  it('names the password where it is missing', async () => {
    const pool = await poolWithBob();
    await expect(answerNewPassword(pool, {})).rejects.toThrow('Missing required parameter NEW_PASSWORD');
  });

  it('takes one answer', async () => {
    const pool = await poolWithBob();
    const challenged = await signIn(pool);
    await respond(pool, challenged, { USERNAME: pool.bob, NEW_PASSWORD: PASSWORD });
    await expect(respond(pool, challenged, { USERNAME: pool.bob, NEW_PASSWORD: PASSWORD })).rejects.toThrow(
      'Invalid session for the user, session can only be used once.',
    );
  });

  it('takes one of two that come at once, and its password', async () => {
    const pool = await poolWithBob();
    const passwords = ['Correct-Horse-9', 'Another-Horse-9'];
    const challenges = [await signIn(pool), await signIn(pool)] as const;
    const digest = digestInPairs();
    const answers = await Promise.allSettled(
      passwords.map((password, index) =>
        respond(pool, challenges[index as 0 | 1], { USERNAME: pool.bob, NEW_PASSWORD: password }),
      ),
    );
    expect(digest.mock.calls.length).toBeGreaterThan(1);
    const taken = passwords.filter((_, index) => answers[index]?.status === 'fulfilled');
    expect(taken).toHaveLength(1);
    await expect(signIn(pool, taken[0])).resolves.toHaveProperty('AuthenticationResult');
  });

  it('is void where the pool’s owner set a password in the meantime', async () => {
    const pool = await poolWithBob();
    const challenged = await signIn(pool);
    await setPassword(pool, BOB, 'Another-Horse-9');
    await expect(respond(pool, challenged, { USERNAME: pool.bob, NEW_PASSWORD: PASSWORD })).rejects.toThrow(
      'Incorrect username or password.',
    );
  });

  // docs/cognito.md#11-trigger-sources
  it('tells PreTokenGeneration where the tokens come from', async () => {
    const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:tokens';
    const pool = await poolWithBob({
      pool: { lambdaConfig: { PreTokenGeneration: arn } },
      functions: { [arn]: (async (event: object) => event) as never },
    });
    await answerNewPassword(pool, { NEW_PASSWORD: PASSWORD });
    expect(pool.events.map(({ event }) => event.triggerSource)).toEqual(['TokenGeneration_NewPasswordChallenge']);
  });
});

describe('the required attributes', () => {
  /** The pool began to ask a name after Bob was made. */
  async function poolWithNamelessBob() {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const before = await startTestPool({ client: { explicitAuthFlows: flows }, storage: { folder } });
    const bob = await createUser(before, BOB);
    await before.local.close();
    const pool = await startTestPool({ client: { explicitAuthFlows: flows }, storage: { folder }, ...withName });
    return { ...pool, bob };
  }

  it('that are missing are asked for, named where they are not given, and taken', async () => {
    const pool = await poolWithNamelessBob();
    const challenged = await signIn(pool);
    expect(JSON.parse(challenged.ChallengeParameters?.requiredAttributes ?? '')).toEqual(['userAttributes.name']);
    const answer = { USERNAME: pool.bob, NEW_PASSWORD: PASSWORD };
    await expect(respond(pool, challenged, answer)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid attributes given, name is missing',
    });
    await respond(pool, challenged, { ...answer, 'userAttributes.name': 'Bob' });
    const user = await pool.sdk.send(new AdminGetUserCommand({ UserPoolId: pool.UserPoolId, Username: BOB }));
    expect(user.UserAttributes).toContainEqual({ Name: 'name', Value: 'Bob' });
  });

  it('that have a value can not be changed (SDK: RespondToAuthChallenge)', async () => {
    const pool = await poolWithBob();
    const responses = { NEW_PASSWORD: PASSWORD, 'userAttributes.email': 'mallory@example.com' };
    await expect(answerNewPassword(pool, responses)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Cannot modify an already provided email',
    });
  });

  it('leave the others free, but for what the client may not write', async () => {
    const pool = await poolWithBob();
    await expect(
      answerNewPassword(pool, { NEW_PASSWORD: PASSWORD, 'userAttributes.email_verified': 'true' }),
    ).rejects.toThrow('A client attempted to write unauthorized attribute');
    await answerNewPassword(pool, { NEW_PASSWORD: PASSWORD, 'userAttributes.custom:role': 'admin' });
    const user = await pool.sdk.send(new AdminGetUserCommand({ UserPoolId: pool.UserPoolId, Username: BOB }));
    expect(user.UserAttributes).toContainEqual({ Name: 'custom:role', Value: 'admin' });
  });
});

describe('a temporary password', () => {
  it('is good for seven days', async () => {
    const pool = await poolWithBob();
    pool.clock.advance({ seconds: 7 * 86_400 - 1 });
    await expect(signIn(pool)).resolves.toHaveProperty('ChallengeName', 'NEW_PASSWORD_REQUIRED');
    pool.clock.advance({ seconds: 1 });
    await expect(signIn(pool)).rejects.toThrow('Temporary password has expired and must be reset by an administrator.');
    await expect(signIn(pool, 'Wrong-Horse-9')).rejects.toThrow('Incorrect username or password.');
  });

  it('is good for as many days as the policy says', async () => {
    const { passwordPolicy } = examplePool();
    const pool = await poolWithBob({
      pool: { passwordPolicy: { ...passwordPolicy, temporaryPasswordValidityDays: 1 } },
    });
    pool.clock.advance({ seconds: 86_400 });
    await expect(signIn(pool)).rejects.toThrow('Temporary password has expired');
  });
});
