import type { AskedStep } from '../flow/index.ts';
import type { TextMap } from '../protocol/text-map.ts';
import type { WebAuthnAssertion, WebAuthnRequest } from './web-authn-json.ts';

/** Where Cognito sent a code. */
export interface CodeSent {
  /** Masked: `a***@e***`, `+*******1234`. */
  readonly deliveredTo: string | undefined;
  /** `EMAIL` or `SMS`. */
  readonly medium: string | undefined;
}

/** The password that an administrator had the user change, and the attributes that the pool still misses. */
export interface NewPassword {
  readonly newPassword: string;
  /** By name, `name` or `custom:…`. One that has a value already can't be changed here. */
  readonly userAttributes?: TextMap;
}

/** A code of the authenticator app that is being set up, and what to call the device it runs on. */
export interface FirstSoftwareTokenCode {
  readonly code: string;
  readonly deviceName?: string;
}

type CodeStep<Name extends string> = AskedStep<Name, CodeSent, string>;
type NothingTold = Readonly<Record<never, string>>;

/** The second factor of Cognito's own that an MFA asks. */
type MfaChallenge = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/** The first factors that a choice-based sign-in offers. */
export type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

/** What Cognito itself asks after a password, where its MFA is on. */
export type MfaAskedStep =
  | CodeStep<'SMS_MFA'>
  | CodeStep<'EMAIL_OTP'>
  | AskedStep<'SOFTWARE_TOKEN_MFA', { readonly deviceName: string | undefined }, string>
  | AskedStep<'SELECT_MFA_TYPE', { readonly options: readonly MfaChallenge[] }, MfaChallenge>
  | AskedStep<
      'MFA_SETUP',
      { readonly options: readonly MfaChallenge[] },
      'SOFTWARE_TOKEN_MFA' | { readonly email: string }
    >
  // Not Cognito's: what MFA_SETUP goes on with, for an authenticator app.
  | AskedStep<'SOFTWARE_TOKEN_SETUP', { readonly secretCode: string }, string | FirstSoftwareTokenCode>;

/** What Cognito itself asks in a sign-in by password. */
export type PasswordAskedStep =
  | MfaAskedStep
  | AskedStep<
      'NEW_PASSWORD_REQUIRED',
      {
        /** The attributes that must come along: `name`, `custom:…`. */
        readonly requiredAttributes: readonly string[];
        /** What the user has already. */
        readonly userAttributes: TextMap;
      },
      string | NewPassword
    >;

/** What Cognito itself asks in a sign-in of choice. */
export type ChoiceAskedStep =
  | PasswordAskedStep
  | CodeStep<'SMS_OTP'>
  | AskedStep<'SELECT_CHALLENGE', { readonly options: readonly FirstFactor[] }, FirstFactor>
  | AskedStep<'PASSWORD', NothingTold, string>
  | AskedStep<'PASSWORD_SRP', NothingTold, string>
  | AskedStep<'WEB_AUTHN', { readonly request: WebAuthnRequest }, WebAuthnAssertion>;

/** What each of Cognito's own flows can ask. */
export interface CognitoFlows {
  readonly USER_SRP_AUTH: PasswordAskedStep;
  readonly USER_PASSWORD_AUTH: PasswordAskedStep;
  readonly USER_AUTH: ChoiceAskedStep;
}

/** A sign-in of Cognito's own, by its AuthFlow. */
export type CognitoFlow = keyof CognitoFlows;
