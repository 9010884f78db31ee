import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserLambdaValidationException } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DYNAMODB } from '../../lib/aws/call-json.ts';
import { dynamoStore } from '../../lib/ledger/dynamo-store.ts';
import { startStandIns } from '../../lib/local/stand-ins/start-stand-ins.ts';
import type { Storage } from '../../lib/local/store/database.ts';
import { Outbox } from '../../lib/testing/index.ts';
import { jsonCall } from './stand-ins/json-call.ts';
import { answer, begin } from './support/sign-in.ts';
import { LEDGER, type OnStandIns, startOnStandIns } from './support/start-on-stand-ins.ts';

/** Requests under way at once: the machine is no faster with more, and the ledger's have but a second. */
const AT_ONCE = 8;

/** Answers wrong in so many sign-ins, the first two tries of each. */
async function guess(pool: OnStandIns, signIns: number): Promise<void> {
  let left = signIns;
  let anew = 20;
  const one = async (): Promise<void> => {
    while (left-- > 0) {
      try {
        const first = await begin(pool);
        const second = await answer(pool, first, '00000000');
        await answer(pool, second, '11111111');
      } catch (error) {
        // On a machine that has too much to do, the table may not answer in time: closed, and begun anew.
        if (!(error instanceof UserLambdaValidationException) || anew-- === 0) throw error;
        left++;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

/** Begins anew, and answers with the code that was mailed last: another one, or the one that is shared. */
async function answerRight(pool: OnStandIns) {
  const challenged = await begin(pool);
  const answered = await answer(pool, challenged, await pool.lastCode());
  return {
    retryAfter: challenged.ChallengeParameters?.retryAfter,
    isIn: answered.AuthenticationResult?.AccessToken !== undefined,
  };
}

function temporaryStorage(): Storage {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-waits-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder };
}

describe('with --budgets', () => {
  it('300 wrong guesses of fresh sign-ins keep the right code out, until the wait is over', async () => {
    const pool = await startOnStandIns(true);
    await guess(pool, 150);
    expect(await answerRight(pool)).toEqual({ retryAfter: '60', isIn: false });
    pool.clock.advance({ seconds: 61 });
    expect(await answerRight(pool)).toEqual({ retryAfter: undefined, isIn: true });
  }, 60_000);

  it('a wait, and its end, outlive the pool', async () => {
    const storage = temporaryStorage();
    const before = await startOnStandIns(true, { storage });
    await guess(before, 8);
    await before.close();
    const { clock, outbox } = before;

    const locked = await startOnStandIns(true, { storage, clock, outbox });
    expect(await answerRight(locked)).toEqual({ retryAfter: '60', isIn: false });
    clock.advance({ seconds: 61 });
    expect(await answerRight(locked)).toEqual({ retryAfter: undefined, isIn: true });
    await locked.close();

    // Between two messages.
    clock.advance({ seconds: 31 });
    const unlocked = await startOnStandIns(true, { storage, clock, outbox });
    expect(await answerRight(unlocked)).toEqual({ retryAfter: undefined, isIn: true });
  });
});

describe('without', () => {
  it('nobody waits, however many guesses were wrong', async () => {
    const pool = await startOnStandIns(false);
    await guess(pool, 150);
    expect(await answerRight(pool)).toEqual({ retryAfter: undefined, isIn: true });
  }, 60_000);

  it('nobody waits for what was guessed while waits were held, and a right answer forgives it', async () => {
    const storage = temporaryStorage();
    const before = await startOnStandIns(true, { storage });
    await guess(before, 8);
    await before.close();
    const { clock, outbox } = before;

    const lifted = await startOnStandIns(false, { storage, clock, outbox });
    expect(await answerRight(lifted)).toEqual({ retryAfter: undefined, isIn: true });
    await lifted.close();

    const held = await startOnStandIns(true, { storage, clock, outbox });
    expect(await answerRight(held)).toEqual({ retryAfter: undefined, isIn: true });
  });

  it('what was used up stays so: its claim is held, where a count is not', async () => {
    const functions = () => [{ environment: LEDGER }];
    const standIns = await startStandIns({ outbox: new Outbox(), functions });
    onTestFinished(standIns.close);
    const store = dynamoStore(LEDGER.COUNTERSIGN_LEDGER, (operation, input) =>
      jsonCall(standIns.environment)(DYNAMODB, operation, input),
    );
    const ttl = Math.floor(Date.now() / 1000) + 3600;
    expect(await store.claim('uCode', { by: 'round-1', ttl })).toBe(true);
    expect(await store.claim('uCode', { by: 'round-2', ttl })).toBe(false);
    for (let times = 0; times < 3; times++) expect(await store.count('gAlice', { free: 1, ttl })).toBe(true);
    expect(await store.read('gAlice')).toEqual({ fails: 0, until: 0 });
    await store.reset('gAlice');
  });
});
