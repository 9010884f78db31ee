import { describe, expect, test } from 'vitest';
import { takeMessageLimits } from '../../lib/flow/message-limits.ts';
import { LedgerUnavailableError } from '../../lib/ledger/errors.ts';
import { type LedgerSubject, messagePk, usedPk } from '../../lib/ledger/keys.ts';
import type { OpenLedger } from '../../lib/ledger/ledger.ts';
import { findLiveMessage, type LiveMessage, type SealedMessage } from '../../lib/ledger/live-message.ts';
import { MemoryLedger } from '../../lib/ledger/memory-ledger.ts';
import { NOTHING, type Poke } from '../../lib/ledger/poke.ts';
import { takeMessage } from '../../lib/ledger/take-message.ts';
import { type Choose, seededChoice, withEveryChoice } from './support/choices.ts';
import { FATES, type Fate, interleave, type Step } from './support/interleave.ts';
import { toldStore } from './support/told-store.ts';

const START = Date.UTC(2026, 10, 26, 9);
const SUBJECT: LedgerSubject = { userPoolId: 'us-east-1_Ab129faBb', userName: 'alice', challenge: 'emailOtp' };
const LIMITS = takeMessageLimits({});
const USER = { user: { userName: 'alice', attributes: {} }, userNotFound: false };

const contentOf = (code: string, message = true): SealedMessage => ({
  challenge: 'emailOtp',
  round: {
    parameters: { deliveredTo: 'a***@e***' },
    privateParameters: { code: `kept ${code}` },
    state: `kept ${code}`,
  },
  user: { userName: 'alice', attributes: {} },
  userPoolId: SUBJECT.userPoolId,
  ...(message && { message: { to: 'alice@example.com', code } }),
});

/** A world of one user: what was sent, and what came of each ask. */
async function world() {
  const time = { now: START };
  const { keys, store } = await new MemoryLedger().open({ now: () => time.now });
  const sent: string[] = [];
  const pokes: Poke[] = [];
  const ledger: OpenLedger = { keys, store };
  const key = messagePk(keys, { ...SUBJECT, userNotFound: false });
  /** Delivers at once, as a function that nothing disturbs. */
  const deliver = async (poke: Poke): Promise<void> => {
    pokes.push(poke);
    if (poke.id === NOTHING) return;
    const taken = await takeMessage(ledger, poke, () => time.now);
    if (taken.kind === 'taken') sent.push(taken.content.message?.code ?? 'nothing');
  };
  const ask = async (
    code: string,
    {
      step = (_name, act) => act(),
      limits = LIMITS,
      message = true,
    }: { step?: Step; limits?: typeof LIMITS; message?: boolean } = {},
  ): Promise<LiveMessage> => {
    const told: OpenLedger = { keys, store: toldStore(store, step) };
    return findLiveMessage(told, {
      ...{ subject: SUBJECT, limits, now: () => time.now, known: await told.store.readMessage(key) },
      make: async () => contentOf(code, message),
      poke: (poke) => step('poke', () => deliver(poke)),
      ...USER,
    });
  };
  return { time, ledger, key, sent, pokes, deliver, ask };
}

const idOf = (live: LiveMessage): string => ('id' in live ? live.id : live.kind);

describe('several asks at once', () => {
  /** Runs asks in an order, with one fate; then, alone, one more. */
  async function race(asks: number, choose: Choose, fates: readonly Fate[]) {
    const { sent, ask } = await world();
    const outcomes: (LiveMessage | Error)[] = [];
    const runs = Array.from({ length: asks }, (_, nth) => async (step: Step) => {
      outcomes.push(await ask(`code ${nth}`, { step }).catch((error: Error) => error));
    });
    const fate = await interleave(runs, choose, fates);
    const before = sent.length;
    const after = await ask('the code of the next one');
    return { outcomes, fate, before, sent, after };
  }

  function expectOneMessage({ outcomes, fate, before, sent, after }: Awaited<ReturnType<typeof race>>): void {
    expect(before).toBeLessThanOrEqual(1);
    // Whatever got lost, the next one has it delivered, and nothing is delivered twice.
    expect(sent).toHaveLength(1);
    const answered = outcomes.filter((outcome): outcome is LiveMessage => !(outcome instanceof Error));
    expect(new Set([...answered, after].map(idOf)).size).toBe(1);
    for (const outcome of outcomes)
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(LedgerUnavailableError);
    if (fate === undefined) expect(answered.filter(({ kind }) => kind === 'sent')).toHaveLength(1);
  }

  test('of two, in every order, with a fault at each step: one message', async () => {
    let courses = 0;
    const ways = await withEveryChoice(async (choose) => {
      courses++;
      expectOneMessage(await race(2, choose, FATES));
    });
    expect(ways).toBe(courses);
    expect(ways).toBeGreaterThan(1000);
  });

  test('of three, in many orders: one message', async () => {
    for (let seed = 0; seed < 1500; seed++) expectOneMessage(await race(3, seededChoice(seed), FATES));
  });
});

