import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { NeededStatement } from '../flow/index.ts';
import type { CustomAuthTrigger } from '../protocol/index.ts';
import type { EmailSender } from './custom-auth-props.ts';
import { emailPermission } from './email-sender.ts';
import { FlowRejectedError, PropertyError } from './errors.ts';
import type { ChallengeReport, FlowReport } from './inspection/inspection-report.ts';
import { statementFaults } from './statement-faults.ts';

/**
 * What a trigger's function may do beside logging: just what the flow's challenges say they need of it.
 *
 * @throws FlowRejectedError if a need is too wide, or malformed; PropertyError if mail is sent and nobody is named who sends it.
 */
export function triggerPermissions(
  scope: Construct,
  trigger: CustomAuthTrigger,
  flow: FlowReport,
  email: EmailSender | undefined,
): readonly PolicyStatement[] {
  if (trigger === 'DefineAuthChallenge') return [];
  const part = trigger === 'CreateAuthChallenge' ? 'create' : 'verify';
  const statements = flow.challenges.flatMap((challenge) =>
    (challenge.needs[part] ?? []).map((statement) => permission(challenge, statement)),
  );
  const sending = flow.challenges.filter(({ needs }) => needs.senders?.includes('email'));
  if (part === 'verify' || sending.length === 0) return statements;
  if (!email) {
    throw new PropertyError(
      `email is missing, and ${sending.map(({ name }) => name).join(', ')} sends mail: ` +
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
