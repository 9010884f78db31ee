import { listOf, objectOf, textOf } from '../settings/json-values.ts';
import { schemaFault } from '../settings/read-schema.ts';

/** The members of a schema's attribute that the local pool goes by. */
const HELD: ReadonlySet<string> = new Set([
  ...['Name', 'AttributeDataType', 'DeveloperOnlyAttribute', 'Mutable', 'Required'],
  ...['NumberAttributeConstraints', 'StringAttributeConstraints'],
]);

/**
 * What there is to say of a pool's schema: what Cognito will refuse of it, and what the local pool doesn't hold.
 *
 * @param logicalId the pool's
 * @returns a sentence each
 */
export function schemaNotes(schema: unknown, logicalId: string): readonly string[] {
  const fault = schemaFault(schema);
  const left = listOf(schema)
    .map(objectOf)
    .flatMap((entry) =>
      Object.keys(entry)
        .filter((member) => !HELD.has(member))
        .map(
          (member) =>
            `${member} of ${textOf(entry.Name) ?? 'an attribute'} in the schema of ${logicalId} is a rule that isn't held here.`,
        ),
    );
  return fault === undefined
    ? left
    : [`Cognito will refuse the schema of ${logicalId} when it is deployed: ${fault}`, ...left];
}
