import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXPRESSIONS } from '../../../lib/ledger/dynamo-store.ts';
import type { AttributeValue } from '../../../lib/ledger/message-attributes.ts';

/** A request as it arrived. */
export interface AwsRequestSeen {
  readonly service: 'dynamodb' | 'kms' | 'lambda';
  readonly operation: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What the ledger calls a request. */
export type LedgerRequestName =
  | 'key'
  | 'count'
  | 'read'
  | 'lock'
  | 'countKnown'
  | 'know'
  | 'claim'
  | 'reset'
  | 'spend'
  | 'refund'
  | 'write'
  | 'poke';

/** Which of the ledger's requests it is. */
export function nameOf({ operation, input }: AwsRequestSeen): LedgerRequestName {
  if (operation === 'UpdateItem') {
    const names = ['spend', 'refund', 'lock', 'countKnown', 'know', 'count'] as const;
    return names.find((name) => input.UpdateExpression === EXPRESSIONS[name].UpdateExpression) as LedgerRequestName;
  }
  if (operation === 'PutItem' && input.ConditionExpression !== EXPRESSIONS.claim.ConditionExpression) return 'write';
  const names: Readonly<Record<string, LedgerRequestName>> = {
    GenerateMac: 'key',
    GetItem: 'read',
    Invoke: 'poke',
    PutItem: 'claim',
    DeleteItem: 'reset',
  };
  return names[operation] as LedgerRequestName;
}

/** Milliseconds, or something that happens; `try`: that whoever sent it has given it up. */
export type Delay = number | 'try' | Promise<unknown>;

/** What is done to a request, instead of answering it at once. */
export interface Treatment {
  /** When it arrives: it is done then, whether or not anybody waits. */
  readonly arrivesAfter?: Delay;
  /** When its reply comes, after it was done. */
  readonly repliesAfter?: Delay;
  /** It never arrives, or its reply doesn't come. */
  readonly loses?: 'request' | 'reply';
  /** Answered by this, without being done. */
  readonly answers?: () => Response;
}

type Item = Readonly<Record<string, AttributeValue>>;

/** A refusal as the JSON protocols write it. */
export const refusal = (status: number, type: string, message = 'no') =>
  new Response(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }), { status });

/** What stands for DynamoDB and KMS: one table, one key, and the requests that the ledger makes of them, each to the letter. */
export class FakeAws {
  readonly requests: AwsRequestSeen[] = [];
  readonly items: Map<string, Item>;
  readonly key: Uint8Array;
  /** What is done to the n-th request; the first is 1. */
  treat: (request: AwsRequestSeen, nth: number) => Treatment | undefined = () => undefined;
  /** What Lambda invokes when it has accepted an invocation. */
  invoked: (event: Readonly<Record<string, unknown>>) => Promise<unknown> = async () => {};
  readonly #pending = new Set<Promise<unknown>>();

  constructor(key: Uint8Array = new Uint8Array(32).fill(7), items = new Map<string, Item>()) {
    this.key = key;
    this.items = items;
  }

