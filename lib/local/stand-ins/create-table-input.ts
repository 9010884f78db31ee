import type { LocalTable } from '../model.ts';
import { listOf, objectOf } from '../settings/json-values.ts';

type Members = Readonly<Record<string, unknown>>;

/** What CloudFormation and CreateTable both have of an index, and is no matter of throughput. */
const indexOf = (index: unknown): Members => picked(objectOf(index), ['IndexName', 'KeySchema', 'Projection']);

const picked = (from: Members, names: readonly string[]): Members =>
  Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));

/**
 * What CreateTable takes of a table of the template: its keys and indexes. All is on demand, since nothing here is measured.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export function createTableInput({ tableName, properties }: LocalTable): Members {
  const indexes = (name: string): Members => {
    const given = listOf(properties[name]).map(indexOf);
    return given.length > 0 ? { [name]: given } : {};
  };
  return {
    ...{ TableName: tableName, BillingMode: 'PAY_PER_REQUEST' },
    ...picked(properties, ['AttributeDefinitions', 'KeySchema']),
    ...indexes('LocalSecondaryIndexes'),
    ...indexes('GlobalSecondaryIndexes'),
  };
}
