import type { LedgerItems } from '../store/ledger-items.ts';

import { ConditionFailed, readLedgerRequest } from './ledger-requests.ts';
import { StandInRefusal } from './refusal.ts';

/** A call of an operation on a table. */
export interface TableCall {
  readonly operation: string;
  readonly tableName: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/**
 * Stands in for DynamoDB, for the ledger's table: takes the ledger's own requests, each at once or not at all, and no others.
 *
 * @param now milliseconds since 1970
 * @throws StandInRefusal
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
 */
export function callLedgerTable(
  items: Pick<LedgerItems, 'find' | 'change'>,
  { operation, tableName, members }: TableCall,
  now: number,
): object {
  const read = readLedgerRequest(operation, members);
  if (!read) {
    throw new StandInRefusal(
      'com.amazon.coral.validate#ValidationException',
      `This ${operation} is none of the requests that Countersign makes of its ledger's table, and the local pool's stand-in ` +
        'takes no other there. Keep items of your own in a table of your own.',
    );
  }
  const { request, given } = read;
  const place = { tableName, pk: given.item.pk.S };
  if (!request.change) {
    const Item = items.find(place, now);
    return { ...(Item && { Item }) };
  }
  const { change } = request;
  try {
    items.change(place, now, (item) => change(item, given));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    throw new StandInRefusal(
      'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      'The conditional request failed',
    );
  }
  return {};
}
