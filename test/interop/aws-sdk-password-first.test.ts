import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import { defineFlow } from '../../lib/flow/index.ts';
import type { DefineAuthChallengeEvent } from '../../lib/protocol/index.ts';
import { ARNS } from '../local/support/example-app.ts';
import { answer, wrongCode } from '../local/support/sign-in.ts';
import { beginSrp, claimOf, passPassword, respond } from '../local/support/srp.ts';
import { startTestPool, type TestPool, type TestPoolOptions } from '../local/support/start-pool.ts';
import { createUser, PASSWORD, setPassword, TEMPORARY } from '../local/support/users.ts';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const INCORRECT = 'Incorrect username or password.';

/** A password, then an e-mailed code. */
const passwordThenCode = defineFlow({ emailOtp: emailOtp() }, function* ({ password, pass }) {
  yield* password();
  yield* pass('emailOtp');
});

async function poolWithAlice(options: TestPoolOptions = {}): Promise<TestPool> {
  const pool = await startTestPool({ flow: passwordThenCode, ...options });
  await setPassword(pool, ALICE);
  return pool;
}

const toldDefine = ({ events }: TestPool) =>
  events
    .filter(({ functionArn }) => functionArn === ARNS.define)
    .map(({ event }) => (event as unknown as DefineAuthChallengeEvent).request.session);

const byPassword = (pool: TestPool, password = PASSWORD, username = ALICE) =>
  passPassword(pool, username, password, 'CUSTOM_AUTH');

// docs/cognito.md#14-password-first
describe('CUSTOM_AUTH begun with SRP_A', () => {
  it('asks the password, then the code, and then gives tokens', async () => {
    const pool = await poolWithAlice();
    const begun = await beginSrp(pool, ALICE, 'CUSTOM_AUTH');
    expect(begun.challenged).toMatchObject({ ChallengeName: 'PASSWORD_VERIFIER', Session: expect.any(String) });
    expect(Object.keys(begun.challenged.ChallengeParameters ?? {})).toHaveLength(5);
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    const challenged = await respond(pool, begun.challenged, claim);
    expect(challenged.ChallengeName).toBe('CUSTOM_CHALLENGE');
    const { AuthenticationResult } = await answer(pool, challenged, pool.outbox.lastCode() ?? '');
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
    expect(toldDefine(pool)).toMatchObject([
      [{ challengeName: 'SRP_A', challengeResult: true, challengeMetadata: null }],
      [{ challengeName: 'SRP_A' }, { challengeName: 'PASSWORD_VERIFIER', challengeResult: true }],
      [{}, {}, { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true }],
    ]);
    expect(pool.faults).toEqual([]);
  });

  it('does not ask Define after a wrong password, nor send a code', async () => {
    const pool = await poolWithAlice();
    await expect(byPassword(pool, 'Wrong-Horse-9')).rejects.toThrow(INCORRECT);
    expect(toldDefine(pool)).toHaveLength(1);
    expect(pool.outbox.list()).toEqual([]);
  });

  it('wants the session back: the secret block alone leads nowhere', async () => {
    const pool = await poolWithAlice();
    const begun = await beginSrp(pool, ALICE, 'CUSTOM_AUTH');
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    const { ChallengeName } = begun.challenged;
    await expect(respond(pool, { ChallengeName, Session: undefined }, claim)).rejects.toThrow(
      'Invalid session for the user.',
    );
  });

  it('takes no code in place of the password, and no password in place of the code', async () => {
    const pool = await poolWithAlice();
    const begun = await beginSrp(pool, ALICE, 'CUSTOM_AUTH');
    await expect(answer(pool, begun.challenged, '123456')).rejects.toThrow('Invalid session provided for the user.');
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    const challenged = await respond(pool, begun.challenged, claim);
    const again = { ChallengeName: 'PASSWORD_VERIFIER', Session: challenged.Session } as const;
    await expect(respond(pool, again, claim)).rejects.toThrow('Invalid session provided for the user.');
  });

  it('goes on asking the code where it was wrong, and not the password', async () => {
    const pool = await poolWithAlice();
    const challenged = await byPassword(pool);
    const again = await answer(pool, challenged, wrongCode(pool));
    expect(again.ChallengeName).toBe('CUSTOM_CHALLENGE');
    const { AuthenticationResult } = await answer(pool, again, pool.outbox.lastCode() ?? '');
    expect(AuthenticationResult).toBeDefined();
  });

  // docs/cognito.md#7-mfa-lockouts-plans
  it('does not lock anybody out for wrong codes, and does for wrong passwords', async () => {
    const pool = await poolWithAlice();
    for (let failure = 1; failure <= 5; failure++) {
      await expect(byPassword(pool, 'Wrong-Horse-9')).rejects.toThrow(INCORRECT);
    }
    await expect(byPassword(pool)).rejects.toThrow('Password attempts exceeded');
    pool.clock.advance({ seconds: 1 });
    for (let round = 0; round < 6; round++) {
      const challenged = await byPassword(pool);
      await answer(pool, challenged, wrongCode(pool));
    }
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'CUSTOM_CHALLENGE' });
  });

  // docs/cognito.md#31-unknown-users
  it('walks a user that does not exist to the same refusal', async () => {
    const pool = await poolWithAlice();
    await expect(byPassword(pool, PASSWORD, 'nobody@example.com')).rejects.toThrow(INCORRECT);
    expect(pool.faults).toEqual([]);
  });

  it('needs SRP_A where it says so', async () => {
    const pool = await poolWithAlice();
    const { sdk, ClientId } = pool;
    const AuthParameters = { USERNAME: ALICE, CHALLENGE_NAME: 'SRP_A' };
    await expect(
      sdk.send(new InitiateAuthCommand({ AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters })),
    ).rejects.toThrow('Missing required parameter SRP_A');
  });
});

