import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserLambdaValidationException } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it, onTestFinished } from 'vitest';
import { signIn } from '../../lambdas/sign-in.ts';
import { DYNAMODB } from '../../lib/aws/call-json.ts';
import { dynamoStore } from '../../lib/ledger/dynamo-store.ts';
import { openKeptStore } from '../../lib/local/kept-store.ts';
import { startPoolOn } from '../../lib/local/pool-on-store.ts';
import { startStandInsOn } from '../../lib/local/stand-ins/stand-ins-on-store.ts';
import { startStandIns } from '../../lib/local/stand-ins/start-stand-ins.ts';
import type { Storage } from '../../lib/local/store/database.ts';
import { handlersOf, logInto } from '../../lib/testing/flow-handlers.ts';
import { Outbox, SimulatedClock } from '../../lib/testing/index.ts';
import { jsonCall } from './stand-ins/json-call.ts';
import { ARNS, exampleApp, exampleClient } from './support/example-app.ts';
import { inProcessHost } from './support/in-process-host.ts';
import { environment, sdkFor } from './support/pool-parts.ts';
import { answer, begin } from './support/sign-in.ts';

const LEDGER = {
  COUNTERSIGN_LEDGER: 'Ledger',
  COUNTERSIGN_LEDGER_KEY: 'arn:aws:kms:eu-central-1:123456789012:key/1',
};
/** Requests under way at once: the machine is no faster with more. */
const AT_ONCE = 8;

/** The example on its pool, whose handlers call the stand-ins over HTTP; with a clock to move. */
async function start(
  budgets: boolean,
  { storage = 'memory' as Storage, clock = new SimulatedClock(Date.parse('2026-05-04T03:02:01Z')) } = {},
) {
  const { now } = clock;
  const outbox = new Outbox({ now });
  const kept = openKeptStore(storage, () => {});
  const app = exampleApp();
  const functions = app.functions.map((each) => ({ ...each, environment: LEDGER }));
  const standIns = await startStandInsOn(kept, { outbox, functions: () => functions, budgets, now });
  const surroundings = { ...environment, ...LEDGER, ...standIns.environment };
  const handlers = handlersOf(signIn, { now, environment: surroundings, fetch, log: logInto([]) });
  const host = inProcessHost({
    [ARNS.define]: handlers.define,
    [ARNS.create]: handlers.create,
    [ARNS.verify]: handlers.verify,
  });
  const seed = [{ username: 'alice@example.com' }];
  const local = await startPoolOn(kept, { app: { ...app, functions }, host, outbox, now, port: 0, seed });
  const sdk = sdkFor(local.endpoint);
  let closed: Promise<void> | undefined;
  const end = async () => {
    sdk.destroy();
    await local.close();
    await standIns.close();
    kept.close();
  };
  const close = () => {
    closed ??= end();
    return closed;
  };
  onTestFinished(close);
  return { sdk, ClientId: exampleClient().clientId, clock, outbox, close };
}

type Started = Awaited<ReturnType<typeof start>>;

/** Answers wrong in so many sign-ins, the first two tries of each. */
async function guess(pool: Started, signIns: number): Promise<void> {
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

/** Begins anew, and answers with the code that is mailed then. */
async function answerRight(pool: Started) {
  const challenged = await begin(pool);
  const answered = await answer(pool, challenged, pool.outbox.lastCode());
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
    const pool = await start(true);
    await guess(pool, 150);
    expect(await answerRight(pool)).toEqual({ retryAfter: '60', isIn: false });
    pool.clock.advance({ seconds: 61 });
    expect(await answerRight(pool)).toEqual({ retryAfter: undefined, isIn: true });
  }, 60_000);

  it('a wait, and its end, outlive the pool', async () => {
    const storage = temporaryStorage();
    const before = await start(true, { storage });
    await guess(before, 8);
    await before.close();
    const { clock } = before;

    const locked = await start(true, { storage, clock });
    expect(await answerRight(locked)).toEqual({ retryAfter: '60', isIn: false });
    clock.advance({ seconds: 61 });
    expect(await answerRight(locked)).toEqual({ retryAfter: undefined, isIn: true });
    await locked.close();

    const unlocked = await start(true, { storage, clock });
    expect(await answerRight(unlocked)).toEqual({ retryAfter: undefined, isIn: true });
  });
});

describe('without', () => {
  it('nobody waits, however many guesses were wrong', async () => {
    const pool = await start(false);
    await guess(pool, 150);
    expect(await answerRight(pool)).toEqual({ retryAfter: undefined, isIn: true });
  }, 60_000);

  it('nobody waits for what was guessed while waits were held, and a right answer forgives it', async () => {
    const storage = temporaryStorage();
    const before = await start(true, { storage });
    await guess(before, 8);
    await before.close();
    const { clock } = before;

    const lifted = await start(false, { storage, clock });
    expect(await answerRight(lifted)).toEqual({ retryAfter: undefined, isIn: true });
    await lifted.close();

    const held = await start(true, { storage, clock });
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
