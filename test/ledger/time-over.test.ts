import { expect, test } from 'vitest';
import { answerEvent, codeFlow, deploy } from './support/deployment.ts';
import { FakeAws, nameOf } from './support/fake-aws.ts';

/** What Lambda tells of the time that a function has left. */
const withTime = (milliseconds: number) => ({ getRemainingTimeInMillis: () => milliseconds }) as never;

const itemsOf = ({ items }: FakeAws) => [...items].map(([pk, { fails }]) => [pk[0], fails]);

test('with no time for a request, none is sent', async () => {
  const { flow, judged } = codeFlow();
  const { aws, verify, lines } = deploy(flow);
  expect((await verify(answerEvent('4711', 'a'), withTime(500))).response).toEqual({ answerCorrect: false });
  expect(aws.requests).toEqual([]);
  expect(judged).toEqual([]);
  expect(lines.at(-1)?.fields).toMatchObject({
    decision: 'fail',
    error: { code: 'ledger-unavailable', message: "the trigger's time is over" },
  });
});

test('a request gets what is left, and none that would come too late follows it', async () => {
  const { flow, judged } = codeFlow();
  const aws = new FakeAws();
  const { promise: end, resolve } = Promise.withResolvers<void>();
  aws.treat = (request) => (nameOf(request) === 'count' ? { arrivesAfter: end } : undefined);
  const { verify, lines } = deploy(flow, aws);
  const begun = performance.now();
  // 400 are the trigger's, 100 of them a request's.
  expect((await verify(answerEvent('4711', 'a'), withTime(650))).response).toEqual({ answerCorrect: false });
  expect(performance.now() - begun).toBeGreaterThan(95);
  expect(aws.requests.map(nameOf)).toEqual(['key', 'count']);
  expect(lines.at(-1)?.fields.error).toMatchObject({
    code: 'ledger-unavailable',
    message: "the trigger's time is over",
  });
  // What arrives after all counts: nobody looked at the answer, and the strict side is the safe one.
  resolve();
  await aws.idle();
  expect(itemsOf(aws)).toEqual([['g', { N: '1' }]]);
  expect(judged).toEqual([]);
});

test('a reply that comes when the trigger has ended lets nobody in, and uses nothing up', async () => {
  const { flow } = codeFlow();
  const aws = new FakeAws();
  const { promise: end, resolve } = Promise.withResolvers<void>();
  aws.treat = (request) => (nameOf(request) === 'count' ? { arrivesAfter: end } : undefined);
  // A fetch that doesn't end when it is told to: the worst there is.
  const deaf = (url: URL, init: RequestInit) =>
    aws.fetch(url, String(init.body).includes('if_not_exists') ? { ...init, signal: null } : init);
  const { verify, lines } = deploy(flow, aws, { fetch: deaf as typeof fetch });
  expect((await verify(answerEvent('4711', 'a'), withTime(500))).response).toEqual({ answerCorrect: false });
  const withMore = verify(answerEvent('4711', 'a'), withTime(650));
  expect((await withMore).response).toEqual({ answerCorrect: false });
  expect(lines.at(-1)?.fields).toMatchObject({ decision: 'fail', error: { code: 'deadline' } });
  resolve();
  await aws.idle();
  await new Promise((done) => setTimeout(done, 20));
  expect(aws.requests.map(nameOf)).toEqual(['key', 'count']);
  expect(itemsOf(aws)).toEqual([['g', { N: '1' }]]);
  expect(lines).toHaveLength(2);
});
