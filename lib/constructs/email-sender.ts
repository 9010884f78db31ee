import { Fn, Stack, Token } from 'aws-cdk-lib';
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

/** Lets a function send mail as this sender, and as nobody else. */
export function emailPermission(scope: Construct, sender: EmailSender): PolicyStatement {
  const address = addressOf(sender.from);
  const domain = Token.isUnresolved(address)
    ? Fn.select(1, Fn.split('@', address))
    : address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const identities = sender.identity === undefined ? [address, domain] : [sender.identity];
  const arn = (resource: string, resourceName: string): string =>
    Stack.of(scope).formatArn({ service: 'ses', resource, resourceName });
  return new PolicyStatement({
    actions: ['ses:SendEmail'],
    resources: [
      ...identities.map((identity) => arn('identity', identity)),
      ...(sender.configurationSetName === undefined ? [] : [arn('configuration-set', sender.configurationSetName)]),
    ],
    conditions: { StringEquals: { 'ses:FromAddress': address } },
  });
}
