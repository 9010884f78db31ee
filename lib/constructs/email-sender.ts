import { Stack, Token, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { bareEmailAddress } from '../protocol/email-address.ts';
import type { EmailSender } from './custom-auth-props.ts';
import { PropertyError } from './errors.ts';

/** The address of `Name <address>`, or of a bare address. A value that is known only at deployment stays as it is. */
function addressOf(from: string): string {
  if (Token.isUnresolved(from)) return from;
  const address = bareEmailAddress(from);
  if (!/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/.test(address)) {
    throw new PropertyError(
      `email.from must be an address or a name with one, like Example <no-reply@example.com>, got ${JSON.stringify(from)}`,
    );
  }
  return address;
}

/**
 * The environment of a function that sends mail.
 *
 * @throws PropertyError if the sender is no address
 */
export function emailEnvironment({ from, configurationSetName }: EmailSender): Readonly<Record<string, string>> {
  addressOf(from);
  return {
    COUNTERSIGN_EMAIL_FROM: from,
    ...(configurationSetName !== undefined && { COUNTERSIGN_EMAIL_CONFIGURATION_SET: configurationSetName }),
  };
}

/**
 * Lets a function send mail as this sender, and as nobody else: that is the condition's part, which SES judges by the
 * address that the mail is from.
 *
 * SES also asks for more than the sender's own identity. In the sandbox, for the recipient's, which is known only at
 * sign-in; so the resource is every identity of the account, unless one is named. And for the configuration set that the
 * mail is sent with: the one that is named, else the identity's default one, whose name is not known at synth. That every
 * set is granted then is a choice: it lets mail be counted by another set, never be sent as anybody else.
 *
 * @see docs/cognito.md#13-pools-users-and-mail
 */
export function emailPermission(scope: Construct, sender: EmailSender): PolicyStatement {
  const { identity = '*', configurationSetName = '*' } = sender;
  const arn = (resource: string, resourceName: string): string =>
    Stack.of(scope).formatArn({ service: 'ses', resource, resourceName });
  const resources = [arn('identity', identity), arn('configuration-set', configurationSetName)];
  for (const resource of resources) {
    if (resource.endsWith('/*')) acknowledgeWildcard(scope, resource);
  }
  return new PolicyStatement({
    actions: ['ses:SendEmail'],
    resources,
    conditions: { StringEquals: { 'ses:FromAddress': addressOf(sender.from) } },
  });
}

/** cdk-nag names a wildcard by its ARN, a reference as `<AWS::Region>`: just this one is explained, no other. */
function acknowledgeWildcard(scope: Construct, arn: string): void {
  const resolved = Stack.of(scope).resolve(arn);
  const parts: readonly (string | { readonly Ref: string })[] =
    typeof resolved === 'string' ? [resolved] : resolved['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
  Validations.of(scope).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::${text}]`,
    reason:
      "Amazon SES checks more than the sender: in the sandbox the recipient's identity, and an identity's default " +
      'configuration set, neither of which is known at synth. The condition on ses:FromAddress keeps to the one sender.',
  });
}
