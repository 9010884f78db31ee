import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeliverMessageHandler } from '../../lib/triggers/deliver-message.ts';
import { ARNS } from './support/example-app.ts';
import { rawRequest } from './support/raw-request.ts';
import { answer, begin } from './support/sign-in.ts';
import { type OnStandIns, startOnStandIns } from './support/start-on-stand-ins.ts';

/** What lies between InitiateAuth's answer and the mail. */
function gated(): { open(): void; deliver(handler: DeliverMessageHandler): DeliverMessageHandler } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    open: resolve,
    deliver: (handler) => Object.assign(async (poke: never) => promise.then(() => handler(poke)), handler),
  };
}

const messagesOf = async ({ port }: OnStandIns): Promise<readonly { readonly code: string }[]> =>
  JSON.parse((await rawRequest(port, { path: '/_local/messages?to=alice@example.com' })).text);

/** What went out. */
const sentBy = ({ outbox }: OnStandIns) => outbox.list().filter(({ shared }) => !shared);

const isIn = async (answered: ReturnType<typeof answer>): Promise<boolean> =>
  (await answered).AuthenticationResult?.AccessToken !== undefined;

describe('a message', () => {
  it('is sent after InitiateAuth was answered, and the list of messages waits for it', async () => {
    const gate = gated();
    const pool = await startOnStandIns(true, { deliver: gate.deliver });
    const challenged = await begin(pool);
    expect(pool.outbox.list()).toEqual([]);
    const listed = messagesOf(pool);
    expect(await Promise.race([listed, wait(100, 'nothing yet')])).toBe('nothing yet');
    gate.open();
    const [message] = await listed;
    expect(await isIn(answer(pool, challenged, message?.code ?? ''))).toBe(true);
  });

  it('is tried once more where the function failed before it sent, and the failure is told', async () => {
    let times = 0;
    const pool = await startOnStandIns(true, {
      deliver: (handler) =>
        Object.assign(async (poke: never) => {
          times++;
          if (times === 1) throw new Error('The function ended');
          return handler(poke);
        }, handler),
    });
    const challenged = await begin(pool);
    await expect.poll(() => pool.outbox.list().length).toBe(1);
    await pool.events.idle();
    expect(pool.tries).toEqual([
      { functionName: 'deliver', requestId: 'local', failure: 'Error: The function ended', againAfterMs: 50 },
      { functionName: 'deliver', requestId: 'local' },
    ]);
    expect(await isIn(answer(pool, challenged, pool.outbox.lastCode()))).toBe(true);
  });

  it('is given up where the function fails twice', async () => {
    const pool = await startOnStandIns(true, {
      deliver: (handler) => Object.assign(async () => Promise.reject(new Error('No such table')), handler),
    });
    await begin(pool);
    await expect.poll(() => pool.tries.length).toBe(2);
    await wait(200);
    expect(pool.tries.map(({ againAfterMs }) => againAfterMs)).toEqual([50, undefined]);
    expect(await messagesOf(pool)).toEqual([]);
  });

  it('is one where Create is invoked three times for one event, and its code works', async () => {
    const pool = await startOnStandIns(true);
    const challenged = await begin(pool);
    await pool.events.idle();
    const created = pool.host.events.find(({ functionArn }) => functionArn === ARNS.create)?.event;
    const again = await Promise.all(
      Array.from({ length: 2 }, () => pool.host.invoke(ARNS.create, JSON.stringify(created))),
    );
    expect(again.map(({ kind }) => kind)).toEqual(['answered', 'answered']);
    await pool.events.idle();
    expect(pool.outbox.list()).toHaveLength(1);
    expect(await isIn(answer(pool, challenged, pool.outbox.lastCode()))).toBe(true);
  });

  it('is one where Create is invoked three times at once: each answer is of the same code', async () => {
    const other = await startOnStandIns(true);
    await begin(other);
    const created = other.host.events.find(({ functionArn }) => functionArn === ARNS.create)?.event;
    const pool = await startOnStandIns(true);
    const invocations = await Promise.all(
      Array.from({ length: 3 }, () => pool.host.invoke(ARNS.create, JSON.stringify(created))),
    );
    await pool.events.idle();
    expect(sentBy(pool)).toHaveLength(1);
    const rounds = invocations.map((each) => {
      const { privateChallengeParameters } = JSON.parse((each.kind === 'answered' && each.payload) || '{}').response;
      const { code, 'countersign:message': message } = privateChallengeParameters;
      return { code, message };
    });
    expect(rounds[0]).toEqual({ code: expect.any(String), message: expect.any(String) });
    expect(rounds).toEqual([rounds[0], rounds[0], rounds[0]]);
  });
});

