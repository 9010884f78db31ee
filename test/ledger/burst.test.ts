import { describe, expect, test } from 'vitest';
import { judgeGuess } from '../../lib/ledger/guesses.ts';
import { MemoryLedger } from '../../lib/ledger/memory-ledger.ts';
import { seededRandom } from './support/choices.ts';
import { answerEvent, codeFlow, deploy } from './support/deployment.ts';
import { FakeAws } from './support/fake-aws.ts';
import { PLANTED } from './support/planted-orders.ts';
import { type JudgeGuess, LIMITS, NOW } from './support/race.ts';

const GUESSES = 200;
/** Ten that are free, and one that begins a wait. */
const BUDGET = 11;

/** A fake AWS each of whose answers takes its own time. */
function uneven(seed: number): FakeAws {
  const random = seededRandom(seed);
  const aws = new FakeAws();
  aws.treat = () => ({ arrivesAfter: 8 * random(), repliesAfter: 8 * random() });
  return aws;
}

/** So many guesses at once, each in a round of its own, one of them right unless `right` is none of them. */
async function burst({ verify }: ReturnType<typeof deploy>, right = -1): Promise<number> {
  const events = Array.from({ length: GUESSES }, (_, nth) =>
    answerEvent(nth === right ? '4711' : `no ${nth}`, `${nth}`),
  );
  const answers = await Promise.all(events.map((event) => verify(event)));
  return answers.filter(({ response }) => response.answerCorrect).length;
}

describe.each<[string, (seed: number) => Parameters<typeof deploy>[2]]>([
  ['in memory', () => ({ ledger: new MemoryLedger() })],
  ['in a table that answers unevenly', () => ({})],
])('of 200 guesses at once, %s', (_where, optionsOf) => {
  test('as many are judged as one by one would be, and the rest says it was locked', async () => {
    const { flow, judged } = codeFlow();
    const triggers = deploy(flow, uneven(1), optionsOf(1));
    expect(await burst(triggers)).toBe(0);
    expect(judged).toHaveLength(BUDGET);
    expect(triggers.lines.filter(({ fields }) => fields.reason === 'locked')).toHaveLength(GUESSES - BUDGET);
    // And from then on nothing passes, not even the right one, until the wait is over.
    expect((await triggers.verify(answerEvent('4711', 'late'))).response).toEqual({ answerCorrect: false });
    triggers.clock.advance({ seconds: 61 });
    expect((await triggers.verify(answerEvent('4711', 'later'))).response).toEqual({ answerCorrect: true });
  });

  test('one that is right is let in once at most, and gives no more than one budget anew', async () => {
    let letIn = 0;
    for (let seed = 0; seed < 2; seed++) {
      const { flow, judged } = codeFlow();
      const passed = await burst(deploy(flow, uneven(seed), optionsOf(seed)), seed * 3);
      expect(passed).toBeLessThanOrEqual(1);
      expect(judged.length).toBeLessThanOrEqual(passed === 0 ? BUDGET : 2 * BUDGET);
      letIn += passed;
    }
    // Some are: else nothing was tested.
    expect(letIn).toBeGreaterThan(0);
  });

  test('of the right answer in 200 rounds, one is let in', async () => {
    const { flow } = codeFlow();
    const { verify } = deploy(flow, uneven(2), optionsOf(2));
    const answers = await Promise.all(
      Array.from({ length: GUESSES }, (_, nth) => verify(answerEvent('4711', `${nth}`))),
    );
    expect(answers.filter(({ response }) => response.answerCorrect)).toHaveLength(1);
  });
});

describe('an order that is planted lets a burst through', () => {
  /** How many of 200 wrong guesses at once an implementation judges, in a store each of whose requests takes a turn. */
  async function judgedBy(judge: JudgeGuess): Promise<number> {
    const ledger = await new MemoryLedger().open({ now: () => NOW });
    const subject = { userPoolId: 'us-east-1_Ab129faBb', userName: 'alice', challenge: 'code' };
    let judged = 0;
    await Promise.all(
      Array.from({ length: GUESSES }, (_, nth) =>
        judge(ledger, { subject, limits: { guesses: LIMITS }, round: `${nth}`, now: () => NOW }, async () => {
          judged++;
          return { right: false };
        }),
      ),
    );
    return judged;
  }

  test('which judges first', async () => {
    expect(await judgedBy(judgeGuess)).toBe(LIMITS.free + 1);
    expect(await judgedBy(PLANTED['judges, then counts'])).toBe(GUESSES);
    expect(await judgedBy(PLANTED['locks after judging'])).toBe(GUESSES);
  });
});
