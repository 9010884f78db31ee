import type { ChallengeName } from '../../protocol/index.ts';
import { askForSetUp } from './challenges/mfa-setup.ts';
import { askForFactor, askWhichFactor } from './challenges/select-mfa-type.ts';
import { deviceStandsForMfa } from './device-tracking.ts';
import { mfaDemand, noMfaMethod } from './mfa-demand.ts';
import type { AskIfDue, SignInOfUser } from './sign-in-under-way.ts';

const PASSWORDS: ReadonlySet<ChallengeName> = new Set(['PASSWORD', 'PASSWORD_VERIFIER']);

const SECOND_FACTORS: ReadonlySet<ChallengeName> = new Set(['SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA', 'MFA_SETUP']);

/**
 * Whether a second factor is due. Only a password makes it so: a custom sign-in without one is never asked, whatever the
 * pool requires (aws-amplify/amplify-js#12887, docs/cognito.md#7-mfa-lockouts-plans).
 */
function isDue({ progress: { passed } }: SignInOfUser): boolean {
  const password = passed.findIndex((name) => PASSWORDS.has(name));
  return password >= 0 && !passed.slice(password + 1).some((name) => SECOND_FACTORS.has(name));
}

/**
 * Asks for the second factor, where one is due.
 *
 * @throws CognitoError MFAMethodNotFoundException
 */
export const askSecondFactorIfDue: AskIfDue = (signIn, context) => {
  // A remembered device, where it stands for MFA, has to prove itself next.
  if (!isDue(signIn) || deviceStandsForMfa(signIn, context)) return undefined;
  const { user, at } = signIn;
  const demand = mfaDemand(at.pool, user, context.store.mfa.find(user));
  switch (demand.kind) {
    case 'none':
      return undefined;
    case 'ask':
      return askForFactor(signIn, demand.factor, context);
    case 'select':
      return askWhichFactor(signIn, demand.factors, context);
    case 'setUp':
      return askForSetUp(signIn, demand.factors, context);
    case 'impossible':
      throw noMfaMethod();
  }
};
