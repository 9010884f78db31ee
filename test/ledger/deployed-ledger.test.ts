import { describe, expect, test } from 'vitest';
import { DYNAMODB } from '../../lib/aws/call-json.ts';
import { deployedLedger } from '../../lib/ledger/deployed-ledger.ts';
import { callPatiently } from '../../lib/ledger/patient-call.ts';
import { ENVIRONMENT, KEY_ARN, TABLE } from './support/deployment.ts';
import { FakeAws, refusal, type Treatment } from './support/fake-aws.ts';

const NOW = Date.UTC(2026, 10, 26);
const time = { signal: new AbortController().signal, left: () => 4000, now: () => NOW };

function setUp(environment: Readonly<Record<string, string>> = ENVIRONMENT) {
  const aws = new FakeAws();
  return { aws, ledger: deployedLedger({ environment, fetch: aws.fetch, now: () => NOW }) };
}

const operationsOf = ({ requests }: FakeAws) => requests.map(({ operation }) => operation);

describe('a deployed ledger', () => {
  test('asks KMS for its key once, before it reads, however many open it at once', async () => {
    const { aws, ledger } = setUp();
    expect(operationsOf(aws)).toEqual([]);
    const opened = await Promise.all([ledger.open(time), ledger.open(time), ledger.open(time)]);
    opened.push(await ledger.open(time));
    expect(operationsOf(aws)).toEqual(['GenerateMac']);
    expect(aws.requests[0]?.input).toMatchObject({ KeyId: KEY_ARN, MacAlgorithm: 'HMAC_SHA_256' });
    expect(new Set(opened.map(({ keys }) => keys)).size).toBe(1);
    expect(await opened[0]?.store.read('g')).toEqual({ fails: 0, until: 0 });
    expect(aws.requests.at(-1)?.input).toEqual({ TableName: TABLE, Key: { pk: { S: 'g' } }, ConsistentRead: true });
  });

  test('has the same keys in each execution environment of a key, and others for another', async () => {
    const keysFor = async (key: number) => {
      const aws = new FakeAws(new Uint8Array(32).fill(key));
      return (await deployedLedger({ environment: ENVIRONMENT, fetch: aws.fetch, now: () => NOW }).open(time)).keys;
    };
    expect(await keysFor(1)).toEqual(await keysFor(1));
    expect(await keysFor(1)).not.toEqual(await keysFor(2));
  });

  test('asks again after a failure, which all who waited for it hear of', async () => {
    const { aws, ledger } = setUp();
    aws.treat = () => ({ answers: () => refusal(400, 'AccessDeniedException') });
    const failed = await Promise.allSettled([ledger.open(time), ledger.open(time)]);
    expect(failed).toMatchObject([
      { reason: { code: 'ledger-unavailable' } },
      { reason: { code: 'ledger-unavailable' } },
    ]);
    expect(operationsOf(aws)).toEqual(['GenerateMac']);
    aws.treat = () => undefined;
    await ledger.open(time);
    await ledger.open(time);
    expect(operationsOf(aws)).toEqual(['GenerateMac', 'GenerateMac']);
  });

  test.each(['COUNTERSIGN_LEDGER', 'COUNTERSIGN_LEDGER_KEY'])('is closed without %s', async (name) => {
    const { aws, ledger } = setUp({ ...ENVIRONMENT, [name]: '' });
    await expect(ledger.open(time)).rejects.toMatchObject({
      ...{ name: 'LedgerUnavailableError', code: 'ledger-unavailable', message: 'the function has no ledger' },
      cause: { code: 'configuration', message: `the environment variable ${name} is not set: CustomAuth sets it` },
    });
    expect(aws.requests).toEqual([]);
  });

  test('is closed without credentials, and says which', async () => {
    const { ledger } = setUp({ ...ENVIRONMENT, AWS_ACCESS_KEY_ID: '' });
    await expect(ledger.open(time)).rejects.toMatchObject({
      code: 'ledger-unavailable',
      cause: { code: 'configuration' },
    });
  });
});

describe('a patient call', () => {
  const refusing = (status: number, type: string) => ({ answers: () => refusal(status, type) });
  async function called(first: Treatment, second?: Treatment, left: () => number = () => 4000) {
    const aws = new FakeAws();
    aws.treat = (_request, nth) => (nth === 1 ? first : second);
    const context = { environment: ENVIRONMENT, fetch: aws.fetch, now: () => NOW };
    const call = { service: DYNAMODB, operation: 'DeleteItem', input: { Key: { pk: { S: 'g' } } } };
    const begun = performance.now();
    const outcome = await callPatiently(context, call, { ...time, left }).then(
      () => 'done',
      (error: Error & { code: string }) => error.code,
    );
    return { outcome, tries: aws.requests.length, milliseconds: performance.now() - begun };
  }

  test.each([
    ...['LimitExceededException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded'],
    ...['Throttling', 'ThrottlingException'],
  ])('is made twice where AWS is overloaded: %s', async (type) => {
    expect(await called(refusing(400, type))).toMatchObject({ outcome: 'done', tries: 2 });
    expect(await called(refusing(400, type), refusing(400, type))).toMatchObject({ outcome: 'aws-refused', tries: 2 });
  });

  test('waits for 20 to 50 ms before the second', async () => {
    const { tries, milliseconds } = await called(refusing(500, 'InternalServerError'));
    expect(tries).toBe(2);
    // A timer may be a millisecond early.
    expect(milliseconds).toBeGreaterThan(18);
  });

  test('is made twice where no answer comes, and no third time', async () => {
    const lost = { loses: 'reply' } as const;
    expect(await called(lost)).toMatchObject({ outcome: 'done', tries: 2 });
    expect(await called(lost, lost)).toMatchObject({ outcome: 'aws-silent', tries: 2 });
    expect(await called(refusing(503, ''), lost)).toMatchObject({ outcome: 'aws-silent', tries: 2 });
  });

  test.each(['ConditionalCheckFailedException', 'AccessDeniedException', 'ValidationException', ''])(
    'is made once where AWS says no: %s',
    async (type) => {
      expect(await called(refusing(400, type))).toMatchObject({ outcome: 'aws-refused', tries: 1 });
    },
  );

  test('is not made where there is no time, for the first as for the second', async () => {
    expect(await called({}, {}, () => 300.5)).toMatchObject({ outcome: 'ledger-unavailable', tries: 0 });
    const times = [4000, 300];
    expect(await called(refusing(500, ''), {}, () => times.shift() ?? 0)).toMatchObject({
      ...{ outcome: 'ledger-unavailable', tries: 1 },
    });
  });

  test('gets what is left of the time, if that is less than 800 ms', async () => {
    const times = [320.7, 0];
    const { outcome, milliseconds } = await called({ repliesAfter: 'try' }, {}, () => times.shift() ?? 0);
    expect(outcome).toBe('ledger-unavailable');
    expect(milliseconds).toBeLessThan(700);
  });
});
