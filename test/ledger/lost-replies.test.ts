import { describe, expect, test } from 'vitest';
import { answerEvent, codeFlow, deploy } from './support/deployment.ts';
import { FakeAws, type LedgerRequestName, nameOf, type Treatment } from './support/fake-aws.ts';
import { shortTimeouts } from './support/short-timeouts.ts';

shortTimeouts();

/** What becomes of a request. `end`: that of the invocation. */
const LOSSES: Readonly<Record<string, (end: Promise<unknown>) => Treatment>> = {
  'never arrives': () => ({ loses: 'request' }),
  'loses its reply': () => ({ loses: 'reply' }),
  'has its reply too late': () => ({ repliesAfter: 'try' }),
  'arrives when the try is over': () => ({ arrivesAfter: 'try' }),
  'arrives when all is over': (end) => ({ arrivesAfter: end }),
};

type Begin = 'fresh' | 'at the end of a wait';
const REQUESTS: Readonly<Record<Begin, readonly LedgerRequestName[]>> = {
  fresh: ['key', 'count', 'claim', 'reset'],
  'at the end of a wait': ['key', 'count', 'read', 'lock', 'claim', 'reset'],
};

const ROUND = 'this round';

/** Triggers whose user has answered as wrong as `begin` says. The next invocation of Verify is a cold one. */
async function setUp(begin: Begin) {
  const aws = new FakeAws();
  const { flow, judged } = codeFlow();
  const warm = deploy(flow, aws);
  if (begin === 'at the end of a wait') {
    for (let nth = 0; nth < 11; nth++) await warm.verify(answerEvent('0000', `before ${nth}`));
  }
  const cold = deploy(flow, aws);
  cold.clock.advance({ seconds: begin === 'fresh' ? 0 : 61 });
  judged.length = 0;
  aws.requests.length = 0;
  return { ...cold, aws, judged };
}

/** Loses the first tries of a request. Call what comes back when the invocation has ended. */
function lose(aws: FakeAws, name: LedgerRequestName, loss: string, tries: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = tries;
  aws.treat = (request) => (nameOf(request) === name && left-- > 0 ? LOSSES[loss]?.(promise) : undefined);
  return () => {
    resolve();
    return aws.idle();
  };
}

const failsIn = ({ items }: FakeAws): number =>
  Number([...items.values()].flatMap(({ fails }) => (fails && 'N' in fails ? [fails.N] : []))[0] ?? 0);

const cases = (Object.keys(REQUESTS) as Begin[]).flatMap((begin) =>
  REQUESTS[begin].flatMap((name) => Object.keys(LOSSES).map((loss) => [begin, name, loss] as const)),
);

describe('one try of a request', () => {
  test.concurrent.each(cases)(
    '%s, the %s %s: the right answer passes once, or the log says why not',
    async (begin, name, loss) => {
      const { aws, verify, lines, clock, judged } = await setUp(begin);
      const ended = lose(aws, name, loss, 1);
      const { response } = await verify(answerEvent('4711', ROUND));
      // A wait that somebody began can't be told from one that this answer began itself: refused.
      const isLocked = name === 'lock' && loss !== 'never arrives' && loss !== 'arrives when all is over';
      expect(response).toEqual({ answerCorrect: !isLocked });
      expect(lines.at(-1)).toMatchObject({
        level: 'info',
        fields: isLocked ? { reason: 'locked' } : { decision: 'right' },
      });
      expect(judged).toHaveLength(isLocked ? 0 : 1);
      await ended();
      clock.advance({ hours: 2 });
      const other = await verify(answerEvent('4711', 'another round'));
      expect(other.response).toEqual({ answerCorrect: isLocked });
      expect((await verify(answerEvent('4711', ROUND))).response).toEqual({ answerCorrect: !isLocked });
    },
  );

  test.concurrent.each(cases.filter(([, name]) => name !== 'claim' && name !== 'reset'))(
    '%s, the %s %s: a wrong answer counts before it is looked at',
    async (begin, name, loss) => {
      const { aws, verify, judged } = await setUp(begin);
      const before = failsIn(aws);
      const ended = lose(aws, name, loss, 1);
      expect((await verify(answerEvent('0000', ROUND))).response).toEqual({ answerCorrect: false });
      expect(failsIn(aws)).toBeGreaterThanOrEqual(before + judged.length);
      await ended();
      expect(failsIn(aws)).toBeGreaterThanOrEqual(before + judged.length);
    },
  );
});

describe('both tries of a request', () => {
  test.concurrent.each(cases)('%s, the %s %s: nobody is let in but by what was claimed', async (begin, name, loss) => {
    const { aws, verify, lines, clock } = await setUp(begin);
    const ended = lose(aws, name, loss, 2);
    const { response } = await verify(answerEvent('4711', ROUND));
    expect(response).toEqual({ answerCorrect: name === 'reset' });
    expect(lines.at(-1)).toMatchObject({
      level: 'error',
      fields: {
        ...{ challenge: 'code', decision: name === 'reset' ? 'right' : 'fail' },
        error: {
          ...{ name: 'LedgerUnavailableError', code: 'ledger-unavailable' },
          cause: { name: 'AwsSilentError', code: 'aws-silent' },
        },
      },
    });
    await ended();
    const others: boolean[] = [];
    for (const round of ['another round', ROUND, 'a third round']) {
      clock.advance({ hours: 2 });
      others.push((await verify(answerEvent('4711', round))).response.answerCorrect === true);
    }
    // Whoever claimed it first has it: this round, though its claim got no reply, or the next one.
    const isClaimed = name === 'reset' || (name === 'claim' && loss !== 'never arrives');
    expect(others).toEqual([!isClaimed, isClaimed, false]);
  });
});
