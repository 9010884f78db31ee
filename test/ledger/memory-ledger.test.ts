import { describe, expect, test } from 'vitest';
import { callAwsJson, DYNAMODB } from '../../lib/aws/call-json.ts';
import { dynamoStore } from '../../lib/ledger/dynamo-store.ts';
import type { LedgerStore } from '../../lib/ledger/ledger-store.ts';
import { MemoryLedger } from '../../lib/ledger/memory-ledger.ts';
import { SimulatedClock } from '../../lib/testing/index.ts';
import { seededChoice } from './support/choices.ts';
import { ENVIRONMENT, TABLE } from './support/deployment.ts';
import { FakeAws } from './support/fake-aws.ts';

const START = Date.UTC(2026, 10, 26);
const ttl = START / 1000 + 60;

describe('a ledger in memory', () => {
  test('forgets an item when it is out of date, and not before', async () => {
    const clock = new SimulatedClock(START);
    const { store } = await new MemoryLedger().open(clock);
    await store.count('g', { free: 1, ttl });
    await store.claim('u', { by: 'a', ttl });
    clock.advance({ seconds: 59, milliseconds: 999 });
    expect(await store.read('g')).toEqual({ fails: 1, until: 0 });
    expect(await store.claim('u', { by: 'b', ttl: ttl + 60 })).toBe(false);
    clock.advance({ milliseconds: 1 });
    expect(await store.read('g')).toEqual({ fails: 0, until: 0 });
    expect(await store.claim('u', { by: 'b', ttl: ttl + 60 })).toBe(true);
  });

  test('is shared by all who open it, and by nobody else', async () => {
    const clock = new SimulatedClock(START);
    const ledger = new MemoryLedger();
    const [one, two, other] = [
      ...[await ledger.open(clock), await ledger.open(clock)],
      await new MemoryLedger().open(clock),
    ] as const;
    await one.store.count('g', { free: 5, ttl });
    expect(await two.store.read('g')).toEqual({ fails: 1, until: 0 });
    expect(await other.store.read('g')).toEqual({ fails: 0, until: 0 });
    expect(two.keys).toEqual(one.keys);
    expect(other.keys).not.toEqual(one.keys);
  });

  test('answers as the table does, whatever is asked', async () => {
    const context = { environment: ENVIRONMENT, now: () => START, signal: new AbortController().signal };
    for (let seed = 0; seed < 25; seed++) {
      const aws = new FakeAws();
      const stores = [
        (await new MemoryLedger().open({ now: () => START })).store,
        dynamoStore(TABLE, (operation, input) =>
          callAwsJson({ ...context, fetch: aws.fetch }, { service: DYNAMODB, operation, input, limit: 800 }),
        ),
      ] as const;
      const choose = seededChoice(seed);
      for (let nth = 0; nth < 25; nth++) {
        const ask = anyRequest(choose);
        const [inMemory, inTable] = [await ask(stores[0]), await ask(stores[1])];
        expect([seed, nth, inMemory]).toEqual([seed, nth, inTable]);
      }
    }
  });
});

function anyRequest(choose: (count: number) => number): (store: LedgerStore) => Promise<unknown> {
  const pk = `g${choose(2)}`;
  const [fails, until, by] = [choose(4), START + (choose(3) - 1) * 1000, `round ${choose(2)}`];
  const requests: readonly ((store: LedgerStore) => Promise<unknown>)[] = [
    (store) => store.count(pk, { free: fails + 1, ttl }),
    (store) => store.read(pk),
    (store) => store.lock(pk, { known: { fails, until: 0 }, next: { fails: fails + 1, until }, now: START, ttl }),
    (store) => store.claim(`u${pk}`, { by, ttl }),
    (store) => store.reset(pk),
  ];
  return requests[[0, 0, 1, 2, 2, 3, 4][choose(7)] as number] as (store: LedgerStore) => Promise<unknown>;
}
