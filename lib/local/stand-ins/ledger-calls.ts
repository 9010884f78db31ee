import { isRecord } from '../../protocol/is-record.ts';
import type { LocalFunction } from '../model.ts';
import type { LedgerItems } from '../store/ledger-items.ts';
import { membersOf } from './json-members.ts';
import { callLedgerTable } from './ledger-table.ts';
import { jsonAnswer, refuse, StandInRefusal } from './refusal.ts';
import type { StandIn } from './stand-in.ts';

/** What the stand-in for the ledger's table needs. */
export interface LedgerCallsOptions {
  /** Whose ledger it is. */
  readonly functions: () => readonly Pick<LocalFunction, 'environment'>[];
  readonly items: Pick<LedgerItems, 'find' | 'change'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What functions without a ledger have in the place of a table's name: a table may be called so. */
const NO_LEDGER = 'none';

const NOT_JSON = new StandInRefusal('com.amazon.coral.service#SerializationException', 'The body is no JSON object.');

type Members = Readonly<Record<string, unknown>>;

/** Stands in for DynamoDB, for the ledger's table alone, which never goes elsewhere. */
export const ledgerCalls = ({ functions, items, now }: LedgerCallsOptions): StandIn => ({
  take(call, elsewhere) {
    if (call.service.id !== 'DYNAMODB') return undefined;
    const members = membersOf(call);
    if (!members) return elsewhere ? undefined : () => refuse(call, NOT_JSON);
    const { operation } = call;
    const ledgers = functions().map(({ environment }) => environment.COUNTERSIGN_LEDGER);
    const tableName = tablesIn(members).find((name) => name !== NO_LEDGER && ledgers.includes(name));
    if (tableName === undefined) return undefined;
    return () => jsonAnswer(call, 200, callLedgerTable(items, { operation, tableName, members }, now()));
  },
});

/** The tables that a request names, of one item or of many. */
function tablesIn({ TableName, RequestItems, TransactItems }: Members): readonly string[] {
  const transacted = (Array.isArray(TransactItems) ? TransactItems : []).flatMap((each: unknown) =>
    isRecord(each) ? Object.values(each).map((item) => isRecord(item) && item.TableName) : [],
  );
  return [TableName, ...(isRecord(RequestItems) ? Object.keys(RequestItems) : []), ...transacted]
    .filter((name) => typeof name === 'string')
    .map((name) => name.replace(/^arn:.*:table\//, ''));
}