describe('the password of a flow can not be skipped', () => {
  it('by beginning without SRP_A', async () => {
    const pool = await poolWithAlice();
    const { sdk, ClientId } = pool;
    const begin = new InitiateAuthCommand({ AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters: { USERNAME: ALICE } });
    await expect(sdk.send(begin)).rejects.toThrow(INCORRECT);
    expect(pool.outbox.list()).toEqual([]);
  });

  it('by A of zero, which would make any password right', async () => {
    const pool = await poolWithAlice();
    await expect(beginSrp(pool, ALICE, 'CUSTOM_AUTH', { SRP_A: '0' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    expect(toldDefine(pool)).toEqual([]);
  });

  // SECURITY.md#what-is-not, docs/cognito.md#7-mfa-lockouts-plans
  it('by a temporary password: what would skip the code is never asked', async () => {
    const pool = await poolWithAlice();
    await createUser(pool, BOB);
    await expect(byPassword(pool, TEMPORARY, BOB)).rejects.toThrow(INCORRECT);
    expect(pool.outbox.list()).toEqual([]);
  });

  it('by a password that became temporary while it was being proven', async () => {
    const pool = await poolWithAlice();
    const begun = await beginSrp(pool, ALICE, 'CUSTOM_AUTH');
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    await setPassword(pool, ALICE, TEMPORARY, false);
    await expect(respond(pool, begun.challenged, claim)).rejects.toThrow(INCORRECT);
  });
});

describe('a Define of somebody else’s', () => {
  /** As AWS's own sample: the password, then one custom challenge, and no look at the user's status. */
  const define = async (event: DefineAuthChallengeEvent) => {
    const names = event.request.session.map(({ challengeName }) => challengeName);
    const next = names.length === 1 ? 'PASSWORD_VERIFIER' : names.length === 2 ? 'CUSTOM_CHALLENGE' : null;
    return { ...event, response: { challengeName: next, issueTokens: next === null, failAuthentication: false } };
  };

  // docs/cognito.md#7-mfa-lockouts-plans, amazon-archives/amazon-cognito-identity-js#341
  it('loses its custom challenge where a new password is required', async () => {
    const pool = await startTestPool({ functions: { [ARNS.define]: define as never } });
    await createUser(pool, BOB);
    const challenged = await byPassword(pool, TEMPORARY, BOB);
    expect(challenged.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const { AuthenticationResult } = await respond(pool, challenged, {
      USERNAME: challenged.ChallengeParameters?.USER_ID_FOR_SRP ?? '',
      NEW_PASSWORD: PASSWORD,
    });
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
    expect(toldDefine(pool)).toHaveLength(1);
  });

  // docs/cognito.md#14-password-first
  it('can leave the password out: SRP_A proves nothing', async () => {
    const careless = async (event: DefineAuthChallengeEvent) => ({
      ...event,
      response: { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false },
    });
    const pool = await startTestPool({ functions: { [ARNS.define]: careless as never } });
    const { challenged } = await beginSrp(pool, ALICE, 'CUSTOM_AUTH', { SRP_A: 'ab' });
    expect(challenged.ChallengeName).not.toBe('PASSWORD_VERIFIER');
  });
});
