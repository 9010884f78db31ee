import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../protocol/is-record.ts';
import type { LedgerItem, LedgerValue } from '../store/ledger-items.ts';

/** The types of attributes, by their names. */
type Type = 'S' | 'N' | 'B' | 'BOOL';
type Types = Readonly<Record<string, Type>>;

/** The condition of a request doesn't hold. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
}

/** One of the requests that the ledger makes of its table: one item's, by an exact form. */
export interface LedgerRequest {
  readonly operation: string;
  /** Its members beside the table's name, the key or item, and the values: exactly these. */
  readonly form: Readonly<Record<string, unknown>>;
  /** What its expressions name. @default - nothing */
  readonly values?: Types;
  /** What its item holds. @default - it has a key, and no item */
  readonly item?: Types;
  /**
   * What takes the item's place; undefined: nothing. Absent: it is read.
   *
   * @throws ConditionFailed
   */
  change?(item: LedgerItem | undefined, given: Given): LedgerItem | undefined;
}

/** What a request gives. */
export interface Given {
  /** The key, or the whole item. */
  readonly item: LedgerItem & { readonly pk: { readonly S: string } };
  readonly values: Readonly<Record<string, LedgerValue>>;
}

const demand = (holds: boolean): void => {
  if (!holds) throw new ConditionFailed();
};
const number = (value: LedgerValue | undefined): number => (value && 'N' in value ? Number(value.N) : Number.NaN);
const equal = (a: LedgerValue | undefined, b: LedgerValue | undefined): boolean =>
  isDeepStrictEqual(a, b) || number(a) === number(b);

/** What went out last to one user by one challenge. */
const MESSAGE: Types = {
  ...{ pk: 'S', v: 'N', w: 'S', id: 'S', sentAt: 'N', expiresAt: 'N', taken: 'BOOL' },
  ...{ tat: 'N', day: 'N', sent: 'N', sealed: 'B', ttl: 'N' },
};

/** The texts are written out here once more: what `lib/ledger` asks otherwise must be seen to fail. */
export const LEDGER_REQUESTS: readonly LedgerRequest[] = [
  { operation: 'GetItem', form: { ConsistentRead: true } },
  { operation: 'DeleteItem', form: {}, change: () => undefined },
  {
    operation: 'UpdateItem',
    form: {
      UpdateExpression: 'SET #fails = if_not_exists(#fails, :zero) + :one, #ttl = :ttl',
      ConditionExpression: 'attribute_not_exists(#fails) OR #fails < :free',
      ExpressionAttributeNames: { '#fails': 'fails', '#ttl': 'ttl' },
    },
    values: { ':zero': 'N', ':one': 'N', ':free': 'N', ':ttl': 'N' },
    change(item, { item: key, values }) {
      demand(item?.fails === undefined || number(item.fails) < number(values[':free']));
      const fails = number(item?.fails ?? values[':zero']) + number(values[':one']);
      return { ...key, ...item, ...set({ fails: { N: String(fails) }, ttl: values[':ttl'] }) };
    },
  },
  {
    operation: 'UpdateItem',
    form: {
      UpdateExpression: 'SET #fails = :next, #until = :until, #ttl = :ttl',
      ConditionExpression: '#fails = :fails AND (attribute_not_exists(#until) OR #until <= :now)',
      ExpressionAttributeNames: { '#fails': 'fails', '#until': 'until', '#ttl': 'ttl' },
    },
    values: { ':fails': 'N', ':next': 'N', ':until': 'N', ':now': 'N', ':ttl': 'N' },
    change(item, { item: key, values }) {
      demand(equal(item?.fails, values[':fails']));
      demand(item?.until === undefined || number(item.until) <= number(values[':now']));
      return { ...key, ...item, ...set({ fails: values[':next'], until: values[':until'], ttl: values[':ttl'] }) };
    },
  },
  {
    operation: 'UpdateItem',
    form: {
      UpdateExpression: 'SET #fails = #fails + :one',
      ConditionExpression: '#since > :after AND #fails < :free',
      ExpressionAttributeNames: { '#fails': 'fails', '#since': 'since' },
    },
    values: { ':one': 'N', ':after': 'N', ':free': 'N' },
    change(item, { item: key, values }) {
      demand(number(item?.since) > number(values[':after']) && number(item?.fails) < number(values[':free']));
      return { ...key, ...item, fails: { N: String(number(item?.fails) + number(values[':one'])) } };
    },
  },
  {
    operation: 'UpdateItem',
    form: {
      UpdateExpression: 'SET #fails = :zero, #since = :since, #ttl = :ttl',
      ExpressionAttributeNames: { '#fails': 'fails', '#since': 'since', '#ttl': 'ttl' },
    },
    values: { ':zero': 'N', ':since': 'N', ':ttl': 'N' },
    change: (item, { item: key, values }) => ({
      ...{ ...key, ...item },
      ...set({ fails: values[':zero'], since: values[':since'], ttl: values[':ttl'] }),
    }),
  },
  {
    operation: 'PutItem',
    form: {
      ConditionExpression: 'attribute_not_exists(pk) OR #by = :by',
      ExpressionAttributeNames: { '#by': 'by' },
    },
    item: { pk: 'S', by: 'S', ttl: 'N' },
    values: { ':by': 'S' },
    change(item, { item: put, values }) {
      demand(item === undefined || equal(item.by, values[':by']));
      return put;
    },
  },
  {
    operation: 'UpdateItem',
    form: {
      UpdateExpression: 'SET #n = if_not_exists(#n, :zero) + :one, #ttl = :ttl',
      ConditionExpression: 'attribute_not_exists(#n) OR #n < :most',
      ExpressionAttributeNames: { '#n': 'n', '#ttl': 'ttl' },
    },
    values: { ':zero': 'N', ':one': 'N', ':most': 'N', ':ttl': 'N' },
    change(item, { item: key, values }) {
      demand(item?.n === undefined || number(item.n) < number(values[':most']));
      const n = number(item?.n ?? values[':zero']) + number(values[':one']);
      return { ...key, ...item, ...set({ n: { N: String(n) }, ttl: values[':ttl'] }) };
    },
  },
  {
    operation: 'UpdateItem',
    form: {
      UpdateExpression: 'SET #n = #n - :one',
      ConditionExpression: '#n > :zero',
      ExpressionAttributeNames: { '#n': 'n' },
    },
    values: { ':zero': 'N', ':one': 'N' },
    change(item, { item: key, values }) {
      demand(number(item?.n) > number(values[':zero']));
      return { ...key, ...item, ...set({ n: { N: String(number(item?.n) - number(values[':one'])) } }) };
    },
  },
  {
    operation: 'PutItem',
    form: { ConditionExpression: 'attribute_not_exists(pk)' },
    item: MESSAGE,
    change(item, { item: put }) {
      demand(item === undefined);
      return put;
    },
  },
  {
    operation: 'PutItem',
    form: { ConditionExpression: '#v = :v', ExpressionAttributeNames: { '#v': 'v' } },
    item: MESSAGE,
    values: { ':v': 'N' },
    change(item, { item: put, values }) {
      demand(item !== undefined && equal(item.v, values[':v']));
      return put;
    },
  },
];

