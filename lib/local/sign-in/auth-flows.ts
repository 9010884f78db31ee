import { type ChallengeName, invalidParameter } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';

/** Every `AuthFlow` of InitiateAuth and AdminInitiateAuth. */
export const AUTH_FLOWS = [
  'USER_SRP_AUTH',
  'REFRESH_TOKEN_AUTH',
  'REFRESH_TOKEN',
  'CUSTOM_AUTH',
  'ADMIN_NO_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
] as const;

/** How a client begins a sign-in. */
export type AuthFlow = (typeof AUTH_FLOWS)[number];

/** What USER_AUTH may begin with. */
export const FIRST_FACTORS = ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'] as const;

/** A first factor of USER_AUTH, as `AvailableChallenges` names it. */
export type FirstFactor = (typeof FIRST_FACTORS)[number] & ChallengeName;

/** Which of a client's `ExplicitAuthFlows` allow a flow: the present name, and the old one that does. */
const ALLOWED_BY: Readonly<Record<AuthFlow, readonly string[]>> = {
  USER_SRP_AUTH: ['ALLOW_USER_SRP_AUTH'],
  REFRESH_TOKEN_AUTH: ['ALLOW_REFRESH_TOKEN_AUTH'],
  REFRESH_TOKEN: ['ALLOW_REFRESH_TOKEN_AUTH'],
  CUSTOM_AUTH: ['ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH_FLOW_ONLY'],
  ADMIN_NO_SRP_AUTH: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'],
  USER_PASSWORD_AUTH: ['ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH'],
  ADMIN_USER_PASSWORD_AUTH: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'],
  USER_AUTH: ['ALLOW_USER_AUTH'],
};

/**
 * What a client with the old names allows beside what they say: they add to SRP and don't replace it
 * (docs/cognito.md#51-auth-flows). `CUSTOM_AUTH_FLOW_ONLY` takes SRP away.
 */
function allowedByOldNames(flow: AuthFlow, names: readonly string[]): boolean {
  if (names.some((name) => name.startsWith('ALLOW_'))) return false;
  if (flow === 'USER_SRP_AUTH') return names.length > 0 && !names.includes('CUSTOM_AUTH_FLOW_ONLY');
  return flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN';
}

/**
 * Refuses a flow that the client doesn't allow.
 *
 * @throws CognitoError InvalidParameterException
 */
export function assertFlowAllowed(flow: AuthFlow, { client: { explicitAuthFlows } }: PoolClient): void {
  if (ALLOWED_BY[flow].some((allowing) => explicitAuthFlows.includes(allowing))) return;
  if (allowedByOldNames(flow, explicitAuthFlows)) return;
  if (explicitAuthFlows.includes('CUSTOM_AUTH_FLOW_ONLY')) {
    throw invalidParameter('Only custom auth (lambda driven) is enabled for this client.');
  }
  throw invalidParameter(`${flow} flow not enabled for this client`);
}
