import { Annotations } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { settingsBesidePassword } from '../bypass/beside-password.ts';
import { clientDoors } from '../bypass/client-doors.ts';
import { guardedAttributes } from '../bypass/guarded-attributes.ts';
import { missingAttributes, writtenByEverybody } from '../bypass/pool-doors.ts';
import type { Finding, JudgedPool } from '../bypass/settings.ts';
import { shortSessions } from '../bypass/short-sessions.ts';
import { unacknowledged, unused } from './acknowledged.ts';
import { bundlingRequired } from './bundling-required.ts';
import type { Acknowledgement } from './custom-auth-props.ts';
import type { FlowReport } from './inspection/inspection-report.ts';
import { type ClientOfPool, clientsOf } from './pool-clients.ts';
import { renderedProperties, resourceOf } from './rendered-properties.ts';

/** What is judged, and what was accepted of it. */
export interface Judged {
  readonly userPool: UserPool;
  /** Undefined where neither the functions' stack nor the pool's is deployed. */
  readonly flow: FlowReport | undefined;
  /** Loads the flow where there is none, for clients that are deployed from other stacks. */
  readonly loadFlow: () => FlowReport;
  /** What is deployed otherwise than it was checked. */
  readonly deployed: readonly Finding[];
  readonly acknowledgements: readonly Acknowledgement[];
}

/**
 * The ways round the flow that stand open in this app, as the errors that fail synth: through the pool's app clients,
 * wherever they are made, by the pool's own settings, and by what is deployed otherwise than it was checked. What is wrong and opens nothing is annotated as a warning.
 *
 * Ask at synth: clients may be added after the construct, and what it made may have been changed.
 */
export function judgeFindings(
  scope: Construct,
  { userPool, flow, loadFlow, deployed, acknowledgements }: Judged,
): readonly string[] {
  const clients = clientsOf(userPool);
  const pool: JudgedPool = {
    name: userPool.node.path,
    settings: renderedProperties(resourceOf(userPool)),
    wording: 'cdk',
  };
  const findings = [...(flow ? findingsOf(pool, clients, flow) : findingsApart(pool, clients, loadFlow)), ...deployed];
  if (flow) {
    const annotations = Annotations.of(scope);
    for (const { id } of unused(findings, acknowledgements)) {
      const message = `nothing is found that the acknowledgement of '${id}' is about: take it out`;
      annotations.addWarningV2('countersign:unused-acknowledgement', message);
    }
    for (const warning of clients.flatMap((client) => shortSessions(client, flow))) {
      annotations.addWarningV2('countersign:short-session', warning);
    }
  }
  return unacknowledged(findings, acknowledgements);
}

function findingsOf(pool: JudgedPool, clients: readonly ClientOfPool[], flow: FlowReport): readonly Finding[] {
  const guarded = guardedAttributes(pool.settings, flow);
  return [
    ...clients.flatMap((client) => clientDoors(client, guarded)),
    ...settingsBesidePassword(pool, flow),
    ...missingAttributes(pool, flow),
    ...writtenByEverybody(pool, guarded, clients),
  ];
}

/**
 * Where the pool isn't deployed. What the flow demands is demanded of those clients alone that are: the flow's own client
 * isn't, and was written without knowing it.
 */
function findingsApart(
  pool: JudgedPool,
  clients: readonly ClientOfPool[],
  loadFlow: () => FlowReport,
): readonly Finding[] {
  const deployed = clients.filter(({ element }) => bundlingRequired(element));
  const guarded = deployed.length > 0 ? guardedAttributes(pool.settings, loadFlow()) : [];
  return clients.flatMap((client) => clientDoors(client, deployed.includes(client) ? guarded : []));
}
