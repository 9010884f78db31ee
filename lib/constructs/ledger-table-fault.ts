import { CfnElement } from 'aws-cdk-lib';
import { CfnGlobalTable, CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import type { IConstruct } from 'constructs';
import { isRecord } from '../protocol/is-record.ts';
import type { LedgerTable } from './custom-auth-props.ts';
import { renderedProperties } from './rendered-properties.ts';

const REMEDY = "give it the partition key 'pk' of type STRING, no sort key, and timeToLiveAttribute: 'ttl'";

/**
 * Why a table can't be the ledger's: a sentence. Undefined if it can.
 *
 * Ask once more at synth: what was made may be overridden.
 */
export function ledgerTableFault(table: LedgerTable): string | undefined {
  const { path, defaultChild: resource } = table.node;
  // By type name as well: the app may have another copy of aws-cdk-lib.
  if (!isTable(resource)) {
    return (
      `ledger.table, ${path}, is an imported table, and what keys it has can't be seen: pass the Table or TableV2 itself, ` +
      'from the app that defines it, or leave it out for a new one'
    );
  }
  const properties = renderedProperties(resource);
  const keys = listOf(properties.KeySchema).map(({ AttributeName: name, KeyType: type }) => `${type} ${name}`);
  if (keys.join() !== 'HASH pk') return `ledger.table, ${path}, has the key ${keys.join(', ') || 'unknown'}: ${REMEDY}`;
  const type = listOf(properties.AttributeDefinitions).find(({ AttributeName: name }) => name === 'pk')?.AttributeType;
  if (type !== 'S') return `ledger.table, ${path}, has a pk of type ${String(type)}: ${REMEDY}`;
  const { TimeToLiveSpecification: ttl } = properties;
  if (!isRecord(ttl) || ttl.AttributeName !== 'ttl' || ttl.Enabled !== true) {
    return `ledger.table, ${path}, forgets nothing by itself: ${REMEDY}`;
  }
  if (listOf(properties.Replicas).length > 1) {
    return (
      `ledger.table, ${path}, has replicas in other regions, where wrong answers would be counted apart: give one with no ` +
      'replicas'
    );
  }
  return undefined;
}

const TYPES: readonly unknown[] = [CfnTable.CFN_RESOURCE_TYPE_NAME, CfnGlobalTable.CFN_RESOURCE_TYPE_NAME];

const isTable = (resource: IConstruct | undefined): resource is CfnTable | CfnGlobalTable =>
  CfnElement.isCfnElement(resource ?? {}) && TYPES.includes((resource as CfnTable).cfnResourceType);

const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];
