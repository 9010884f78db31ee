import type { PendingChallenge } from '../../cognito/index.ts';
import type { ChallengeName, SessionEntry } from '../../protocol/index.ts';
import type { LocalMfaFactor } from '../model.ts';
import type { PasskeyQuestion } from '../passkeys/relying-party.ts';
import type { SrpExchange } from '../users/srp-exchange.ts';
import type { AuthFlow, FirstFactor } from './auth-flows.ts';

/** How a sign-in began and what it has passed: carried from challenge to challenge. Plain data. */
export interface SignInProgress {
  readonly flow: AuthFlow;
  /** The name that it began with, as it was typed. */
  readonly typed: string;
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

/** A custom challenge that waits for its answer. */
export interface CustomChallengeState {
  readonly challenge: 'CUSTOM_CHALLENGE';
  readonly progress: SignInProgress;
  readonly pending: PendingChallenge;
}

/**
 * Define named a challenge of Cognito's own: it is handed on, and nobody can answer it
 * (docs/cognito.md#15-what-define-may-answer).
 */
export interface EchoedState {
  readonly challenge: 'ECHOED';
  readonly progress: SignInProgress;
}

/** A password that waits for its proof. */
export interface PasswordVerifierState {
  readonly challenge: 'PASSWORD_VERIFIER';
  readonly progress: SignInProgress;
  readonly exchange: SrpExchange;
  readonly verifier: string;
  /** As it was when the exchange began: a password that was changed since is another one. */
  readonly passwordHash: string | null;
}

/** A new password that is waited for. */
export interface NewPasswordState {
  readonly challenge: 'NEW_PASSWORD_REQUIRED';
  readonly progress: SignInProgress;
}

/** A code that was sent, and waits. It is good as long as its session. */
export interface MessageCodeState<Name extends 'SMS_MFA' | 'EMAIL_OTP'> {
  readonly challenge: Name;
  readonly progress: SignInProgress;
  readonly to: string;
  readonly code: string;
  /** The address isn't the user's yet: the right code makes it so, and turns the factor on. */
  readonly setsUp: boolean;
}

/** A code of the user's authenticator app is asked. */
export interface SoftwareTokenState {
  readonly challenge: 'SOFTWARE_TOKEN_MFA';
  readonly progress: SignInProgress;
}

/** The user has several factors, and prefers none. */
export interface SelectMfaTypeState {
  readonly challenge: 'SELECT_MFA_TYPE';
  readonly progress: SignInProgress;
  readonly factors: readonly LocalMfaFactor[];
}

/** How far an authenticator app is set up in this sign-in. */
export type SetUpToken =
  | { readonly kind: 'none' }
  | { readonly kind: 'associated'; readonly secret: string }
  | { readonly kind: 'verified' };

/** The pool requires a second factor, and the user has none. */
export interface MfaSetupState {
  readonly challenge: 'MFA_SETUP';
  readonly progress: SignInProgress;
  readonly factors: readonly LocalMfaFactor[];
  readonly token: SetUpToken;
}

/** A choice that waits. */
export interface SelectChallengeState {
  readonly challenge: 'SELECT_CHALLENGE';
  readonly progress: SignInProgress;
  readonly factors: readonly FirstFactor[];
  /** What a passkey may sign along with the choice. Absent where it isn't among the factors. */
  readonly question?: PasskeyQuestion;
}

/** A password that waits, plain or to be proven. */
export interface PasswordState<Name extends 'PASSWORD' | 'PASSWORD_SRP'> {
  readonly challenge: Name;
  readonly progress: SignInProgress;
}

/** A code that was sent as a first factor. It is good as long as its session. */
export interface OneTimeCodeState<Name extends 'EMAIL_OTP' | 'SMS_OTP'> {
  readonly challenge: Name;
  readonly isFirstFactor: true;
  readonly progress: SignInProgress;
  /** Undefined for a user that doesn't exist: nothing was sent. */
  readonly to?: string;
  readonly code: string;
}

/** A passkey that is to sign. */
export interface WebAuthnState {
  readonly challenge: 'WEB_AUTHN';
  readonly progress: SignInProgress;
  readonly question: PasskeyQuestion;
}

/** A remembered device that is to begin its proof. */
export interface DeviceSrpState {
  readonly challenge: 'DEVICE_SRP_AUTH';
  readonly progress: SignInProgress;
  readonly deviceKey: string;
}

/** A remembered device that is to end its proof. */
export interface DevicePasswordState {
  readonly challenge: 'DEVICE_PASSWORD_VERIFIER';
  readonly progress: SignInProgress;
  readonly deviceKey: string;
  readonly exchange: SrpExchange;
}

/**
 * A sign-up under way, and one whose code was right: its user may sign in once without another code. No challenge has
 * these names, so nothing else takes such a session.
 */
export interface SignUpState {
  readonly challenge: 'SIGN_UP' | 'SIGNED_UP';
  readonly progress: SignInProgress;
  /** The factor that the code stands for. */
  readonly factor: 'EMAIL_OTP' | 'SMS_OTP';
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

/** The state of a challenge that can be answered. */
export type ChallengeState = Exclude<SessionState, EchoedState | SignUpState>;
