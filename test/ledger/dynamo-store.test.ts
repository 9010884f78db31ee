import { expect, test } from 'vitest';
import { AwsRefusedError } from '../../lib/aws/errors.ts';
import { dynamoStore } from '../../lib/ledger/dynamo-store.ts';
import type { LedgerStore } from '../../lib/ledger/ledger-store.ts';

/** What one of the ledger's requests sends. */
async function sentBy(ask: (store: LedgerStore) => Promise<unknown>): Promise<unknown> {
  const sent: unknown[] = [];
  const store = dynamoStore('the-ledger', async (operation, input) => {
    sent.push(operation, input);
    return {};
  });
  await ask(store);
  return sent;
}

// Letter by letter: the fake in these tests knows the requests by the expressions that the ledger itself has.

test('count', async () => {
  expect(await sentBy((store) => store.count('g1', { free: 10, ttl: 1_800_000_000 }))).toEqual([
    'UpdateItem',
    {
      TableName: 'the-ledger',
      Key: { pk: { S: 'g1' } },
      UpdateExpression: 'SET #fails = if_not_exists(#fails, :zero) + :one, #ttl = :ttl',
      ConditionExpression: 'attribute_not_exists(#fails) OR #fails < :free',
      ExpressionAttributeNames: { '#fails': 'fails', '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':zero': { N: '0' },
        ':one': { N: '1' },
        ':free': { N: '10' },
        ':ttl': { N: '1800000000' },
      },
    },
  ]);
});

test('read', async () => {
  expect(await sentBy((store) => store.read('g1'))).toEqual([
    'GetItem',
    { TableName: 'the-ledger', Key: { pk: { S: 'g1' } }, ConsistentRead: true },
  ]);
});

test('lock', async () => {
  const known = { fails: 12, until: 1_700_000_000_000 };
  const next = { fails: 13, until: 1_700_000_240_000 };
  const lock = { known, next, now: 1_700_000_000_001, ttl: 1_800_000_000 };
  expect(await sentBy((store) => store.lock('g1', lock))).toEqual([
    'UpdateItem',
    {
      TableName: 'the-ledger',
      Key: { pk: { S: 'g1' } },
      UpdateExpression: 'SET #fails = :next, #until = :until, #ttl = :ttl',
      ConditionExpression: '#fails = :fails AND (attribute_not_exists(#until) OR #until <= :now)',
      ExpressionAttributeNames: { '#fails': 'fails', '#until': 'until', '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':fails': { N: '12' },
        ':next': { N: '13' },
        ':until': { N: '1700000240000' },
        ':now': { N: '1700000000001' },
        ':ttl': { N: '1800000000' },
      },
    },
  ]);
});

test('claim', async () => {
  expect(await sentBy((store) => store.claim('u1', { by: 'a round', ttl: 1_800_000_000 }))).toEqual([
    'PutItem',
    {
      TableName: 'the-ledger',
      Item: { pk: { S: 'u1' }, by: { S: 'a round' }, ttl: { N: '1800000000' } },
      ConditionExpression: 'attribute_not_exists(pk) OR #by = :by',
      ExpressionAttributeNames: { '#by': 'by' },
      ExpressionAttributeValues: { ':by': { S: 'a round' } },
    },
  ]);
});

test('reset', async () => {
  expect(await sentBy((store) => store.reset('g1'))).toEqual([
    'DeleteItem',
    { TableName: 'the-ledger', Key: { pk: { S: 'g1' } } },
  ]);
});

test.each<[string, (store: LedgerStore) => Promise<unknown>]>([
  ['read', (store) => store.read('g1')],
  ['reset', (store) => store.reset('g1')],
])('a %s has no condition: one that is said to have failed is a fault', async (_name, ask) => {
  const store = dynamoStore('the-ledger', () =>
    Promise.reject(new AwsRefusedError('no', { status: 400, type: 'ConditionalCheckFailedException' })),
  );
  await expect(ask(store)).rejects.toMatchObject({ code: 'ledger-unavailable', cause: { code: 'aws-refused' } });
});
