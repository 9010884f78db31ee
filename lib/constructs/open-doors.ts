import { Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { CfnUserPoolClient, type UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Finding } from './acknowledged.ts';
import { resourceOf } from './attach-triggers.ts';
import { renderedProperties } from './rendered-properties.ts';

/** The flows that lead through ours, or prolong what came through it. */
const NO_DOORS: ReadonlySet<unknown> = new Set([
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'CUSTOM_AUTH_FLOW_ONLY',
]);

/**
 * The pool's app clients through which a user comes in beside the flow, wherever in the app they stand.
 *
 * Ask at synth: clients may be added after the construct, and its own may have been changed.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export function openDoors(userPool: UserPool): readonly Finding[] {
  return userPool.node.root.node
    .findAll()
    .filter((construct) => CfnUserPoolClient.isCfnUserPoolClient(construct))
    .filter((client) => isOf(client, userPool))
    .flatMap((client) => {
      const doors = doorsOf(client);
      // People know the L2 construct's path, not its child's.
      const id = client.node.id === 'Resource' && client.node.scope ? client.node.scope.node.path : client.node.path;
      return doors.length === 0
        ? []
        : [{ id, message: `app client ${id} lets users in beside the flow: ${doors.join(', and ')}` }];
    });
}

function isOf(client: CfnUserPoolClient, userPool: UserPool): boolean {
  const resource = resourceOf(userPool);
  const token = Token.isUnresolved(client.userPoolId) ? Tokenization.reverse(client.userPoolId) : undefined;
  if (token && Reference.isReference(token)) return token.target === resource;
  const { logicalId } = resource;
  const resolved = (value: unknown) => JSON.stringify(Stack.of(client).resolve(value));
  return Stack.of(client) === Stack.of(userPool) && resolved(client.userPoolId) === resolved({ Ref: logicalId });
}

function doorsOf(client: CfnUserPoolClient): readonly string[] {
  const { ExplicitAuthFlows: flows, AllowedOAuthFlowsUserPoolClient: oAuth } = renderedProperties(client);
  const doors: string[] = [];
  if (flows === undefined || (Array.isArray(flows) && flows.length === 0)) {
    doors.push('it names no authFlows, so Cognito allows SRP (say authFlows: { custom: true })');
  } else if (!Array.isArray(flows)) {
    doors.push('its authFlows are known only at deployment');
  } else {
    const open = flows.filter((flow) => !NO_DOORS.has(flow));
    if (open.length > 0) doors.push(`it has ${open.map((flow) => JSON.stringify(flow)).join(', ')}`);
  }
  if (oAuth !== undefined && oAuth !== false) doors.push('it allows OAuth (say disableOAuth: true)');
  return doors;
}
