import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { NeededStatement } from '../flow/index.ts';
import type { CustomAuthTrigger } from '../protocol/index.ts';
import type { EmailSender } from './custom-auth-props.ts';
import { emailPermission } from './email-sender.ts';
import { FlowRejectedError, PropertyError } from './errors.ts';
import type { ChallengeReport, FlowReport } from './inspection/inspection-report.ts';

/**
 * What a trigger's function may do beside logging: just what the flow's challenges say they need of it.
 *
 * @throws FlowRejectedError if a need is a wildcard; PropertyError if mail is sent and nobody is named who sends it.
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

const EVERY_ACTION = /^(\*|[^:]*:\*)$/;
/** `*`, or an ARN that names a service and all it holds. */
const EVERYTHING = /^(\*|arn:([^:]*:){4}\*)$/;

function permission({ name }: ChallengeReport, { actions, resources }: NeededStatement): PolicyStatement {
  const wide = [
    ...actions.filter((action) => EVERY_ACTION.test(action)),
    ...resources.filter((arn) => EVERYTHING.test(arn)),
  ];
  if (wide.length > 0 || actions.length === 0 || resources.length === 0) {
    throw new FlowRejectedError(
      `${name} needs ${wide.length > 0 ? `the wildcard ${wide.join(', ')}` : 'a statement without actions or resources'}: ` +
        'name the actions, and the resources by their ARNs',
    );
  }
  return new PolicyStatement({ actions: [...actions], resources: [...resources] });
}
