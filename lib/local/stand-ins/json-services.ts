import { isRecord } from '../../protocol/is-record.ts';
import type { KeptStore } from '../kept-store.ts';
import { keyringOf } from '../kms/keyring.ts';
import type { LocalApp, LocalFunction } from '../model.ts';
import { forward, noStandIn } from './beyond-stand-ins.ts';
import {
  assertSigned,
  DYNAMODB,
  type JsonService,
  jsonAnswer,
  KMS,
  membersIn,
  notJson,
  operationOf,
  StandInRefusal,
} from './json-request.ts';
import { callKms, isKmsOperation } from './kms-operations.ts';
import { callLedgerTable } from './ledger-table.ts';
import { withoutWaits } from './without-waits.ts';

/** What the stand-ins for DynamoDB and KMS know of what runs. */
export interface JsonServicesOptions {
  /** Whose ledger it is, and where they are to find all else. */
  readonly functions: () => readonly Pick<LocalFunction, 'environment'>[];
  /** What the app has beside them, as it is now. */
  readonly resources: () => Pick<LocalApp, 'region' | 'accountId' | 'keys'>;
  readonly kept: KeptStore;
  /** Whether waits after wrong answers, and messages' budgets, are held. */
  readonly budgets: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What functions without a ledger have in the place of a table's name: a table may be called so. */
const NO_LEDGER = 'none';

type Members = Readonly<Record<string, unknown>>;

/** What a stand-in is asked. */
interface Asked {
  readonly operation: string;
  readonly members: Members;
  /** Whether the functions have a place of their own to find the service. */
  readonly elsewhere: boolean;
}

/** Gives what makes the answer; undefined where no stand-in takes the request. */
type Take = (asked: Asked) => (() => object) | undefined;

/**
 * Stands in for DynamoDB and KMS: for the ledger's table, and for GenerateMac. All else is forwarded to where the functions'
 * own variables lead, or refused.
 *
 * @returns what answers a request; it gives undefined for one of another service
 */
export function jsonServices(options: JsonServicesOptions): (request: Request) => Promise<Response> | undefined {
  const { functions, resources, kept, budgets, now } = options;
  const { ledgerItems, kmsKeys } = kept.store;
  const keyring = keyringOf({ kmsKeys, app: resources });
  const items = budgets ? ledgerItems : withoutWaits(ledgerItems);
  const valuesOf = (name: string): readonly string[] =>
    functions().flatMap(({ environment }) => environment[name] || []);

  const takeTable: Take = ({ operation, members }) => {
    const ledgers = valuesOf('COUNTERSIGN_LEDGER').filter((name) => name !== NO_LEDGER);
    const tableName = tablesIn(members).find((name) => ledgers.includes(name));
    if (tableName === undefined) return undefined;
    return () => callLedgerTable(items, { operation, tableName, members }, now());
  };
  const takeKey: Take = ({ operation, members, elsewhere }) => {
    if (!isKmsOperation(operation)) return undefined;
    const ofLedger = valuesOf('COUNTERSIGN_LEDGER_KEY').includes(String(members.KeyId));
    return ofLedger || !elsewhere ? () => callKms(keyring, operation, members) : undefined;
  };

  const answer = async (service: JsonService, take: Take, operation: string, request: Request): Promise<Response> => {
    const body = await request.arrayBuffer();
    // As the SDKs read them.
    const [endpoint] = [...valuesOf(`AWS_ENDPOINT_URL_${service.id}`), ...valuesOf('AWS_ENDPOINT_URL')];
    const members = membersIn(body);
    const made = members && take({ operation, members, elsewhere: endpoint !== undefined });
    if (!made) {
      if (endpoint !== undefined) return forward(service, request, { body, endpoint });
      return members ? noStandIn(service, operation) : refuse(service, notJson(service));
    }
    try {
      assertSigned(service, request.headers.get('authorization'));
      kept.assertThere();
      return jsonAnswer(service, 200, made());
    } catch (error) {
      if (error instanceof StandInRefusal) return refuse(service, error);
      throw kept.faultOf(error);
    }
  };

  return (request) => {
    for (const [service, take] of [[DYNAMODB, takeTable] as const, [KMS, takeKey] as const]) {
      const operation = operationOf(service, request);
      if (operation !== undefined) return answer(service, take, operation, request);
    }
    return undefined;
  };
}

const refuse = (service: JsonService, { status, type, message }: StandInRefusal): Response =>
  jsonAnswer(service, status, { __type: type, message });

/** The tables that a request names, of one item or of many. */
function tablesIn({ TableName, RequestItems, TransactItems }: Members): readonly string[] {
  const transacted = (Array.isArray(TransactItems) ? TransactItems : []).flatMap((each: unknown) =>
    isRecord(each) ? Object.values(each).map((item) => isRecord(item) && item.TableName) : [],
  );
  return [TableName, ...(isRecord(RequestItems) ? Object.keys(RequestItems) : []), ...transacted]
    .filter((name) => typeof name === 'string')
    .map((name) => name.replace(/^arn:.*:table\//, ''));
}
