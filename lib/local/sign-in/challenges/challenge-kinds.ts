import type { ChallengeName } from '../../../protocol/index.ts';
import type { ChallengeState, SessionState } from '../session-state.ts';
import type { ChallengeKind } from './challenge-kind.ts';
import { customChallenge } from './custom-challenge.ts';
import { devicePasswordVerifier, deviceSrp } from './device-srp.ts';
import { firstEmailOtp, smsOtp } from './first-factor-code.ts';
import { mfaSetup } from './mfa-setup.ts';
import { newPassword } from './new-password.ts';
import { passwordVerifier } from './password-verifier.ts';
import { emailOtp, smsMfa } from './second-factor-code.ts';
import { passwordChoice, passwordSrpChoice, selectChallenge } from './select-challenge.ts';
import { selectMfaType } from './select-mfa-type.ts';
import { softwareTokenMfa } from './software-token-mfa.ts';
import { webAuthn } from './web-authn.ts';

/** Who takes the answer to a challenge. One that isn't here has no session either. */
const CHALLENGE_KINDS: {
  readonly [Name in ChallengeState['challenge']]: ChallengeKind<Extract<ChallengeState, { readonly challenge: Name }>>;
} = {
  CUSTOM_CHALLENGE: customChallenge,
  PASSWORD_VERIFIER: passwordVerifier,
  NEW_PASSWORD_REQUIRED: newPassword,
  SMS_MFA: smsMfa,
  EMAIL_OTP: {
    // Two challenges go by that name.
    answer: ({ state, ...given }, context) =>
      'isFirstFactor' in state
        ? firstEmailOtp.answer({ ...given, state }, context)
        : emailOtp.answer({ ...given, state }, context),
  },
  SOFTWARE_TOKEN_MFA: softwareTokenMfa,
  SELECT_MFA_TYPE: selectMfaType,
  MFA_SETUP: mfaSetup,
  SELECT_CHALLENGE: selectChallenge,
  PASSWORD: passwordChoice,
  PASSWORD_SRP: passwordSrpChoice,
  SMS_OTP: smsOtp,
  WEB_AUTHN: webAuthn,
  DEVICE_SRP_AUTH: deviceSrp,
  DEVICE_PASSWORD_VERIFIER: devicePasswordVerifier,
};

/** The kind of a challenge's name, whatever its state. */
export const challengeKind = (name: ChallengeName): ChallengeKind<SessionState> | undefined =>
  (CHALLENGE_KINDS as Partial<Record<ChallengeName, ChallengeKind<SessionState>>>)[name];