describe('a message that several are asked to deliver', () => {
  async function race(choose: Choose, fates: readonly Fate[], fails: boolean) {
    const { ledger, key, sent, ask, time } = await world();
    // Written, and nobody asked yet.
    const { store } = ledger;
    const poke: { id?: string } = {};
    await findLiveMessage(ledger, {
      ...{ subject: SUBJECT, limits: LIMITS, now: () => time.now, known: await store.readMessage(key) },
      ...USER,
      make: async () => contentOf('the code'),
      poke: async ({ id }) => {
        poke.id = id;
      },
    });
    const runs = Array.from({ length: 2 }, () => async (step: Step) => {
      const told: OpenLedger = { ...ledger, store: toldStore(store, step) };
      const taken = await takeMessage(told, { key, id: poke.id ?? '' }, () => time.now);
      if (taken.kind !== 'taken') return;
      if (fails) return taken.giveBack();
      await step('send', async () => void sent.push(taken.content.message?.code ?? ''));
    });
    const fate = await interleave(
      runs.map((run) => (step) => run(step).catch(() => {})),
      choose,
      fates.filter((each) => each !== 'happens twice'),
    );
    return { fate, sent, ask };
  }

  test('is sent once, whatever happens, and where nothing does it is sent', async () => {
    const ways = await withEveryChoice(async (choose) => {
      const { fate, sent } = await race(choose, FATES, false);
      expect(sent.length).toBeLessThanOrEqual(1);
      if (fate === undefined) expect(sent).toEqual(['the code']);
    });
    expect(ways).toBeGreaterThan(20);
  });

  test('is there for the next one where it certainly wasn’t sent', async () => {
    await withEveryChoice(async (choose) => {
      const { fate, sent, ask } = await race(choose, FATES, true);
      expect((await ask('another code')).kind).toBe('shared');
      if (fate === undefined) expect(sent).toEqual(['the code']);
    });
  });
});

describe('a live message', () => {
  test('is shared while it is young, and is another one later', async () => {
    const { time, sent, ask } = await world();
    const first = await ask('1');
    expect(first).toMatchObject({ kind: 'sent', round: contentOf('1').round });
    time.now += 29_999;
    expect(await ask('2')).toMatchObject({ kind: 'shared', id: idOf(first), round: contentOf('1').round, sentAgo: 30 });
    time.now += 1;
    expect(await ask('3')).toMatchObject({ kind: 'sent', round: contentOf('3').round });
    expect(sent).toEqual(['1', '3']);
  });

  test('is shared as long as it lives where no other one may go out', async () => {
    const { time, sent, ask } = await world();
    for (let nth = 0; nth < 5; nth++) {
      await ask(`${nth}`);
      time.now += 30_000;
    }
    expect(sent).toHaveLength(5);
    expect(await ask('one too many')).toMatchObject({ kind: 'shared', round: contentOf('4').round });
    time.now += 7 * 600_000;
    expect(await ask('later')).toMatchObject({ kind: 'sent' });
  });

  test('that was used is no more: another one goes out after the pause', async () => {
    const { time, ledger, ask } = await world();
    const first = await ask('1');
    await ledger.store.claim(usedPk(ledger.keys, SUBJECT, idOf(first)), { by: 'a round', ttl: START / 1000 + 86_400 });
    expect(await ask('2')).toEqual({ kind: 'unsent', resendAfter: 30 });
    time.now += 30_000;
    expect(await ask('3')).toMatchObject({ kind: 'sent' });
  });

  test('that is over is another one, and none where none may go out', async () => {
    const { time, ask } = await world();
    const limits = takeMessageLimits({ burst: 1, every: 3600, lifetime: 60 });
    await ask('1', { limits });
    time.now += 60_000;
    expect(await ask('2', { limits })).toEqual({ kind: 'unsent', resendAfter: 3540 });
    time.now += 3_540_000;
    expect(await ask('3', { limits })).toMatchObject({ kind: 'sent' });
  });

  test.each([true, false])('goes to one destination so often in an hour, of whoever: a message %s', async (message) => {
    const { time, sent, ask } = await world();
    const limits = takeMessageLimits({ perDestination: 2, burst: 100, perDay: 1000, lifetime: 60 });
    const asks: LiveMessage[] = [];
    for (let nth = 0; nth < 4; nth++) {
      asks.push(await ask(`${nth}`, { limits, message }));
      time.now += 60_000;
    }
    time.now = START + 3_600_000;
    asks.push(await ask('later', { limits, message }));
    // Nobody is told: of what goes nowhere none is withheld.
    expect(asks.map(({ kind }) => kind)).toEqual(Array(5).fill('sent'));
    expect(asks.map((each) => 'isWithheld' in each && each.isWithheld)).toEqual(
      message ? [false, false, true, true, false] : Array(5).fill(false),
    );
    expect(sent).toEqual(message ? ['0', '1', 'later'] : []);
  });

  test('goes to all so often in an hour, and what goes nowhere uses none of that up', async () => {
    const { time, ask } = await world();
    const limits = takeMessageLimits({ perHour: 1, lifetime: 60 });
    expect((await ask('a decoy', { limits, message: false })).kind).toBe('sent');
    time.now += 60_000;
    expect((await ask('1', { limits })).kind).toBe('sent');
    time.now += 60_000;
    expect(await ask('2', { limits })).toMatchObject({ kind: 'sent', isWithheld: true });
  });

  test('of a decoy is written as any other, and nobody is told to deliver it', async () => {
    const { pokes, sent, ask } = await world();
    expect((await ask('1', { message: false })).kind).toBe('sent');
    expect((await ask('2', { message: false })).kind).toBe('shared');
    expect(pokes.map(({ id }) => id)).toEqual([NOTHING, NOTHING]);
    expect(sent).toEqual([]);
  });
});
