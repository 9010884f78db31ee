import { join } from 'node:path';
import type { LocalApp } from '../model.ts';
import { customSenderWithoutKey } from '../settings/custom-senders.ts';
import { assertParameters, variablesGiven } from './apply-given-values.ts';
import { UnsupportedTemplateError } from './errors.ts';
import { functionsInUse } from './functions-in-use.ts';
import { readCognitoPermissions } from './invoke-permissions.ts';
import { makeStacks } from './make-stacks.ts';
import { readClient } from './read-client.ts';
import { readEmailTemplates } from './read-email-templates.ts';
import { functionArnOf, functionNotes, readFunction } from './read-function.ts';
import { readGroup } from './read-group.ts';
import { readParameters } from './read-parameters.ts';
import { readSecrets } from './read-secrets.ts';
import { readKeys, readTables } from './read-tables-and-keys.ts';
import { readUserPool } from './read-user-pool.ts';
import { CLIENT_TYPE, FUNCTION_TYPE, GROUP_TYPE, POOL_TYPE, STACK_TYPE } from './resource-types.ts';
import { referenceToResource } from './resource-values.ts';
import { schemaNotes } from './schema-notes.ts';
import type { AppSurroundings, StackSource } from './stack.ts';
import { templateNotes } from './template-notes.ts';
import { toldOr } from './told-or.ts';

/**
 * Reads from the stacks what the local pool runs: the user pools, their clients, the app's functions, and what these
 * find at AWS.
 *
 * @param folder where files may be kept that have to do with the app
 * @throws UnsupportedTemplateError where the app makes no user pool
 * @throws UnresolvableValueError, GivenValueError, AssemblyError
 */
export function readApp(
  sources: readonly StackSource[],
  around: Omit<AppSurroundings, 'stacks'>,
  folder: string,
): LocalApp {
  const surroundings = makeStacks(sources, around);
  const { stacks, identity, target } = surroundings;
  assertParameters(surroundings);
  const variablesOf = variablesGiven(surroundings);
  const resources = stacks.flatMap((stack) => stack.resources);
  const ofType = (wanted: string) => resources.filter(({ type }) => type === wanted);
  const notes: string[] = stacks.flatMap(templateNotes);

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
      isOfApp: (functionArn) =>
        ofType(FUNCTION_TYPE).some((each) => toldOr(() => functionArnOf(each, identity)) === functionArn),
    });
  });

  if (pools.length === 0)
    throw new UnsupportedTemplateError(noPool(clients.map(({ userPoolId }) => String(userPoolId))));
  for (const resource of ofType(POOL_TYPE)) {
    notes.push(...schemaNotes(resource.property('Schema'), resource.logicalId));
  }
  const functions = ofType(FUNCTION_TYPE).flatMap((resource) => {
    // What has no name that can be told, nobody can name either.
    if (toldOr(() => functionArnOf(resource, identity)) === undefined) return [];
    const variables = variablesOf(resource);
    return [
      { resource, definition: readFunction(resource, { identity, variables, inlineFolder: join(folder, 'inline') }) },
    ];
  });
  const definitions = functions.map(({ definition }) => definition);
  const inUse = functionsInUse({ functions: definitions, pools });
  for (const { resource, definition } of functions) {
    if (inUse.includes(definition)) notes.push(...functionNotes(resource, definition));
  }

  for (const { userPoolId, client } of clients) {
    if (pools.some((pool) => pool.userPoolId === userPoolId)) continue;
    notes.push(
      `The client ${client.logicalId} belongs to ${userPoolId}, a pool that the app doesn't make; it is left out.`,
    );
  }
  for (const { userPoolId, group } of groups) {
    if (pools.some((pool) => pool.userPoolId === userPoolId)) continue;
    notes.push(
      `The group ${group.groupName} belongs to ${userPoolId}, a pool that the app doesn't make; it is left out.`,
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
      if (definitions.some((definition) => definition.functionArn === functionArn)) continue;
      notes.push(`${trigger} of ${logicalId} is ${functionArn}, which the app doesn't make; it can't be invoked here.`);
    }
    for (const trigger of deniedTriggers) {
      notes.push(
        `${trigger} of ${logicalId} has no permission to be invoked: Cognito will answer AccessDeniedException. ` +
          'Add one (addPermission, principal cognito-idp.amazonaws.com).',
      );
    }
  }
  for (const { logicalId, stack } of ofType(STACK_TYPE)) {
    if (stack.nested().some(({ nestedAs }) => nestedAs === logicalId)) continue;
    notes.push(`The template of the nested stack ${logicalId} is no file of the app; what it makes is left out.`);
  }
  const region = pools[0]?.userPoolArn.split(':')[3] ?? target.region;
  const accountId = pools[0]?.userPoolArn.split(':')[4] ?? target.accountId;
  return {
    ...{ region, accountId, pools, functions: definitions },
    ...(notes.length > 0 && { notes: [...new Set(notes)] }),
    tables: readTables(surroundings),
    keys: readKeys(surroundings),
    parameters: readParameters(surroundings),
    secrets: readSecrets(surroundings),
    emailTemplates: readEmailTemplates(surroundings),
  };
}

/** Says why there is nobody to sign in, and what to do. */
function noPool(userPoolIds: readonly string[]): string {
  const [imported] = userPoolIds;
  if (imported !== undefined) {
    return (
      `The app makes no user pool: its client belongs to ${imported}, which is at AWS alone. Run the app that makes that pool ` +
      '(--app), or let this one make a pool for local runs.'
    );
  }
  return (
    'The app makes no user pool, so there is nobody to sign in. Make one in it: new CustomAuth(stack, "SignIn", { lambdas: ' +
    '"lambdas" }). A pool that the app imports, UserPool.fromUserPoolId, is at AWS alone: run the app that makes it (--app).'
  );
}
