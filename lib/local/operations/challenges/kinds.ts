import type { ChallengeName } from '../../../protocol/index.ts';
import type { SessionState } from '../session-state.ts';
import type { ChallengeKind } from '../signing-in.ts';
import { customChallenge } from './custom-challenge.ts';
import { devicePasswordVerifier, deviceSrp } from './device-srp.ts';
import { emailOtp, smsMfa } from './message-code.ts';
import { mfaSetup } from './mfa-setup.ts';
import { newPassword } from './new-password.ts';
import { passwordVerifier } from './password-verifier.ts';
import { selectMfaType } from './select-mfa-type.ts';
import { softwareTokenMfa } from './software-token-mfa.ts';

type Answerable = Exclude<SessionState['challenge'], 'ECHOED'> & ChallengeName;

/** Who takes the answer to a challenge. One that isn't here has no session either. */
export const CHALLENGE_KINDS: {
  readonly [Name in Answerable]: ChallengeKind<Extract<SessionState, { readonly challenge: Name }>>;
} = {
  CUSTOM_CHALLENGE: customChallenge,
  PASSWORD_VERIFIER: passwordVerifier,
  NEW_PASSWORD_REQUIRED: newPassword,
  SMS_MFA: smsMfa,
  EMAIL_OTP: emailOtp,
  SOFTWARE_TOKEN_MFA: softwareTokenMfa,
  SELECT_MFA_TYPE: selectMfaType,
  MFA_SETUP: mfaSetup,
  DEVICE_SRP_AUTH: deviceSrp,
  DEVICE_PASSWORD_VERIFIER: devicePasswordVerifier,
};

/** The kind of a challenge's name, whatever its state. */
export const kindOf = (name: ChallengeName): ChallengeKind<SessionState> | undefined =>
  (CHALLENGE_KINDS as Partial<Record<ChallengeName, ChallengeKind<SessionState>>>)[name];
