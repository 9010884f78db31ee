import { describe, expect, test } from 'vitest';
import { emailFlow } from '../triggers/flows.ts';
import { createEvent } from '../triggers/setup.ts';
import { answerEvent, codeFlow, deploy } from './support/deployment.ts';
import { FakeAws, type LedgerRequestName, nameOf, refusal } from './support/fake-aws.ts';

/** Answers each try of a request, and counts them. */
function answering(name: LedgerRequestName, answers: () => Response): FakeAws {
  const aws = new FakeAws();
  aws.treat = (request) => (nameOf(request) === name ? { answers } : undefined);
  return aws;
}

const triesOf = (aws: FakeAws, name: LedgerRequestName): number =>
  aws.requests.filter((request) => nameOf(request) === name).length;

/** Eleven wrong answers, and the end of the wait they began: what follows takes all of the requests. */
async function afterAWait(aws: FakeAws) {
  const { treat } = aws;
  aws.treat = () => undefined;
  const { flow, judged } = codeFlow();
  const warm = deploy(flow, aws);
  for (let nth = 0; nth < 11; nth++) await warm.verify(answerEvent('0000', `before ${nth}`));
  judged.length = 0;
  aws.requests.length = 0;
  aws.treat = treat;
  const cold = deploy(flow, aws);
  cold.clock.advance({ seconds: 61 });
  return { ...cold, judged };
}

const BEFORE_JUDGING: ReadonlySet<LedgerRequestName> = new Set(['key', 'count', 'read', 'lock']);
const TABLE_REQUESTS = ['count', 'read', 'lock', 'claim', 'reset'] as const;

describe('a refusal', () => {
  test.concurrent.each([
    ...TABLE_REQUESTS.flatMap((name) => [
      [name, 400, 'AccessDeniedException', 1] as const,
      [name, 400, 'ResourceNotFoundException', 1] as const,
      [name, 400, 'ValidationException', 1] as const,
      [name, 400, 'ProvisionedThroughputExceededException', 2] as const,
      [name, 400, 'ThrottlingException', 2] as const,
      [name, 500, 'InternalServerError', 2] as const,
      [name, 503, 'ServiceUnavailable', 2] as const,
    ]),
    ['key', 400, 'AccessDeniedException', 1] as const,
    ['key', 400, 'NotFoundException', 1] as const,
    ['key', 400, 'DisabledException', 1] as const,
    ['key', 400, 'KMSInvalidStateException', 1] as const,
    ['key', 400, 'ThrottlingException', 2] as const,
    ['key', 500, 'KMSInternalException', 2] as const,
  ])('of the %s, %i %s, lets nobody in, and the log names it', async (name, status, type, tries) => {
    const aws = answering(name, () => refusal(status, type));
    const { verify, lines, judged } = await afterAWait(aws);
    const { response } = await verify(answerEvent('4711', 'a'));
    expect(response).toEqual({ answerCorrect: name === 'reset' });
    expect(triesOf(aws, name)).toBe(tries);
    expect(judged).toHaveLength(BEFORE_JUDGING.has(name) ? 0 : 1);
    const service = name === 'key' ? 'AWS KMS' : 'Amazon DynamoDB';
    expect(lines.at(-1)?.fields).toMatchObject({
      decision: name === 'reset' ? 'right' : 'fail',
      error: {
        code: 'ledger-unavailable',
        message: name === 'key' ? "the ledger's key can't be used" : "the ledger's table can't be used",
        cause: { code: 'aws-refused', message: `${service} answered ${status} ${type}` },
      },
    });
  });

  test.concurrent.each(['count', 'read', 'lock', 'claim', 'reset', 'key'] as const)(
    'of the %s that passes is tried again, and nobody notices',
    async (name) => {
      let refused = false;
      const aws = new FakeAws();
      aws.treat = (request) => {
        if (nameOf(request) !== name || refused) return undefined;
        refused = true;
        return { answers: () => refusal(500, 'InternalServerError') };
      };
      const { verify, lines } = await afterAWait(aws);
      expect((await verify(answerEvent('4711', 'a'))).response).toEqual({ answerCorrect: true });
      expect(triesOf(aws, name)).toBe(2);
      expect(lines.at(-1)).toMatchObject({ level: 'info', fields: { decision: 'right' } });
    },
  );
});

describe('an answer that is malformed', () => {
  const bodies = ['', 'no JSON', '[]', '{"Item":'];
  test.concurrent.each(
    (['key', ...TABLE_REQUESTS] as const).flatMap((name) => bodies.map((body) => [name, body] as const)),
  )('of the %s, %j, lets nobody in', async (name, body) => {
    const aws = answering(name, () => new Response(body));
    const { verify, lines } = await afterAWait(aws);
    expect((await verify(answerEvent('4711', 'a'))).response).toEqual({ answerCorrect: name === 'reset' });
    expect(triesOf(aws, name)).toBe(2);
    expect(lines.at(-1)?.fields.error).toMatchObject({ code: 'ledger-unavailable', cause: { code: 'aws-silent' } });
  });

  test.concurrent.each([
    ['an item without fails', { until: { N: '0' } }],
    ['an empty item', {}],
    ['fails that are a text', { fails: { S: '0' } }],
    ['fails that are bare', { fails: 0 }],
    ['fails that are no number', { fails: { N: 'many' } }],
    ['fails below zero', { fails: { N: '-1' } }],
    ['half of a fail', { fails: { N: '0.5' } }],
    ['more fails than can be counted', { fails: { N: '1e300' } }],
    ['an end of its wait that is a text', { fails: { N: '0' }, until: { S: '0' } }],
    ['an end that is nothing', { fails: { N: '0' }, until: null }],
    ['an item that is a text', 'fails'],
    ['an item that is null', null],
  ])('of the read, %s, lets nobody in', async (_case, Item) => {
    const { verify, lines, judged } = await afterAWait(answering('read', () => Response.json({ Item })));
    expect((await verify(answerEvent('4711', 'a'))).response).toEqual({ answerCorrect: false });
    expect(judged).toEqual([]);
    expect(lines.at(-1)?.fields.error).toMatchObject({
      code: 'ledger-unavailable',
      message: "an item of the ledger's table can't be read",
    });
  });

  test.concurrent.each([
    ['no MAC', {}],
    ['a MAC that is short', { Mac: Buffer.alloc(31).toString('base64') }],
    ['a MAC that is long', { Mac: Buffer.alloc(48).toString('base64') }],
    ['a MAC that is a number', { Mac: 7 }],
  ])('of the key, %s, closes the door', async (_case, answer) => {
    const { verify, lines } = await afterAWait(answering('key', () => Response.json(answer)));
    expect((await verify(answerEvent('4711', 'a'))).response).toEqual({ answerCorrect: false });
    expect(lines.at(-1)?.fields.error).toMatchObject({
      code: 'ledger-unavailable',
      message: "the ledger's key gave no MAC of 32 bytes",
    });
  });
});

describe('where the ledger fails, Create', () => {
  test.concurrent.each(['key', 'read'] as const)('asks nobody and sends nothing: %s', async (name) => {
    for (const who of [{}, { userNotFound: true, userName: 'nobody@example.com' }]) {
      const { create, outbox, lines } = deploy(
        emailFlow,
        answering(name, () => refusal(400, 'AccessDeniedException')),
      );
      await expect(create(createEvent(who))).rejects.toThrow();
      expect(outbox.list()).toEqual([]);
      expect(lines.at(-1)?.fields).toMatchObject({ decision: 'fail', error: { code: 'ledger-unavailable' } });
    }
  });
});
