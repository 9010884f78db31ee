import { describe, expect, test } from 'vitest';
import { type GuessOutcome, judgeGuess } from '../../lib/ledger/guesses.ts';
import { seededChoice, withEveryChoice } from './support/choices.ts';
import { FATES } from './support/interleave.ts';
import { PLANTED } from './support/planted-orders.ts';
import { type Course, type JudgeGuess, NOW, type Race, type Racer, runRace } from './support/race.ts';
import { type Violation, violationsIn } from './support/violations.ts';

const wrong = (round: string, ahead = 0): Racer => ({ round, judged: { right: false }, ahead });
const right = (round: string): Racer => ({ round, judged: { right: true, once: 'the code' } });

const fresh = { fails: 0, until: 0 };
const oneLeft = { fails: 1, until: 0 };
const noneLeft = { fails: 2, until: 0 };
const waitIsOver = { fails: 4, until: NOW - 1 };
const waiting = { fails: 3, until: NOW + 30_000 };

const RACES: Readonly<Record<string, Race>> = {
  'two wrong answers, one of them free': { start: oneLeft, racers: [wrong('a'), wrong('b')] },
  'two wrong answers, none of them free': { start: noneLeft, racers: [wrong('a'), wrong('b')] },
  'two wrong answers at the end of a wait': { start: waitIsOver, racers: [wrong('a'), wrong('b', 1000)] },
  'two wrong answers in a wait': { start: waiting, racers: [wrong('a'), wrong('b')] },
  'a right answer and a wrong one': { start: fresh, racers: [right('a'), wrong('b')] },
  'a right answer and a wrong one, one of them free': { start: oneLeft, racers: [right('a'), wrong('b')] },
  'a right answer and a wrong one at the end of a wait': { start: waitIsOver, racers: [right('a'), wrong('b')] },
  'the right answer in two rounds': { start: fresh, racers: [right('a'), right('b')] },
  'the right answer in two rounds, one of them free': { start: oneLeft, racers: [right('a'), right('b')] },
  'one round twice, as Cognito retries it': { start: fresh, racers: [right('a'), right('a')] },
  'a right answer that was used before, and a wrong one': {
    start: oneLeft,
    used: 'the code',
    racers: [right('a'), wrong('b')],
  },
};

/** What the answers of a race come to with nothing failing, in whichever order. */
const COMES_TO: Readonly<Record<string, string>> = {
  'two wrong answers, one of them free': 'wrong',
  'two wrong answers, none of them free': 'locked wrong',
  'two wrong answers at the end of a wait': 'locked wrong',
  'two wrong answers in a wait': 'locked',
  'a right answer and a wrong one': 'right wrong',
  // Whoever reads before a reset and begins a wait after it finds something else: refused, though answers are free again.
  'a right answer and a wrong one, one of them free': 'locked right wrong',
  'a right answer and a wrong one at the end of a wait': 'locked right wrong',
  'the right answer in two rounds': 'right used',
  'the right answer in two rounds, one of them free': 'locked right used',
  'one round twice, as Cognito retries it': 'right',
  'a right answer that was used before, and a wrong one': 'used wrong',
};

const kindOf = (outcome: GuessOutcome | Error): string => ('kind' in outcome ? outcome.kind : outcome.name);

/** Runs a race in every order, with one fate at every step. */
async function everyCourse(race: Race, judge: JudgeGuess, see: (course: Course) => void): Promise<number> {
  return withEveryChoice(async (choose) => see(await runRace(judge, race, choose, FATES)));
}

/** Whether an implementation breaks a rule, in whichever race and order: at first with nothing failing. */
async function breaks(judge: JudgeGuess, rule: Violation): Promise<boolean> {
  for (const fates of [[], FATES]) {
    for (const race of Object.values(RACES)) {
      let broken = false;
      await withEveryChoice(async (choose) => {
        broken = violationsIn(race, await runRace(judge, race, choose, fates)).includes(rule);
        return broken ? 'found' : undefined;
      });
      if (broken) return true;
    }
  }
  return false;
}

describe('of two answers at once, in every order, with one failure at every step', () => {
  test.each(Object.entries(RACES))('no rule is broken: %s', async (name, race) => {
    const kinds = new Set<string>();
    const ways = await everyCourse(race, judgeGuess, (course) => {
      const broken = violationsIn(race, course);
      if (broken.length > 0) expect({ broken, course }).toBeUndefined();
      if (!course.fate) for (const outcome of course.outcomes.values()) kinds.add(kindOf(outcome));
    });
    expect(ways).toBeGreaterThan(100);
    expect([...kinds].sort().join(' ')).toBe(COMES_TO[name]);
  });

  test('one round that comes again, with nothing failing, is let in each time', async () => {
    const race = RACES['one round twice, as Cognito retries it'] as Race;
    await withEveryChoice(async (choose) => {
      const { outcomes } = await runRace(judgeGuess, race, choose);
      expect([...outcomes.values()]).toEqual([{ kind: 'right' }, { kind: 'right' }]);
    });
  });

  test('after a reset that fails, its answer is right all the same, and says so', async () => {
    const errors: unknown[] = [];
    await withEveryChoice(async (choose) => {
      const { outcomes } = await runRace(judgeGuess, { start: fresh, racers: [right('a')] }, choose, ['fails before']);
      for (const outcome of outcomes.values()) if ('kind' in outcome && 'error' in outcome) errors.push(outcome);
    });
    expect(errors).toMatchObject([{ kind: 'right', error: { code: 'ledger-unavailable' } }]);
  });
});

describe('of three answers at once, in orders drawn at random', () => {
  const begins = [fresh, oneLeft, noneLeft, waitIsOver, waiting];
  const answers = [wrong('a'), wrong('b'), right('a'), right('b'), right('c')];

  test('no rule is broken', async () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 2500; seed++) {
      const choose = seededChoice(seed);
      const one = <Item>(list: readonly Item[]) => list[choose(list.length)] as Item;
      // Copies: each is a racer of its own.
      const racers = [one(answers), one(answers), one(answers)].map((racer) => ({ ...racer }));
      const race: Race = { start: one(begins), racers, ...(choose(4) === 0 && { used: 'the code' }) };
      const course = await runRace(judgeGuess, race, choose, choose(2) === 0 ? FATES : []);
      const broken = violationsIn(race, course);
      if (broken.length > 0) expect({ seed, broken, course }).toBeUndefined();
      for (const outcome of course.outcomes.values()) kinds.add(kindOf(outcome));
    }
    expect([...kinds].sort()).toEqual(['LedgerUnavailableError', 'locked', 'right', 'used', 'wrong']);
  });
});

describe('a planted order is found', () => {
  test.each<[keyof typeof PLANTED, Violation]>([
    ['judges, then counts', 'more were judged than the budget has'],
    ['judges, then counts', 'judged before it counted'],
    ['judges, then counts', 'fewer are known than were wrong'],
    ['locks after judging', 'more were judged than the budget has'],
    ['locks after judging', 'judged before its wait began'],
    ['locks after judging', 'fewer are known than were wrong'],
    ['reads, then counts whatever is known by then', 'more were judged than the budget has'],
    ['resets before the claim', 'forgiven before it was known to be the first use'],
    ['claims without the round', 'the same round was refused what it had used up'],
    ['claims for everybody', 'used up twice'],
    ['claims nothing', 'let in without what it used up'],
    ['claims nothing', 'used up twice'],
  ])('%s: %s', async (name, violation) => {
    expect(await breaks(PLANTED[name], violation)).toBe(true);
  });
});
