import { type RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type CfnTable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AccountRootPrincipal, ArnPrincipal, type IRole, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { TextMap } from '../protocol/text-map.ts';
import type { LedgerOptions, LedgerTable } from './custom-auth-props.ts';
import { PropertyError } from './errors.ts';
import { keptOnceMade } from './kept-resource.ts';
import { ledgerTableFault } from './ledger-table-fault.ts';

/** What remembers wrong answers, and what was used up. */
export interface LedgerResources {
  readonly table: LedgerTable;
  readonly key: Key;
}

/** What an account may do with the ledger's key: all but use it. */
const ADMINISTRATION = [
  'CancelKeyDeletion',
  'CreateAlias',
  'DeleteAlias',
  'DescribeKey',
  'DisableKey',
  'EnableKey',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'ListGrants',
  'ListKeyPolicies',
  'ListResourceTags',
  'PutKeyPolicy',
  'RevokeGrant',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
].map((action) => `kms:${action}`);

/**
 * Makes the ledger's table, unless one is given, and its key. Both outlive the stack, but not a first deploy that failed.
 *
 * The key's policy lets the account administer it and nobody use it: whoever may call GenerateMac can read and make every
 * item. {@link letUseKey} names the functions.
 *
 * @throws PropertyError if the table that is given can't be the ledger's
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/hmac.html
 */
export function makeLedger(scope: Construct, options: LedgerOptions, removalPolicy: RemovalPolicy): LedgerResources {
  const kept = keptOnceMade(options.removalPolicy ?? removalPolicy);
  const key = new Key(scope, 'LedgerKey', {
    description: `What ${scope.node.path} remembers of sign-ins is named by it`.slice(0, 8192),
    keySpec: KeySpec.HMAC_256,
    keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
    removalPolicy: kept,
    policy: new PolicyDocument({
      statements: [
        new PolicyStatement({ actions: ADMINISTRATION, principals: [new AccountRootPrincipal()], resources: ['*'] }),
      ],
    }),
  });
  return { key, table: options.table ? takeTable(scope, options.table) : makeTable(scope, kept) };
}

function makeTable(scope: Construct, removalPolicy: RemovalPolicy): Table {
  const table = new Table(scope, 'Ledger', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    timeToLiveAttribute: 'ttl',
    billingMode: BillingMode.PAY_PER_REQUEST,
    removalPolicy,
  });
  Validations.of(table.node.defaultChild as CfnTable).acknowledge({
    id: 'AwsSolutions::AwsSolutions-DDB3',
    reason:
      'The table holds what is forgotten within days: wrong answers and what was used up. A copy of an earlier time would let ' +
      'used codes pass again.',
  });
  return table;
}

function takeTable(scope: Construct, table: LedgerTable): LedgerTable {
  const fault = ledgerTableFault(table);
  if (fault !== undefined) throw new PropertyError(fault);
  for (const what of ['region', 'account'] as const) {
    const [here, there] = [Stack.of(scope)[what], Stack.of(table)[what]];
    if (Token.isUnresolved(here) || Token.isUnresolved(there) || here === there) continue;
    throw new PropertyError(
      `ledger.table, ${table.node.path}, is in the ${what} ${there}, and the functions of ${scope.node.path} are in ${here}: ` +
        'give one of their own',
    );
  }
  return table;
}

/** The variables by which a function finds the ledger. */
export const ledgerEnvironment = ({ table, key }: LedgerResources): TextMap => ({
  COUNTERSIGN_LEDGER: table.tableName,
  COUNTERSIGN_LEDGER_KEY: key.keyArn,
});

/** The same where there is none, on purpose. Nothing else writes it. */
export const NO_LEDGER: TextMap = { COUNTERSIGN_LEDGER: 'none' };

/** Letters that the names of items begin with. */
const GUESSES = 'g*';
const USED = 'u*';
const MESSAGES = 'm*';
const TO_DESTINATION = 'd*';
const TO_EVERYONE = 'e*';

/**
 * What a function may do with the ledger's table: on items of a kind alone, and nobody forgets what was used up. `delivers`: whether
 * messages are delivered apart.
 */
export const ledgerPermissions: Readonly<
  Record<
    'CreateAuthChallenge' | 'VerifyAuthChallengeResponse' | 'DeliverMessage' | 'Unlock',
    (table: LedgerTable, delivers: boolean) => readonly PolicyStatement[]
  >
> = {
  CreateAuthChallenge: (table, delivers) =>
    delivers
      ? [
          onItems(table, [GUESSES, USED], ['GetItem']),
          onItems(table, [MESSAGES], ['GetItem', 'PutItem']),
          onItems(table, [TO_DESTINATION, TO_EVERYONE], ['UpdateItem']),
        ]
      : [onItems(table, [GUESSES], ['GetItem'])],
  VerifyAuthChallengeResponse: (table) => [
    onItems(table, [GUESSES], ['DeleteItem', 'GetItem', 'UpdateItem']),
    onItems(table, [USED], ['PutItem']),
  ],
  DeliverMessage: (table) => [onItems(table, [MESSAGES], ['GetItem', 'PutItem'])],
  Unlock: (table) => [onItems(table, [GUESSES], ['DeleteItem'])],
};

/**
 * A statement about items whose partition key begins so or so. A request that names no key would pass `ForAllValues`: `Null` refuses it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
const onItems = (table: LedgerTable, leadingKeys: readonly string[], operations: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    actions: operations.map((operation) => `dynamodb:${operation}`),
    resources: [table.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  });

/** Lets a function's role use the ledger's key, and the key of a table that has one. */
export function letUseKey({ key, table }: LedgerResources, role: IRole): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      actions: ['kms:GenerateMac'],
      principals: [new ArnPrincipal(role.roleArn)],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:MacAlgorithm': 'HMAC_SHA_256' } },
    }),
  );
  table.encryptionKey?.grantEncryptDecrypt(role);
}
