import type { ChallengeUser } from '../flow/index.ts';

/** What the client is told of an e-mailed code. */
export type EmailOtpParameters = {
  /**
   * Where the code went, masked: `a***@e***`. `***@***` unless people sign in by their address and nothing else: the
   * construct says so by `COUNTERSIGN_SIGN_IN_BY`.
   */
  readonly deliveredTo: string;
  /** How many digits it has. */
  readonly digits: string;
};

/** What a message is made of. */
export interface EmailOtpMessage {
  readonly code: string;
  /** How long the code is valid. */
  readonly minutes: number;
  /** Whom the message goes to: with the attributes that `uses` names, `email`, `email_verified` and `sub`. */
  readonly user: ChallengeUser;
}

/** How a code is made and sent. */
export interface EmailOtpOptions {
  /** 6 to 10; 5 where `attempts` is 1: guesses may be right in no more than 1 of 100,000 sign-ins. @default 8 */
  readonly digits?: number;
  /** Seconds a code is valid: 60 to 900, for Cognito's session lives no longer. @default 600 */
  readonly expiresIn?: number;
  /** How many answers a code takes. 1 to 10. @default 3 */
  readonly attempts?: number;
  /** Send to addresses that are not verified too. @default false */
  readonly allowUnverified?: boolean;
  /** The user's attributes that the words below are made of: `['locale']`. @default - none */
  readonly uses?: readonly string[];
  /** @default - 'Your sign-in code' */
  readonly subject?: (message: EmailOtpMessage) => string;
  /** The plain text. @default - the code, how long it is valid, and whom not to tell it */
  readonly text?: (message: EmailOtpMessage) => string;
  /** The same in HTML. Put what comes from the user through `escapeHtml`. @default - none, text only */
  readonly html?: (message: EmailOtpMessage) => string;
}

/** The options, complete. */
export interface EmailOtpSettings extends Pick<EmailOtpOptions, 'subject' | 'text' | 'html'> {
  readonly digits: number;
  readonly expiresIn: number;
  readonly allowUnverified: boolean;
}
