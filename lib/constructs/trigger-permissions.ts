import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { NeededStatement } from '../flow/index.ts';
import type { EmailSender } from './custom-auth-props.ts';
import { emailPermission } from './email-sender.ts';
import { FlowRejectedError, PropertyError } from './errors.ts';
import type { HandlerName } from './handler-source.ts';
import type { ChallengeReport, FlowReport } from './inspection/inspection-report.ts';
import { statementFaults } from './statement-faults.ts';

/** What permissions depend on. */
export interface PermissionFacts {
  readonly flow: FlowReport;
  readonly email: EmailSender | undefined;
  /** Without one, CreateAuthChallenge delivers messages itself. */
  readonly hasLedger: boolean;
}

/**
 * What a function may do beside logging: just what the flow's challenges say they need of it.
 *
 * @throws FlowRejectedError if a need is too wide, or malformed; PropertyError if mail is sent and nobody is named who sends it.
 */
export function triggerPermissions(
  scope: Construct,
  name: HandlerName,
  { flow: { challenges }, email, hasLedger }: PermissionFacts,
): readonly PolicyStatement[] {
  if (name === 'DefineAuthChallenge') return [];
  const needed = (part: 'create' | 'deliver' | 'verify') =>
    challenges.flatMap((challenge) =>
      (challenge.needs[part] ?? []).map((statement) => permission(challenge, statement)),
    );
  if (name === 'VerifyAuthChallengeResponse') return needed('verify');
  // What isn't delivered apart is sent by Create.
  const isOurs = ({ delivers }: ChallengeReport): boolean => (delivers && hasLedger) === (name === 'DeliverMessage');
  const sending = challenges.filter((challenge) => isOurs(challenge) && challenge.needs.senders?.includes('email'));
  const statements = [
    ...(name === 'CreateAuthChallenge' ? needed('create') : []),
    ...((name === 'DeliverMessage') === hasLedger ? needed('deliver') : []),
  ];
  if (sending.length === 0) return statements;
  if (!email) {
    throw new PropertyError(
      `email is missing, and ${sending.map((each) => each.name).join(', ')} sends mail: ` +
        "name the sender, like email: { from: 'no-reply@example.com' }",
    );
  }
  return [...statements, emailPermission(scope, email)];
}

function permission({ name }: ChallengeReport, statement: NeededStatement): PolicyStatement {
  const faults = statementFaults(statement);
  if (faults.length > 0) {
    throw new FlowRejectedError(
      `${name} needs a statement with ${faults.join(', ')}: name each action, and each resource by its ARN, with a ` +
        "wildcard for nothing but the last part of a resource that is named, like 'table/users/index/*'",
    );
  }
  return new PolicyStatement({ actions: [...statement.actions], resources: [...statement.resources] });
}
