import type { DecoyContext, ParsedChallengeHandlers } from '../flow/index.ts';
import { HIDDEN_EMAIL_ADDRESS, maskEmailAddress } from '../protocol/email-address.ts';
import type { EmailOtpMessage, EmailOtpParameters, EmailOtpSettings } from './email-otp-options.ts';
import { readMailableAddress } from './mailable-address.ts';
import { readCode } from './one-time-code/digits.ts';
import { codeRound, isRightCode, noCodeRound } from './one-time-code/one-time-code.ts';

const defaultSubject = (): string => 'Your sign-in code';

const defaultText = ({ code, minutes }: EmailOtpMessage): string =>
  `Your sign-in code is ${code}. It is valid for ${minutes} minutes.

If you are not signing in, ignore this message. Tell nobody the code.
`;

/**
 * Where a code went, as far as whoever signs in has typed it. A mask that told more would tell users that exist from those
 * that don't: of the latter only the typed name is known. Of users that exist it is known where people sign in by their
 * address and nothing else, which the deployment alone can say; unless it does, the mask is the same for everybody.
 */
const maskOf = ({ environment }: Pick<DecoyContext, 'environment'>, typed: string | undefined): string =>
  typed && environment.COUNTERSIGN_SIGN_IN_BY === 'email' ? maskEmailAddress(typed) : HIDDEN_EMAIL_ADDRESS;

/** What creates and verifies an e-mailed code. */
export function emailOtpHandlers(settings: EmailOtpSettings): ParsedChallengeHandlers<EmailOtpParameters, string> {
  const { digits, expiresIn, allowUnverified, subject = defaultSubject, text = defaultText, html } = settings;
  const parametersOf = (...where: Parameters<typeof maskOf>): EmailOtpParameters => ({
    deliveredTo: maskOf(...where),
    digits: String(digits),
  });

  /** A round in which nothing is sent, and no code is right. */
  const unsent = (context: Omit<DecoyContext, 'userName' | 'attempt'>, typed: string | undefined) => ({
    parameters: parametersOf(context, typed),
    ...noCodeRound(context, settings, 'emailOtp.code'),
  });

  return {
    create(context) {
      const { user } = context;
      const { email = '', email_verified, sub } = user.attributes;
      const to = readMailableAddress(email);
      // Where people sign in by their address, their user name is the `sub`, and no alias leads to it.
      const typed = user.userName === sub ? to : undefined;
      if (!to) {
        return { ...unsent(context, typed), note: 'no-email-address' };
      }
      // Cognito has been seen to send "True".
      if (!allowUnverified && email_verified?.toLowerCase() !== 'true') {
        return { ...unsent(context, typed), note: 'email-not-verified' };
      }
      return { parameters: parametersOf(context, typed), ...codeRound(context, settings, to) };
    },

    async deliver(context, { to, code = '' }) {
      const message: EmailOtpMessage = { code, minutes: Math.ceil(expiresIn / 60), user: context.user };
      const content = { subject: subject(message), text: text(message), ...(html && { html: html(message) }) };
      // Loaded here: Create loads no sender, unless it delivers itself.
      const { sendEmail } = await import('./ses-email.ts');
      await sendEmail(context, { to, ...content });
    },

    decoy: (context) => unsent(context, readMailableAddress(context.userName)),

    parseAnswer: readCode,

    judgesDecoys: true,

    verify: isRightCode,
  };
}