describe('with --budgets', () => {
  it('50 sign-ins of one user share one message, and of 50 right answers at once at most one signs in', async () => {
    const pool = await startOnStandIns(true);
    const rounds: Awaited<ReturnType<typeof begin>>[] = [];
    while (rounds.length < 50) rounds.push(...(await Promise.all(Array.from({ length: 5 }, () => begin(pool)))));
    const code = await pool.lastCode();
    expect(sentBy(pool)).toHaveLength(1);
    const answered = await Promise.allSettled(rounds.map((round) => isIn(answer(pool, round, code))));
    const inside = answered.filter((each) => each.status === 'fulfilled' && each.value);
    expect(inside.length).toBeLessThanOrEqual(1);

    pool.clock.advance({ minutes: 11 });
    const alone = await begin(pool);
    expect(await isIn(answer(pool, alone, await pool.lastCode()))).toBe(true);
    expect(sentBy(pool)).toHaveLength(2);
  }, 60_000);

  it('a shared message is listed again for each sign-in that it is to answer, and its code is right there', async () => {
    const pool = await startOnStandIns(true);
    await begin(pool);
    const code = await pool.lastCode();
    pool.clock.advance({ seconds: 5 });
    const since = pool.clock.now();
    const round = await begin(pool);
    expect(round.ChallengeParameters?.sentAgo).toBe('5');
    await pool.events.idle();
    expect(pool.outbox.list({ since })).toEqual([expect.objectContaining({ code, shared: true, sentAt: since })]);
    expect(await isIn(answer(pool, round, code))).toBe(true);
  });

  it('the sixth message of a quarter of an hour is not sent, and the user is told when one will be', async () => {
    const pool = await startOnStandIns(true);
    let parameters: Readonly<Record<string, string>> = {};
    let asked = 0;
    for (; parameters.resendAfter === undefined && asked < 20; asked++) {
      const round = await begin(pool);
      parameters = round.ChallengeParameters ?? {};
      // What was used up is shared by nobody.
      if (parameters.resendAfter === undefined) await answer(pool, round, await pool.lastCode());
      pool.clock.advance({ seconds: 31 });
    }
    expect(Number(parameters.resendAfter)).toBeGreaterThan(0);
    expect(pool.outbox.list()).toHaveLength(asked - 1);
    expect(pool.logged.at(-1)?.fields).toMatchObject({ trigger: 'CreateAuthChallenge', reason: 'message-budget' });
  });
});

describe('without', () => {
  it('each sign-in sends its own message, however many there were, and its code alone is right', async () => {
    const pool = await startOnStandIns(false);
    const codes: string[] = [];
    for (let times = 0; times < 30; times++) {
      const round = await begin(pool);
      expect(round.ChallengeParameters).not.toHaveProperty('sentAgo');
      expect(round.ChallengeParameters).not.toHaveProperty('resendAfter');
      codes.push(await pool.lastCode());
      expect(pool.outbox.list()).toHaveLength(times + 1);
      expect(await isIn(answer(pool, round, codes.at(-1) as string))).toBe(true);
    }
    expect(new Set(codes).size).toBe(30);
  }, 30_000);

  it('no message is held up by what was sent while budgets were held', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-deliveries-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const held = await startOnStandIns(true, { storage: { folder } });
    const first = await begin(held);
    await answer(held, first, await held.lastCode());
    expect((await begin(held)).ChallengeParameters).toHaveProperty('resendAfter');
    await held.close();

    const lifted = await startOnStandIns(false, { storage: { folder }, clock: held.clock });
    const round = await begin(lifted);
    expect(await isIn(answer(lifted, round, await lifted.lastCode()))).toBe(true);
  });
});
