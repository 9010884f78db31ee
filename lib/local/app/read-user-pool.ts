import type { LocalClientDefinition, LocalGroupDefinition, LocalPoolDefinition } from '../model.ts';
import { textOf } from '../settings/json-values.ts';
import { readPoolSettings } from '../settings/read-pool-settings.ts';
import type { Identity } from './identity.ts';
import { type InvokePermission, mayInvoke } from './invoke-permissions.ts';
import { attributeOfResource, referenceToResource } from './resource-values.ts';
import type { StackResource } from './stack.ts';

/** What belongs to a pool, and who may invoke its triggers. */
export interface AroundPool {
  readonly clients: readonly LocalClientDefinition[];
  readonly groups: readonly LocalGroupDefinition[];
  readonly permissions: readonly InvokePermission[];
  /** Whether the app makes a function: of another's nobody here knows who may invoke it. */
  isOfApp(functionArn: string): boolean;
}

/** A user pool of the template. */
export function readUserPool(
  resource: StackResource,
  identity: Identity,
  { clients, groups, permissions, isOfApp }: AroundPool,
): LocalPoolDefinition {
  const userPoolArn = String(attributeOfResource(resource, 'Arn', identity));
  const settings = readPoolSettings((name) => resource.property(name));
  const denied = Object.entries(settings.lambdaConfig)
    .filter(([, functionArn]) => isOfApp(functionArn) && !mayInvoke(permissions, { functionArn, userPoolArn }))
    .map(([trigger]) => trigger);
  return {
    logicalId: resource.logicalId,
    userPoolId: String(referenceToResource(resource, identity)),
    userPoolArn,
    name: textOf(resource.property('UserPoolName')) ?? `${resource.logicalId}-${resource.stack.source.stackName}`,
    ...settings,
    ...(denied.length > 0 && { deniedTriggers: denied }),
    ...(groups.length > 0 && { groups }),
    clients,
  };
}
