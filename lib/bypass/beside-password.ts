import type { Finding, FlowFacts, JudgedPool, Wording } from './settings.ts';

const NO_MFA = { cdk: 'mfa: Mfa.OFF', cloudformation: 'MfaConfiguration: OFF' } as const satisfies Record<
  Wording,
  string
>;
const NO_RECOVERY = {
  cdk: 'accountRecovery: AccountRecovery.NONE',
  cloudformation: 'AccountRecoverySetting: { RecoveryMechanisms: [{ Name: admin_only, Priority: 1 }] }',
} as const satisfies Record<Wording, string>;

/**
 * What Cognito itself does beside a flow that begins with the password: its own MFA, and recovery by mail.
 *
 * @returns none for a flow that doesn't ask the password
 */
export function settingsBesidePassword(
  pool: JudgedPool,
  { asksPassword, challenges }: Pick<FlowFacts, 'asksPassword' | 'challenges'>,
): readonly Finding[] {
  if (!asksPassword) return [];
  const mailed = challenges.filter(({ needs }) => needs.senders?.includes('email')).map((challenge) => challenge.name);
  return [...poolMfa(pool), ...(mailed.length > 0 ? poolRecovery(pool, mailed) : [])];
}

function poolMfa({ name, settings: { MfaConfiguration: mfa }, wording }: JudgedPool): readonly Finding[] {
  if (mfa === undefined || mfa === 'OFF') return [];
  const fact = `has MFA ${typeof mfa === 'string' ? mfa : 'that is known only at deployment'}`;
  const message =
    `${name} ${fact}, and the flow begins with password(): after Cognito's own MFA a user may get tokens without the ` +
    `rest of the flow, so set ${NO_MFA[wording]} and make it a challenge`;
  return [{ id: `${name}: ${fact}`, message }];
}

function poolRecovery({ name, settings, wording }: JudgedPool, mailed: readonly string[]): readonly Finding[] {
  if (!recoversByEmail(settings.AccountRecoverySetting)) return [];
  const fact = `recovers a password by e-mail, and ${mailed.join(', ')} goes there too`;
  const message = `${name} ${fact}: whoever reads the mail passes both, so set ${NO_RECOVERY[wording]}`;
  return [{ id: `${name}: ${fact}`, message }];
}

/** Cognito's default, where nothing is set, is recovery by phone or e-mail. What can't be read counts as e-mail. */
function recoversByEmail(setting: unknown): boolean {
  const mechanisms = (setting as { readonly RecoveryMechanisms?: unknown } | null | undefined)?.RecoveryMechanisms;
  if (!Array.isArray(mechanisms)) return true;
  return mechanisms.some(
    (mechanism) => mechanism?.Name !== 'admin_only' && mechanism?.Name !== 'verified_phone_number',
  );
}
