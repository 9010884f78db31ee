import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Finding } from './acknowledged.ts';
import { resourceOf } from './attach-triggers.ts';
import type { FlowReport } from './inspect.ts';
import { renderedProperties } from './rendered-properties.ts';
import { customAttributesOf } from './writable-attributes.ts';

/**
 * What Cognito itself does beside a flow that begins with the password: its own MFA, and recovery by mail.
 *
 * Ask at synth: a pool's settings may change after the construct.
 */
export function settingsBesideFlow(userPool: UserPool, flow: FlowReport): readonly Finding[] {
  if (!flow.asksPassword) return [];
  const { MfaConfiguration: mfa, AccountRecoverySetting: recovery } = renderedProperties(resourceOf(userPool));
  const { path } = userPool.node;
  const findings: Finding[] = [];
  if (mfa !== undefined && mfa !== 'OFF') {
    findings.push({
      id: 'pool-mfa',
      message:
        `${path} has MFA ${typeof mfa === 'string' ? mfa : 'that is known only at deployment'}, and the flow begins with password(): after Cognito's own MFA a user may ` +
        'get tokens without the rest of the flow, so set mfa: Mfa.OFF and make it a challenge',
    });
  }
  const mailed = flow.challenges.filter(({ needs }) => needs.senders?.includes('email')).map(({ name }) => name);
  if (mailed.length > 0 && recoversByEmail(recovery)) {
    findings.push({
      id: 'pool-recovery',
      message:
        `${path} recovers a password by e-mail, and ${mailed.join(', ')} goes there too: whoever reads the mail passes ` +
        'both, so set accountRecovery: AccountRecovery.NONE',
    });
  }
  return findings;
}

/** The custom attributes that the flow asks about and the pool doesn't have: the answer would always be no. */
export function missingAttributes(userPool: UserPool, { attributes }: FlowReport): readonly Finding[] {
  const present = customAttributesOf(userPool);
  return attributes
    .filter((name) => name.startsWith('custom:') && !present.includes(name))
    .map((name) => ({
      id: name,
      message:
        `the flow asks about ${name}, and ${userPool.node.path} has no such attribute, so the answer is always no: ` +
        'add it to customAttributes, or correct its name',
    }));
}

/** Cognito's default, where nothing is set, is recovery by phone or e-mail. What can't be read counts as e-mail. */
function recoversByEmail(setting: unknown): boolean {
  const mechanisms = (setting as { RecoveryMechanisms?: unknown } | undefined)?.RecoveryMechanisms;
  if (!Array.isArray(mechanisms)) return true;
  return mechanisms.some(({ Name }) => Name !== 'admin_only' && Name !== 'verified_phone_number');
}
