import { Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { CfnUserPoolClient, type UserPool } from 'aws-cdk-lib/aws-cognito';
import { missingAttributes } from '../bypass/asked-attributes.ts';
import { settingsBesidePassword } from '../bypass/beside-password.ts';
import { clientDoors } from '../bypass/client-doors.ts';
import type { Finding } from '../bypass/settings.ts';
import type { FlowReport } from './inspection/inspection-report.ts';
import { renderedProperties, resourceOf } from './rendered-properties.ts';

/**
 * The ways round the flow that stand open in this app: through the pool's app clients, wherever they are made, and by the
 * pool's own settings.
 *
 * Ask at synth: clients may be added after the construct, and what it made may have been changed.
 */
export function bypassFindings(userPool: UserPool, flow: FlowReport | undefined): readonly Finding[] {
  const doors = clientsOf(userPool).flatMap((client) => clientDoors(nameOf(client), renderedProperties(client)));
  if (!flow) return doors;
  const { path } = userPool.node;
  const pool = renderedProperties(resourceOf(userPool));
  return [...doors, ...settingsBesidePassword(path, pool, flow), ...missingAttributes(path, pool, flow)];
}

const clientsOf = (userPool: UserPool): readonly CfnUserPoolClient[] =>
  userPool.node.root.node
    .findAll()
    .filter((construct) => CfnUserPoolClient.isCfnUserPoolClient(construct))
    .filter((client) => isOf(client, userPool));

function isOf(client: CfnUserPoolClient, userPool: UserPool): boolean {
  const resource = resourceOf(userPool);
  const token = Token.isUnresolved(client.userPoolId) ? Tokenization.reverse(client.userPoolId) : undefined;
  if (token && Reference.isReference(token)) return token.target === resource;
  const { logicalId } = resource;
  const resolved = (value: unknown) => JSON.stringify(Stack.of(client).resolve(value));
  return Stack.of(client) === Stack.of(userPool) && resolved(client.userPoolId) === resolved({ Ref: logicalId });
}

/** People know the L2 construct's path, not its child's. */
const nameOf = ({ node }: CfnUserPoolClient): string =>
  node.id === 'Resource' && node.scope ? node.scope.node.path : node.path;