const set = (attributes: Readonly<Record<string, LedgerValue | undefined>>): LedgerItem =>
  Object.fromEntries(Object.entries(attributes).flatMap(([name, value]) => (value ? [[name, value]] : [])));

/** Reads a request's members as one of the ledger's requests; undefined where they are none. */
export function readLedgerRequest(
  operation: string,
  members: Readonly<Record<string, unknown>>,
): { readonly request: LedgerRequest; readonly given: Given } | undefined {
  const { TableName: _, Key, Item, ExpressionAttributeValues: values, ...form } = members;
  for (const request of LEDGER_REQUESTS) {
    if (request.operation !== operation || !isDeepStrictEqual(form, request.form)) continue;
    const item = request.item ? Item : Key;
    if ((request.item ? Key : Item) !== undefined || !holdsPlace(item, request.item)) return undefined;
    const given: unknown = values ?? {};
    return holds(given, request.values ?? {}) ? { request, given: { item, values: given } } : undefined;
  }
  return undefined;
}

const holdsPlace = (item: unknown, types: Types = { pk: 'S' }): item is Given['item'] =>
  holds(item, types) && !isDeepStrictEqual(item.pk, { S: '' });

/** Whether these attributes are there, with these types, and no others. */
const holds = (attributes: unknown, types: Types): attributes is Given['values'] =>
  isRecord(attributes) &&
  Object.keys(attributes).length === Object.keys(types).length &&
  Object.entries(types).every(([name, type]) => {
    const value = attributes[name];
    if (!isRecord(value) || Object.keys(value).length !== 1) return false;
    return isOfType(type, value[type]);
  });

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isOfType(type: Type, value: unknown): boolean {
  if (type === 'BOOL') return typeof value === 'boolean';
  if (typeof value !== 'string') return false;
  if (type === 'B') return BASE64.test(value);
  return type === 'S' || (/^-?\d+$/.test(value) && Number.isSafeInteger(Number(value)));
}
