import { AwsRefusedError } from '../aws/errors.ts';
import { isRecord } from '../protocol/is-record.ts';
import { LedgerUnavailableError } from './errors.ts';
import type { Bucket, LedgerStore } from './ledger-store.ts';

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
  claim: {
    ConditionExpression: 'attribute_not_exists(pk) OR #by = :by',
    ExpressionAttributeNames: { '#by': 'by' },
  },
} as const;

const text = (value: string) => ({ S: value });
const number = (value: number) => ({ N: String(value) });

/**
 * The ledger's table in DynamoDB: on demand, no transactions, each request on one item. Reads are consistent.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export function dynamoStore(tableName: string, send: SendToTable): LedgerStore {
  const at = (pk: string) => ({ TableName: tableName, Key: { pk: text(pk) } });
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
    read: async (pk) => bucketIn(await available(send('GetItem', { ...at(pk), ConsistentRead: true }))),
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
function bucketIn({ Item }: Readonly<Record<string, unknown>>): Bucket {
  if (Item === undefined) return { fails: 0, until: 0 };
  const item = isRecord(Item) ? Item : {};
  return { fails: countIn(item.fails), until: item.until === undefined ? 0 : countIn(item.until) };
}

function countIn(value: unknown): number {
  const count = isRecord(value) && typeof value.N === 'string' ? Number(value.N) : Number.NaN;
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new LedgerUnavailableError("an item of the ledger's table can't be read");
}
