import { type Challenge, defineChallenge, demand, demandWhole } from '../flow/index.ts';
import { assertKnownOptions } from '../protocol/known-options.ts';
import type { EmailOtpOptions, EmailOtpParameters, EmailOtpSettings } from './email-otp-options.ts';

const OPTIONS: Readonly<Record<keyof EmailOtpOptions, true>> = {
  digits: true,
  expiresIn: true,
  attempts: true,
  allowUnverified: true,
  uses: true,
  subject: true,
  text: true,
  html: true,
};

/**
 * A one-time code by e-mail, sent through Amazon SES to the user's `email` if it is verified.
 *
 * A wrong answer keeps the code and sends nothing; an expired one is replaced, and the client gets `retry: 'expired'`.
 * Users without a verified address get what unknown users get: nothing is sent, and nobody outside can tell. The log
 * has the reason: `no-email-address` or `email-not-verified`. A mail that could not be sent is an error in the log, and
 * looks to the user as one that was.
 *
 * @throws FlowDefinitionError if an option makes no sense, or the code would be too easy to guess in its attempts;
 * UnknownOptionError.
 * @example
 * export const signIn = defineFlow({ emailOtp: emailOtp({ digits: 6 }) }, function* ({ pass }) {
 *   yield* pass('emailOtp');
 * });
 */
export function emailOtp(options: EmailOtpOptions = {}): Challenge<EmailOtpParameters, string> {
  assertKnownOptions('emailOtp', options, OPTIONS);
  const { digits = 8, expiresIn = 600, attempts = 3, allowUnverified = false, uses = [], ...texts } = options;
  demandWhole("emailOtp's digits", digits, 5, 10);
  demandWhole("emailOtp's expiresIn", expiresIn, 60, 900);
  for (const [name, value] of Object.entries(texts)) {
    demand(value === undefined || typeof value === 'function', `emailOtp's ${name} must be a function`, value);
  }
  const settings: EmailOtpSettings = { ...texts, digits, expiresIn, allowUnverified: allowUnverified === true };
  return defineChallenge<EmailOtpParameters, string>({
    factor: 'possession',
    attempts,
    answers: 10 ** digits,
    // What is kept of a code, once as state and once as a parameter; and a mask of two letters of up to 4 bytes.
    bytes: { state: 47, parameters: 87 },
    limits: { messages: { lifetime: expiresIn } },
    needs: {
      senders: ['email'],
      attributes: { decides: ['email', 'email_verified'], ...(uses?.length !== 0 && { uses }) },
      sessionMinutes: Math.max(3, Math.ceil(expiresIn / 60)),
    },
    // What sends stands behind the import: Define never loads it.
    load: async () => (await import('./email-otp-handlers.ts')).emailOtpHandlers(settings),
  });
}
