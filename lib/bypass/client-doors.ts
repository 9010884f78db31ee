import type { ClientSettings, Finding } from './settings.ts';

/** The flows that lead through ours, or prolong what came through it. */
const NO_DOORS: ReadonlySet<unknown> = new Set([
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'CUSTOM_AUTH_FLOW_ONLY',
]);

/**
 * Whether users come in through an app client beside the flow. What is known only at deployment counts as open.
 *
 * @param id what people know the client by
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 * @example
 * clientDoors('Web', { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
 * // [{ id: 'Web', message: 'app client Web lets users in beside the flow: it has "ALLOW_USER_SRP_AUTH"' }]
 */
export function clientDoors(id: string, client: ClientSettings): readonly Finding[] {
  const doors = [...flowDoors(client), ...oAuthDoors(client)];
  if (doors.length === 0) return [];
  return [{ id, message: `app client ${id} lets users in beside the flow: ${doors.join(', and ')}` }];
}

function flowDoors({ ExplicitAuthFlows: flows }: ClientSettings): readonly string[] {
  if (flows === undefined || (Array.isArray(flows) && flows.length === 0)) {
    return ['it names no authFlows, so Cognito allows SRP (say authFlows: { custom: true })'];
  }
  if (!Array.isArray(flows)) return ['its authFlows are known only at deployment'];
  const open = flows.filter((flow) => !NO_DOORS.has(flow));
  return open.length === 0 ? [] : [`it has ${open.map((flow) => JSON.stringify(flow)).join(', ')}`];
}

const oAuthDoors = ({ AllowedOAuthFlowsUserPoolClient: oAuth }: ClientSettings): readonly string[] =>
  oAuth === undefined || oAuth === false ? [] : ['it allows OAuth (say disableOAuth: true)'];
