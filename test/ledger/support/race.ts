import type { GuessLimits } from '../../../lib/flow/index.ts';
import type { GuessOutcome, JudgedAnswer, judgeGuess } from '../../../lib/ledger/guesses.ts';
import { guessesPk, type LedgerSubject, usedPk } from '../../../lib/ledger/keys.ts';
import type { OpenLedger } from '../../../lib/ledger/ledger.ts';
import type { Bucket, LedgerStore } from '../../../lib/ledger/ledger-store.ts';
import { MemoryLedger } from '../../../lib/ledger/memory-ledger.ts';
import type { Choose } from './choices.ts';
import { type Fate, interleave, type Step } from './interleave.ts';
import { toldStore } from './told-store.ts';

export type JudgeGuess = typeof judgeGuess;

/** One answer in a race. */
export interface Racer {
  readonly round: string;
  readonly judged: JudgedAnswer;
  /** Milliseconds that its clock is ahead. */
  readonly ahead?: number;
}

/** Answers of one user at one challenge that come at once. */
export interface Race {
  readonly start: Bucket;
  /** What another round has used up before. */
  readonly used?: string;
  readonly racers: readonly Racer[];
}

/** One thing that happened, in the order in which it did. */
export interface Happening {
  readonly racer: Racer;
  readonly what: keyof LedgerStore | 'judge';
  /** What a request answered. */
  readonly result?: unknown;
  /** What was known right after it. */
  readonly bucket: Bucket;
}

/** How a race came out. */
export interface Course {
  readonly happened: readonly Happening[];
  /** Of those that came to an end. An error: nobody was let in. */
  readonly outcomes: ReadonlyMap<Racer, GuessOutcome | Error>;
  readonly end: Bucket;
  readonly fate: Fate | undefined;
}

export const NOW = Date.UTC(2026, 10, 26);
export const LIMITS: GuessLimits = { free: 2, wait: 60, longest: 3600 };

const SUBJECT: LedgerSubject = {
  userPoolId: 'us-east-1_Ab129faBb',
  userName: 'alice',
  challenge: 'emailOtp',
};
const TTL = NOW / 1000 + 86_400;

/** Runs a race once, as the choices fall. */
export async function runRace(
  judge: JudgeGuess,
  { start, used, racers }: Race,
  choose: Choose,
  fates: readonly Fate[] = [],
): Promise<Course> {
  const { keys, store } = await new MemoryLedger().open({ now: () => NOW });
  const pk = guessesPk(keys, SUBJECT);
  await setBucket(store, pk, start);
  if (used !== undefined) await store.claim(usedPk(keys, SUBJECT, used), { by: 'another round', ttl: TTL });
  const happened: Happening[] = [];
  const outcomes = new Map<Racer, GuessOutcome | Error>();
  const run = (racer: Racer) => async (step: Step) => {
    const told = <Result>(what: Happening['what'], act: () => Promise<Result>): Promise<Result> =>
      step(what, async () => {
        const result = await act();
        happened.push({ racer, what, result, bucket: await store.read(pk) });
        return result;
      });
    const ledger: OpenLedger = { keys, store: toldStore(store, told) };
    const now = () => NOW + (racer.ahead ?? 0);
    const guess = { subject: SUBJECT, limits: { guesses: LIMITS }, round: racer.round, now };
    const outcome = await judge(ledger, guess, () => told('judge', async () => racer.judged)).catch(
      (error: Error) => error,
    );
    outcomes.set(racer, outcome);
  };
  const fate = await interleave(racers.map(run), choose, fates);
  return { happened, outcomes, end: await store.read(pk), fate };
}

async function setBucket(store: LedgerStore, pk: string, { fails, until }: Bucket): Promise<void> {
  for (let fail = 0; fail < fails; fail++) await store.count(pk, { free: fails, ttl: TTL });
  if (until > 0) await store.lock(pk, { known: { fails, until: 0 }, next: { fails, until }, now: NOW, ttl: TTL });
}
