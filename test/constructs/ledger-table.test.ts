import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AttributeType,
  type CfnTable,
  Table,
  TableEncryption,
  TableEncryptionV2,
  type TableProps,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { CustomAuth, type LedgerTable } from '../../lib/constructs/index.ts';
import { makeApp, props } from './fixtures/synth.ts';

const partitionKey = { name: 'pk', type: AttributeType.STRING };
const RIGHT = { partitionKey, timeToLiveAttribute: 'ttl' };
const REMEDY = "give it the partition key 'pk' of type STRING, no sort key, and timeToLiveAttribute: 'ttl'";

const tableOf = (tableProps: TableProps) => (stack: Stack) => new Table(stack, 'Own', tableProps);
const tableV2Of = (tableProps: TablePropsV2) => (stack: Stack) => new TableV2(stack, 'Own', tableProps);

function signInWith(make: (stack: Stack) => LedgerTable, env?: { account: string; region: string }) {
  const app = makeApp();
  const stack = new Stack(app, 'Test', { ...(env && { env }) });
  const table = make(stack);
  return { app, stack, table, auth: new CustomAuth(stack, 'SignIn', { ...props, ledger: { table } }) };
}

describe('a table of the app’s own', () => {
  it.each<[string, (stack: Stack) => LedgerTable]>([
    ['a Table', tableOf(RIGHT)],
    ['a TableV2', tableV2Of(RIGHT)],
    ['one of another stack', (stack) => new Table(new Stack(stack.node.root as never, 'Data'), 'Own', RIGHT)],
  ])('is taken: %s', (_what, make) => {
    const { app, stack, table, auth } = signInWith(make);
    expect(auth.ledger).toBe(table);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::KMS::Key', 1);
    expect(Object.keys(template.findResources('AWS::DynamoDB::Table')).join()).not.toContain('SignInLedger');
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { COUNTERSIGN_LEDGER: stack.resolve(table.tableName) } },
    });
    expect(() => app.synth()).not.toThrow();
  });

  it.each<[string, (stack: Stack) => LedgerTable, string]>([
    [
      'another key',
      tableOf({ ...RIGHT, partitionKey: { name: 'id', type: AttributeType.STRING } }),
      `has the key HASH id: ${REMEDY}`,
    ],
    [
      'a key of another type',
      tableOf({ ...RIGHT, partitionKey: { name: 'pk', type: AttributeType.BINARY } }),
      `has a pk of type B: ${REMEDY}`,
    ],
    [
      'a sort key',
      tableV2Of({ ...RIGHT, sortKey: { name: 'sk', type: AttributeType.STRING } }),
      `has the key HASH pk, RANGE sk: ${REMEDY}`,
    ],
    ['no time to live', tableOf({ partitionKey }), `forgets nothing by itself: ${REMEDY}`],
    [
      'another time to live',
      tableV2Of({ partitionKey, timeToLiveAttribute: 'expires' }),
      `forgets nothing by itself: ${REMEDY}`,
    ],
    [
      'an imported one',
      (stack) => Table.fromTableName(stack, 'Own', 'ledger'),
      "is an imported table, and what keys it has can't be seen",
    ],
  ])('is refused with a reason: %s', (_what, make, reason) => {
    expect(() => signInWith(make)).toThrow(
      expect.objectContaining({ code: 'property', message: expect.stringContaining(reason) }),
    );
  });

  it('is refused with replicas, where wrong answers would be counted apart', () => {
    const env = { account: '111122223333', region: 'eu-central-1' };
    const replicated = tableV2Of({ ...RIGHT, replicas: [{ region: 'eu-west-1' }] });
    expect(() => signInWith(replicated, env)).toThrow(/has replicas in other regions/);
  });

  it('is refused in another region or account', () => {
    const elsewhere = { account: '111122223333', region: 'eu-west-1' };
    const make = (stack: Stack) =>
      new Table(new Stack(stack.node.root as never, 'Data', { env: elsewhere }), 'Own', RIGHT);
    expect(() => signInWith(make, { account: '111122223333', region: 'eu-central-1' })).toThrow(
      /is in the region eu-west-1, and the functions of Test\/SignIn are in eu-central-1/,
    );
  });

  it('is refused at synth where it was overridden later', () => {
    const { app, table } = signInWith(tableOf(RIGHT));
    (table.node.defaultChild as CfnTable).addPropertyDeletionOverride('TimeToLiveSpecification');
    expect(() => app.synth()).toThrow(/ledger\.table, Test\/Own, forgets nothing by itself/);
  });

  it.each<[string, (stack: Stack) => LedgerTable]>([
    ['a Table', (stack) => new Table(stack, 'Own', { ...RIGHT, encryption: TableEncryption.CUSTOMER_MANAGED })],
    [
      'a TableV2',
      (stack) =>
        new TableV2(stack, 'Own', {
          ...RIGHT,
          encryption: TableEncryptionV2.customerManagedKey(new Key(stack, 'Key')),
        }),
    ],
  ])(
    'may be encrypted by a key of the account: Create and Verify may use that, and Define may not: %s',
    (_what, make) => {
      const { stack } = signInWith(make, { account: '111122223333', region: 'eu-central-1' });
      const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
      const mayDecrypt = Object.entries(policies)
        .filter(([, { Properties }]) => JSON.stringify(Properties.PolicyDocument).includes('kms:Decrypt'))
        .map(([id]) => id.replace(/RoleDefaultPolicy.*/, ''));
      expect(mayDecrypt.sort()).toEqual(['SignInCreateAuthChallenge', 'SignInVerifyAuthChallengeResponse']);
    },
  );
});
