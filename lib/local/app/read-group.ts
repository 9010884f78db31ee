import type { LocalGroupDefinition } from '../model.ts';
import { numberOf, textOf } from '../settings/json-values.ts';
import type { StackResource } from './stack.ts';

/** A group of the template. Without a name it is called by the resource's, as CloudFormation makes one up. */
export function readGroup(resource: StackResource): LocalGroupDefinition {
  const description = textOf(resource.property('Description'));
  const roleArn = textOf(resource.property('RoleArn'));
  const precedence = numberOf(resource.property('Precedence'));
  return {
    groupName: textOf(resource.property('GroupName')) ?? resource.logicalId,
    ...(description !== undefined && { description }),
    ...(roleArn !== undefined && { roleArn }),
    ...(precedence !== undefined && { precedence }),
  };
}
