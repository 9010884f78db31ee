import { AwsRefusedError } from '../aws/errors.ts';
import { isRecord } from '../protocol/is-record.ts';
import { LedgerUnavailableError } from './errors.ts';
import type { Bucket, LedgerStore } from './ledger-store.ts';
import { countIn, number, readMessageAttributes, text, writeMessageAttributes } from './message-attributes.ts';

/** Sends one of the table's requests, patiently. Rejects with AwsRefusedError as AWS refuses it, else LedgerUnavailableError. */
export type SendToTable = (operation: string, input: object) => Promise<Readonly<Record<string, unknown>>>;

/** The expressions of the ledger's requests: all that it asks of DynamoDB. */
export const EXPRESSIONS = {
  count: {
    UpdateExpression: 'SET #fails = if_not_exists(#fails, :zero) + :one, #ttl = :ttl',
    ConditionExpression: 'attribute_not_exists(#fails) OR #fails < :free',
    ExpressionAttributeNames: { '#fails': 'fails', '#ttl': 'ttl' },
  },
  lock: {
    UpdateExpression: 'SET #fails = :next, #until = :until, #ttl = :ttl',
    ConditionExpression: '#fails = :fails AND (attribute_not_exists(#until) OR #until <= :now)',
    ExpressionAttributeNames: { '#fails': 'fails', '#until': 'until', '#ttl': 'ttl' },
  },
  countKnown: {
    UpdateExpression: 'SET #fails = #fails + :one',
    ConditionExpression: '#since > :after AND #fails < :free',
    ExpressionAttributeNames: { '#fails': 'fails', '#since': 'since' },
  },
  know: {
    UpdateExpression: 'SET #fails = :zero, #since = :since, #ttl = :ttl',
    ExpressionAttributeNames: { '#fails': 'fails', '#since': 'since', '#ttl': 'ttl' },
  },
  claim: {
    ConditionExpression: 'attribute_not_exists(pk) OR #by = :by',
    ExpressionAttributeNames: { '#by': 'by' },
  },
  spend: {
    UpdateExpression: 'SET #n = if_not_exists(#n, :zero) + :one, #ttl = :ttl',
    ConditionExpression: 'attribute_not_exists(#n) OR #n < :most',
    ExpressionAttributeNames: { '#n': 'n', '#ttl': 'ttl' },
  },
  refund: {
    UpdateExpression: 'SET #n = #n - :one',
    ConditionExpression: '#n > :zero',
    ExpressionAttributeNames: { '#n': 'n' },
  },
  writeFirst: { ConditionExpression: 'attribute_not_exists(pk)' },
  writeNext: { ConditionExpression: '#v = :v', ExpressionAttributeNames: { '#v': 'v' } },
} as const;

/**
 * The ledger's table in DynamoDB: on demand, no transactions, each request on one item. Reads are consistent.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export function dynamoStore(tableName: string, send: SendToTable): LedgerStore {
  const at = (pk: string) => ({ TableName: tableName, Key: { pk: text(pk) } });
  const itemAt = async (pk: string): Promise<unknown> =>
    (await available(send('GetItem', { ...at(pk), ConsistentRead: true }))).Item;
  return {
    count: (pk, { free, ttl }) =>
      holds(
        send('UpdateItem', {
          ...at(pk),
          ...EXPRESSIONS.count,
          ExpressionAttributeValues: {
            ':zero': number(0),
            ':one': number(1),
            ':free': number(free),
            ':ttl': number(ttl),
          },
        }),
      ),
    read: async (pk) => bucketIn(await itemAt(pk)),
    lock: (pk, { known, next, now, ttl }) =>
      holds(
        send('UpdateItem', {
          ...at(pk),
          ...EXPRESSIONS.lock,
          ExpressionAttributeValues: {
            ':fails': number(known.fails),
            ':next': number(next.fails),
            ':until': number(next.until),
            ':now': number(now),
            ':ttl': number(ttl),
          },
        }),
      ),
    countKnown: (pk, { free, after }) =>
      holds(
        send('UpdateItem', {
          ...at(pk),
          ...EXPRESSIONS.countKnown,
          ExpressionAttributeValues: { ':one': number(1), ':free': number(free), ':after': number(after) },
        }),
      ),
    async know(pk, { since, ttl }) {
      await available(
        send('UpdateItem', {
          ...at(pk),
          ...EXPRESSIONS.know,
          ExpressionAttributeValues: { ':zero': number(0), ':since': number(since), ':ttl': number(ttl) },
        }),
      );
    },
    claim: (pk, { by, ttl }) =>
      holds(
        send('PutItem', {
          TableName: tableName,
          Item: { pk: text(pk), by: text(by), ttl: number(ttl) },
          ...EXPRESSIONS.claim,
          ExpressionAttributeValues: { ':by': text(by) },
        }),
      ),
    reset: async (pk) => {
      await available(send('DeleteItem', at(pk)));
    },
    isClaimed: async (pk) => (await itemAt(pk)) !== undefined,
    spend: (pk, { most, ttl }) =>
      holds(
        send('UpdateItem', {
          ...at(pk),
          ...EXPRESSIONS.spend,
          ExpressionAttributeValues: {
            ':zero': number(0),
            ':one': number(1),
            ':most': number(most),
            ':ttl': number(ttl),
          },
        }),
      ),
    async refund(pk) {
      const values = { ':zero': number(0), ':one': number(1) };
      await holds(send('UpdateItem', { ...at(pk), ...EXPRESSIONS.refund, ExpressionAttributeValues: values }));
    },
    async readMessage(pk) {
      const item = await itemAt(pk);
      return item === undefined ? undefined : readMessageAttributes(item);
    },
    writeMessage: (pk, item, known) =>
      holds(
        send('PutItem', {
          TableName: tableName,
          Item: { pk: text(pk), ...writeMessageAttributes(item) },
          ...(known === undefined
            ? EXPRESSIONS.writeFirst
            : { ...EXPRESSIONS.writeNext, ExpressionAttributeValues: { ':v': number(known) } }),
        }),
      ),
  };
}

/** Whether a request's condition held. */
async function holds(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof AwsRefusedError && error.type === 'ConditionalCheckFailedException') return false;
    throw unavailable(error);
  }
}

async function available<Output>(request: Promise<Output>): Promise<Output> {
  try {
    return await request;
  } catch (error) {
    throw unavailable(error);
  }
}

const unavailable = (cause: unknown): LedgerUnavailableError =>
  cause instanceof LedgerUnavailableError
    ? cause
    : new LedgerUnavailableError("the ledger's table can't be used", { cause });

/** Reads what can't be anything else than a bucket, or nothing. */
function bucketIn(found: unknown): Bucket {
  if (found === undefined) return { fails: 0, until: 0 };
  const item = isRecord(found) ? found : {};
  return {
    fails: countIn(item.fails),
    until: item.until === undefined ? 0 : countIn(item.until),
    ...(item.since !== undefined && { since: countIn(item.since) }),
  };
}
