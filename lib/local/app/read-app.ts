import { join } from 'node:path';
import type { LocalApp, LocalFunction } from '../model.ts';
import { customSenderWithoutKey } from '../settings/custom-senders.ts';
import type { DeployTarget } from './cloud-assembly.ts';
import type { Identity } from './identity.ts';
import { readCognitoPermissions } from './invoke-permissions.ts';
import { makeStacks } from './make-stacks.ts';
import { CLIENT_TYPE, readClient } from './read-client.ts';
import { FUNCTION_TYPE, functionArnOf, functionNotes, readFunction } from './read-function.ts';
import { GROUP_TYPE, readGroup } from './read-group.ts';
import { POOL_TYPE, readUserPool } from './read-user-pool.ts';
import { referenceToResource } from './resource-values.ts';
import { schemaNotes } from './schema-notes.ts';
import type { StackResource, StackSource } from './stack.ts';

/**
 * Reads from the stacks what the local pool runs: the user pools, their clients, and the functions they invoke.
 *
 * @param folder where files may be kept that have to do with the app
 * @throws UnresolvableValueError, AssemblyError, UnsupportedTemplateError
 */
export function readApp(
  sources: readonly StackSource[],
  target: DeployTarget,
  identity: Identity,
  folder: string,
): LocalApp {
  const stacks = makeStacks(sources, identity);
  const resources = stacks.flatMap((stack) => stack.resources);
  const ofType = (wanted: string) => resources.filter(({ type }) => type === wanted);
  const notes: string[] = [];

  const permissions = readCognitoPermissions(stacks);
  const clients = ofType(CLIENT_TYPE).map((resource) => ({
    userPoolId: resource.property('UserPoolId'),
    client: readClient(resource, identity),
  }));
  const groups = ofType(GROUP_TYPE).map((resource) => ({
    userPoolId: resource.property('UserPoolId'),
    group: readGroup(resource),
  }));
  const pools = ofType(POOL_TYPE).map((resource) => {
    const userPoolId = referenceToResource(resource, identity);
    return readUserPool(resource, identity, {
      clients: clients.filter((entry) => entry.userPoolId === userPoolId).map(({ client }) => client),
      groups: groups.filter((entry) => entry.userPoolId === userPoolId).map(({ group }) => group),
      permissions,
    });
  });

  for (const resource of ofType(POOL_TYPE)) {
    notes.push(...schemaNotes(resource.property('Schema'), resource.logicalId));
  }
  const invoked = new Set(pools.flatMap(({ lambdaConfig }) => Object.values(lambdaConfig)));
  const functions: LocalFunction[] = [];
  const take = (isTaken: (resource: StackResource) => boolean): void => {
    for (const resource of ofType(FUNCTION_TYPE).filter(isTaken)) {
      functions.push(readFunction(resource, identity, join(folder, 'inline')));
      notes.push(...functionNotes(resource));
    }
  };
  take((resource) => invoked.has(functionArnOf(resource, identity)));
  // No pool invokes what delivers messages: Create does, by its name.
  const delivering = new Set(functions.map(({ environment }) => environment.COUNTERSIGN_DELIVER));
  take(
    (resource) =>
      !invoked.has(functionArnOf(resource, identity)) &&
      delivering.has(String(referenceToResource(resource, identity))),
  );

  for (const { userPoolId, client } of clients) {
    if (pools.some((pool) => pool.userPoolId === userPoolId)) continue;
    notes.push(
      `The client ${client.logicalId} belongs to ${userPoolId}, a pool that the app doesn't make; it is left out.`,
    );
  }
  for (const pool of pools) {
    const { logicalId, lambdaConfig, deniedTriggers = [] } = pool;
    const sender = customSenderWithoutKey(pool);
    if (sender !== undefined) {
      notes.push(
        `${sender} of ${logicalId} has no key: Cognito will refuse the pool when it is deployed, and here nothing is given to ` +
          'it. Name one (KMSKeyID in LambdaConfig, customSenderKmsKey in CDK).',
      );
    }
    for (const [trigger, functionArn] of Object.entries(lambdaConfig)) {
      if (functions.some((definition) => definition.functionArn === functionArn)) continue;
      notes.push(`${trigger} of ${logicalId} is ${functionArn}, which the app doesn't make; it can't be invoked here.`);
    }
    for (const trigger of deniedTriggers) {
      notes.push(
        `${trigger} of ${logicalId} has no permission to be invoked: Cognito will answer AccessDeniedException. ` +
          'Add one (addPermission, principal cognito-idp.amazonaws.com).',
      );
    }
  }
  for (const { logicalId } of ofType('AWS::CloudFormation::Stack')) {
    notes.push(`The nested stack ${logicalId} isn't read; what it makes is left out.`);
  }
  const region = pools[0]?.userPoolArn.split(':')[3] ?? target.region;
  const accountId = pools[0]?.userPoolArn.split(':')[4] ?? target.accountId;
  return { region, accountId, functions, pools, ...(notes.length > 0 && { notes: [...new Set(notes)] }) };
}
