import { type GuessLimits, waitAfter } from '../../../lib/flow/index.ts';
import { guessesPk, usedPk } from '../../../lib/ledger/keys.ts';
import type { LedgerStore } from '../../../lib/ledger/ledger-store.ts';
import type { JudgeGuess } from './race.ts';

// Orders of the ledger's requests that are wrong, each as somebody could write it. The tests must find every one.

type Guess = Parameters<JudgeGuess>[1];

interface Tools {
  readonly store: LedgerStore;
  readonly pk: string;
  readonly limits: GuessLimits;
  readonly now: number;
  readonly ttl: number;
}

/** Whether an answer may be judged, by what is known: nothing is written. */
async function mayGuess({ store, pk, limits, now }: Tools): Promise<boolean> {
  const { fails, until } = await store.read(pk);
  return fails < limits.free || until <= now;
}

/** Writes down a wrong answer, and the wait it begins. */
async function writeWrong({ store, pk, limits, now, ttl }: Tools): Promise<void> {
  if (await store.count(pk, { free: limits.free, ttl })) return;
  const known = await store.read(pk);
  const next = { fails: known.fails + 1, until: now + waitAfter(known.fails, limits) * 1000 };
  await store.lock(pk, { known, next, now, ttl });
}

/** The right way to reserve. */
async function reserve({ store, pk, limits, now, ttl }: Tools): Promise<boolean> {
  if (await store.count(pk, { free: limits.free, ttl })) return true;
  const known = await store.read(pk);
  if (known.fails < limits.free) return store.count(pk, { free: limits.free, ttl });
  if (known.until > now) return false;
  const next = { fails: known.fails + 1, until: now + waitAfter(known.fails, limits) * 1000 };
  return store.lock(pk, { known, next, now, ttl });
}

interface Parts {
  readonly before: (tools: Tools) => Promise<boolean>;
  /** After a wrong answer. */
  readonly wrong?: (tools: Tools) => Promise<void>;
  readonly resetsFirst?: boolean;
  readonly by?: (guess: Guess) => string;
  readonly claims?: boolean;
}

const order =
  ({ before, wrong, resetsFirst = false, by = ({ round }) => round, claims = true }: Parts): JudgeGuess =>
  async ({ keys, store }, guess, judge) => {
    const limits = guess.limits.guesses as GuessLimits;
    const now = guess.now();
    const ttl = Math.floor(now / 1000) + 86_400;
    const pk = guessesPk(keys, guess.subject);
    const tools = { store, pk, limits, now, ttl };
    if (!(await before(tools))) return { kind: 'locked' };
    const { right, once } = await judge();
    if (!right) {
      await wrong?.(tools);
      return { kind: 'wrong' };
    }
    if (resetsFirst) await store.reset(pk);
    if (claims && once !== undefined) {
      if (!(await store.claim(usedPk(keys, guess.subject, once), { by: by(guess), ttl }))) return { kind: 'used' };
    }
    if (!resetsFirst) await store.reset(pk);
    return { kind: 'right' };
  };

let drawn = 0;

export const PLANTED = {
  'judges, then counts': order({ before: mayGuess, wrong: writeWrong }),
  'locks after judging': order({
    // Counts what is free, and lets in whoever finds the wait over: their wait begins once they were wrong.
    before: async (tools) =>
      (await tools.store.count(tools.pk, { ...tools.limits, ttl: tools.ttl })) || mayGuess(tools),
    wrong: async (tools) => {
      const known = await tools.store.read(tools.pk);
      if (known.fails >= tools.limits.free) await writeWrong(tools);
    },
  }),
  'reads, then counts whatever is known by then': order({
    before: async (tools) => {
      if (!(await mayGuess(tools))) return false;
      return tools.store.count(tools.pk, { free: Number.MAX_SAFE_INTEGER, ttl: tools.ttl });
    },
  }),
  'resets before the claim': order({ before: reserve, resetsFirst: true }),
  'claims without the round': order({ before: reserve, by: () => `draw ${drawn++}` }),
  'claims for everybody': order({ before: reserve, by: () => 'anybody' }),
  'claims nothing': order({ before: reserve, claims: false }),
} satisfies Record<string, JudgeGuess>;
