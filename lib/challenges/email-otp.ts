import { type Challenge, type ChallengeUser, defineChallenge, demandWhole } from '../flow/index.ts';

/** What the client is told of an e-mailed code. */
export type EmailOtpParameters = {
  /** Where the code went, masked: `a***@e***`. */
  readonly deliveredTo: string;
  /** How many digits it has. */
  readonly digits: string;
};

/** What a message is made of. */
export interface EmailOtpMessage {
  readonly code: string;
  /** How long the code is valid. */
  readonly minutes: number;
  /** Whom the message goes to: their `locale`, say. */
  readonly user: ChallengeUser;
}

/** How a code is made and sent. */
export interface EmailOtpOptions {
  /** 4 to 10. @default 6 */
  readonly digits?: number;
  /** Seconds a code is valid: 60 to 900, for Cognito's session lives no longer. @default 600 */
  readonly expiresIn?: number;
  /** How many answers a code takes. 1 to 10. @default 3 */
  readonly attempts?: number;
  /** Send to addresses that are not verified too. @default false */
  readonly allowUnverified?: boolean;
  /** @default - 'Your sign-in code' */
  readonly subject?: (message: EmailOtpMessage) => string;
  /** The plain text. @default - the code, how long it is valid, and whom not to tell it */
  readonly text?: (message: EmailOtpMessage) => string;
  /** The same in HTML. Escape what comes from the user. @default - none, text only */
  readonly html?: (message: EmailOtpMessage) => string;
}

/** The options, complete. */
export interface EmailOtpSettings extends Pick<EmailOtpOptions, 'subject' | 'text' | 'html'> {
  readonly digits: number;
  readonly expiresIn: number;
  readonly allowUnverified: boolean;
}

/**
 * A one-time code by e-mail, sent through Amazon SES to the user's `email` if it is verified.
 *
 * A wrong answer keeps the code and sends nothing; an expired one is replaced, and the client gets `retry: 'expired'`.
 * Users without a verified address get what unknown users get: nothing is sent, and nobody outside can tell. The log
 * has the reason: `no-email-address` or `email-not-verified`.
 *
 * @throws FlowDefinitionError if an option makes no sense.
 * @example
 * export const signIn = defineFlow({ emailOtp: emailOtp({ digits: 8 }) }, function* ({ pass }) {
 *   yield* pass('emailOtp');
 * });
 */
export function emailOtp(options: EmailOtpOptions = {}): Challenge<EmailOtpParameters, string> {
  const { digits = 6, expiresIn = 600, attempts = 3, allowUnverified = false, ...texts } = options;
  demandWhole("emailOtp's digits", digits, 4, 10);
  demandWhole("emailOtp's expiresIn", expiresIn, 60, 900);
  const settings: EmailOtpSettings = { ...texts, digits, expiresIn, allowUnverified: allowUnverified === true };
  return defineChallenge<EmailOtpParameters, string>({
    factor: 'possession',
    attempts,
    needs: {
      senders: ['email'],
      attributes: { decides: ['email', 'email_verified'] },
      sessionMinutes: Math.max(3, Math.ceil(expiresIn / 60)),
    },
    // What sends stands behind the import: Define never loads it.
    load: async () => (await import('./email-otp-handlers.ts')).emailOtpHandlers(settings),
  });
}
