import type { ChallengeName, SessionEntry } from '../../protocol/index.ts';
import type { AuthFlow } from './auth-flows.ts';
import type { CustomChallengeState, EchoedState } from './challenges/custom-challenge.ts';
import type { DevicePasswordState, DeviceSrpState } from './challenges/device-srp.ts';
import type { OneTimeCodeState } from './challenges/first-factor-code.ts';
import type { MfaSetupState } from './challenges/mfa-setup.ts';
import type { NewPasswordState } from './challenges/new-password.ts';
import type { PasswordVerifierState } from './challenges/password-verifier.ts';
import type { MessageCodeState } from './challenges/second-factor-code.ts';
import type { PasswordState, SelectChallengeState } from './challenges/select-challenge.ts';
import type { SelectMfaTypeState } from './challenges/select-mfa-type.ts';
import type { SoftwareTokenState } from './challenges/software-token-mfa.ts';
import type { WebAuthnState } from './challenges/web-authn.ts';
import type { SignUpState } from './sign-up-session.ts';

/** How a sign-in began and what it has passed: carried from challenge to challenge. Plain data. */
export interface Progress {
  readonly flow: AuthFlow;
  /** A user that doesn't exist: walked through the flow all the same, never to tokens. */
  readonly userNotFound: boolean;
  /** What Cognito itself has checked in this sign-in, in order. A password that came in plain text is PASSWORD. */
  readonly passed: readonly ChallengeName[];
  /**
   * Of a CUSTOM_AUTH that began with SRP_A: what Define was shown before Cognito's own challenges. Once those are passed
   * Define is asked again. Absent where Define has no say any more.
   */
  readonly defineSession?: readonly SessionEntry[];
  /** The DEVICE_KEY that the client sent along. */
  readonly deviceKey?: string;
}

/** What a session carries from one call of the client to the next: one shape a challenge. It never leaves the server. */
export type SessionState =
  | PasswordVerifierState
  | NewPasswordState
  | MessageCodeState<'SMS_MFA'>
  | MessageCodeState<'EMAIL_OTP'>
  | SoftwareTokenState
  | SelectMfaTypeState
  | MfaSetupState
  | SignUpState
  | SelectChallengeState
  | PasswordState<'PASSWORD'>
  | PasswordState<'PASSWORD_SRP'>
  | OneTimeCodeState<'EMAIL_OTP'>
  | OneTimeCodeState<'SMS_OTP'>
  | WebAuthnState
  | CustomChallengeState
  | EchoedState
  | DeviceSrpState
  | DevicePasswordState;
