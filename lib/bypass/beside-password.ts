import type { Finding, FlowFacts, PoolSettings } from './settings.ts';

/**
 * What Cognito itself does beside a flow that begins with the password: its own MFA, and recovery by mail.
 *
 * @param name what people know the pool by
 * @returns none for a flow that doesn't ask the password
 */
export function settingsBesidePassword(
  name: string,
  pool: PoolSettings,
  { asksPassword, challenges }: Pick<FlowFacts, 'asksPassword' | 'challenges'>,
): readonly Finding[] {
  if (!asksPassword) return [];
  const mailed = challenges.filter(({ needs }) => needs.senders?.includes('email')).map((challenge) => challenge.name);
  return [...poolMfa(name, pool), ...(mailed.length > 0 ? poolRecovery(name, pool, mailed) : [])];
}

function poolMfa(name: string, { MfaConfiguration: mfa }: PoolSettings): readonly Finding[] {
  if (mfa === undefined || mfa === 'OFF') return [];
  const message =
    `${name} has MFA ${typeof mfa === 'string' ? mfa : 'that is known only at deployment'}, and the flow begins with ` +
    "password(): after Cognito's own MFA a user may get tokens without the rest of the flow, so set mfa: Mfa.OFF and " +
    'make it a challenge';
  return [{ id: 'pool-mfa', message }];
}

function poolRecovery(name: string, pool: PoolSettings, mailed: readonly string[]): readonly Finding[] {
  if (!recoversByEmail(pool.AccountRecoverySetting)) return [];
  const message =
    `${name} recovers a password by e-mail, and ${mailed.join(', ')} goes there too: whoever reads the mail passes ` +
    'both, so set accountRecovery: AccountRecovery.NONE';
  return [{ id: 'pool-recovery', message }];
}

/** Cognito's default, where nothing is set, is recovery by phone or e-mail. What can't be read counts as e-mail. */
function recoversByEmail(setting: unknown): boolean {
  const mechanisms = (setting as { readonly RecoveryMechanisms?: unknown } | null | undefined)?.RecoveryMechanisms;
  if (!Array.isArray(mechanisms)) return true;
  return mechanisms.some(
    (mechanism) => mechanism?.Name !== 'admin_only' && mechanism?.Name !== 'verified_phone_number',
  );
}
