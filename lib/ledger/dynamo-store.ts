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
  const update = (pk: string, shape: object, values: Readonly<Record<string, number>>) =>
    send('UpdateItem', {
      ...at(pk),
      ...shape,
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, number(value)]),
      ),
    });
  return {
    count: (pk, { free, ttl }) =>
      holds(update(pk, EXPRESSIONS.count, { ':zero': 0, ':one': 1, ':free': free, ':ttl': ttl })),
    read: async (pk) => bucketIn(await itemAt(pk)),
    lock: (pk, { known, next, now, ttl }) =>
      holds(
        update(pk, EXPRESSIONS.lock, {
          ':fails': known.fails,
          ':next': next.fails,
          ':until': next.until,
          ':now': now,
          ':ttl': ttl,
        }),
      ),
    countKnown: (pk, { free, after }) =>
      holds(update(pk, EXPRESSIONS.countKnown, { ':one': 1, ':free': free, ':after': after })),
    async know(pk, { since, ttl }) {
      await available(update(pk, EXPRESSIONS.know, { ':zero': 0, ':since': since, ':ttl': ttl }));
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
      holds(update(pk, EXPRESSIONS.spend, { ':zero': 0, ':one': 1, ':most': most, ':ttl': ttl })),
    async refund(pk) {
      await holds(update(pk, EXPRESSIONS.refund, { ':zero': 0, ':one': 1 }));
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
