import type { LocalKey, LocalTable } from '../model.ts';
import { textOf } from '../settings/json-values.ts';
import { ALIAS_TYPE, KEY_TYPE, TABLE_TYPES } from './resource-types.ts';
import { attributeOfResource, referenceToResource } from './resource-values.ts';
import type { AppSurroundings, StackResource } from './stack.ts';
import { toldOr } from './told-or.ts';

const resourcesOf = ({ stacks }: AppSurroundings, ...types: readonly string[]): readonly StackResource[] =>
  stacks.flatMap(({ resources }) => resources).filter(({ type }) => types.includes(type));

/** The DynamoDB tables that the app makes, as far as they can be told. */
export function readTables(surroundings: AppSurroundings): readonly LocalTable[] {
  const { identity } = surroundings;
  return resourcesOf(surroundings, ...TABLE_TYPES).flatMap(
    (resource) =>
      toldOr((): LocalTable => {
        const members = Object.entries(resource.members());
        return {
          tableName: String(referenceToResource(resource, identity)),
          tableArn: String(attributeOfResource(resource, 'Arn', identity)),
          properties: Object.fromEntries(members.map(([name, resolve]) => [name, resolve()])),
        };
      }) ?? [],
  );
}

/** The KMS keys that the app makes, as far as they can be told. */
export function readKeys(surroundings: AppSurroundings): readonly LocalKey[] {
  const { identity } = surroundings;
  const aliases = resourcesOf(surroundings, ALIAS_TYPE).flatMap(
    (resource) =>
      toldOr(() => ({
        name: textOf(resource.property('AliasName')) ?? '',
        target: resource.property('TargetKeyId'),
      })) ?? [],
  );
  return resourcesOf(surroundings, KEY_TYPE).flatMap(
    (resource) =>
      toldOr((): LocalKey => {
        const keyId = String(referenceToResource(resource, identity));
        const keyArn = String(attributeOfResource(resource, 'Arn', identity));
        return {
          ...{ keyId, keyArn },
          aliases: aliases.filter(({ target }) => target === keyId || target === keyArn).map(({ name }) => name),
          keySpec: textOf(resource.property('KeySpec')) ?? 'SYMMETRIC_DEFAULT',
          keyUsage: textOf(resource.property('KeyUsage')) ?? 'ENCRYPT_DECRYPT',
        };
      }) ?? [],
  );
}