  /** Waits until all that was sent has arrived, and is answered. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
  }

  fetch = (async (url: URL, init: RequestInit) => {
    const { signal } = init;
    // As the platform's: what was given up before it began isn't sent.
    signal?.throwIfAborted();
    const request = readAwsRequest(url, init);
    this.requests.push(request);
    const over = Promise.withResolvers<void>();
    const abandoned = new Promise<never>((_, reject) => {
      const end = () => {
        reject(signal?.reason);
        over.resolve();
      };
      signal?.addEventListener('abort', end, { once: true });
    });
    const pass = (delay: Delay | undefined) =>
      typeof delay === 'number' ? sleep(delay) : delay === 'try' ? over.promise : delay;
    const reply = this.#reply(request, this.treat(request, this.requests.length) ?? {}, pass);
    this.#pending.add(reply);
    void reply.catch(() => {}).finally(() => this.#pending.delete(reply));
    return Promise.race([abandoned, reply]);
  }) as typeof fetch;

  async #reply(
    request: AwsRequestSeen,
    { arrivesAfter, repliesAfter, loses, answers }: Treatment,
    pass: (delay: Delay | undefined) => unknown,
  ): Promise<Response> {
    if (loses === 'request') throw new TypeError('fetch failed');
    await pass(arrivesAfter);
    const response = answers ? answers() : this.#serve(request);
    if (loses === 'reply') throw new TypeError('fetch failed');
    if (repliesAfter !== undefined) await pass(repliesAfter);
    return response;
  }

  #serve({ operation, input }: AwsRequestSeen): Response {
    switch (operation) {
      case 'Invoke': {
        const running = this.invoked(input).catch(() => {});
        this.#pending.add(running);
        void running.finally(() => this.#pending.delete(running));
        return new Response(null, { status: 202 });
      }
      case 'GenerateMac': {
        const mac = createHmac('sha256', this.key).update(Buffer.from(String(input.Message), 'base64'));
        return Response.json({ KeyId: input.KeyId, Mac: mac.digest('base64'), MacAlgorithm: input.MacAlgorithm });
      }
      case 'GetItem': {
        if (input.ConsistentRead !== true) throw new Error('a read that may be stale');
        const item = this.items.get(pkOf(input.Key));
        return Response.json(item ? { Item: item } : {});
      }
      case 'DeleteItem':
        this.items.delete(pkOf(input.Key));
        return Response.json({});
      case 'UpdateItem':
        return this.#update(input as never);
      case 'PutItem':
        return this.#put(input as never);
    }
    throw new Error(`a request that the ledger doesn't make: ${operation}`);
  }

  #update({ Key, ExpressionAttributeValues: values, ...shape }: UpdateInput): Response {
    const pk = pkOf(Key);
    const item = this.items.get(pk);
    const fails = numberIn(item?.fails);
    const given = (name: string) => numberIn(values[name]) as number;
    if (isShape(shape, EXPRESSIONS.count)) {
      if (fails !== undefined && !(fails < given(':free'))) return conditionFailed();
      const counted = { N: String((fails ?? given(':zero')) + given(':one')) };
      this.items.set(pk, { ...(item ?? { pk: { S: pk } }), fails: counted, ttl: values[':ttl'] as AttributeValue });
      return Response.json({});
    }
    if (isShape(shape, EXPRESSIONS.spend)) {
      const spent = numberIn(item?.n);
      if (spent !== undefined && !(spent < given(':most'))) return conditionFailed();
      const counted = { N: String((spent ?? given(':zero')) + given(':one')) };
      this.items.set(pk, { ...(item ?? { pk: { S: pk } }), n: counted, ttl: values[':ttl'] as AttributeValue });
      return Response.json({});
    }
    if (isShape(shape, EXPRESSIONS.countKnown)) {
      const since = numberIn(item?.since) ?? Number.NaN;
      if (!(since > given(':after')) || !((fails as number) < given(':free'))) return conditionFailed();
      this.items.set(pk, { ...item, fails: { N: String((fails as number) + given(':one')) } });
      return Response.json({});
    }
    if (isShape(shape, EXPRESSIONS.know)) {
      const [zero, since, ttl] = [values[':zero'], values[':since'], values[':ttl']] as [Value, Value, Value];
      this.items.set(pk, { pk: { S: pk }, ...item, fails: zero, since, ttl });
      return Response.json({});
    }
    if (isShape(shape, EXPRESSIONS.refund)) {
      const spent = numberIn(item?.n) ?? 0;
      if (!(spent > given(':zero'))) return conditionFailed();
      this.items.set(pk, { ...item, n: { N: String(spent - given(':one')) } });
      return Response.json({});
    }
    if (!isShape(shape, EXPRESSIONS.lock)) throw new Error('an update that the ledger does not make');
    const until = numberIn(item?.until);
    if (fails !== given(':fails') || !(until === undefined || until <= given(':now'))) return conditionFailed();
    const [next, locked, ttl] = [values[':next'], values[':until'], values[':ttl']] as [Value, Value, Value];
    this.items.set(pk, { ...item, fails: next, until: locked, ttl });
    return Response.json({});
  }

  #put({ Item: item, ExpressionAttributeValues: values, ...shape }: PutInput): Response {
    const pk = pkOf(item);
    const known = this.items.get(pk);
    if (isShape(shape, EXPRESSIONS.writeFirst) || isShape(shape, EXPRESSIONS.writeNext)) {
      const isThere = JSON.stringify(known?.v) === JSON.stringify(values?.[':v']);
      if (!isThere || (known !== undefined) !== (values !== undefined)) return conditionFailed();
      this.items.set(pk, item);
      return Response.json({});
    }
    if (!isShape(shape, EXPRESSIONS.claim)) throw new Error('a put that the ledger does not make');
    const by = values?.[':by'];
    if (known && JSON.stringify(known.by) !== JSON.stringify(by)) return conditionFailed();
    this.items.set(pk, item);
    return Response.json({});
  }
}

type Value = AttributeValue;
interface UpdateInput {
  readonly Key: Item;
  readonly ExpressionAttributeValues: Readonly<Record<string, AttributeValue>>;
}
interface PutInput {
  readonly Item: Item;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>;
}

const conditionFailed = (): Response =>
  refusal(400, 'ConditionalCheckFailedException', 'The conditional request failed');

/** Whether a request, without its values, is of a shape: its table, and the shape's expressions to the letter. */
const isShape = (request: object, shape: object): boolean => {
  const sorted = (members: object) => JSON.stringify(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(request) === sorted({ TableName: 'the-ledger', ...shape });
};

function pkOf(key: unknown): string {
  const { pk } = key as { readonly pk: { readonly S: string } };
  return pk.S;
}

const numberIn = (value: AttributeValue | undefined): number | undefined =>
  value && 'N' in value ? Number(value.N) : undefined;

function readAwsRequest(url: URL | string, { headers, body }: RequestInit): AwsRequestSeen {
  const sent = headers as Readonly<Record<string, string>>;
  if (new URL(url).pathname.endsWith('/invocations')) {
    return {
      service: 'lambda',
      operation: 'Invoke',
      headers: sent,
      body: String(body),
      input: JSON.parse(String(body)),
    };
  }
  const [prefix, operation = ''] = (sent['x-amz-target'] ?? '').split('.');
  const service = prefix === 'TrentService' ? 'kms' : 'dynamodb';
  return { service, operation, headers: sent, body: String(body), input: JSON.parse(String(body)) };
}
