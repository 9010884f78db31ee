import type { DecoyContext, ParsedChallengeHandlers } from '../flow/index.ts';
import { maskEmailAddress, maskNoEmailAddress } from '../protocol/email-address.ts';
import type { EmailOtpMessage, EmailOtpParameters, EmailOtpSettings } from './email-otp-options.ts';
import { readMailableAddress } from './mailable-address.ts';
import { readCode } from './one-time-code/digits.ts';
import { codeRound, isRightCode, noCodeRound } from './one-time-code/one-time-code.ts';
import { sendEmail } from './ses-email.ts';

const defaultSubject = (): string => 'Your sign-in code';

const defaultText = ({ code, minutes }: EmailOtpMessage): string =>
  `Your sign-in code is ${code}. It is valid for ${minutes} minutes.

If you are not signing in, ignore this message. Tell nobody the code.
`;

/** What creates and verifies an e-mailed code. */
export function emailOtpHandlers(settings: EmailOtpSettings): ParsedChallengeHandlers<EmailOtpParameters, string> {
  const { digits, expiresIn, allowUnverified, subject = defaultSubject, text = defaultText, html } = settings;
  const parametersOf = (deliveredTo: string): EmailOtpParameters => ({ deliveredTo, digits: String(digits) });

  /** A round in which nothing is sent, and no code is right. */
  const unsent = async (context: Pick<DecoyContext, 'state' | 'now' | 'stableBytes'>, name: string) => {
    const address = readMailableAddress(name);
    const deliveredTo = address
      ? maskEmailAddress(address)
      : maskNoEmailAddress(context.stableBytes('emailOtp.deliveredTo'));
    return { parameters: parametersOf(deliveredTo), ...(await noCodeRound(context, settings, 'emailOtp.code')) };
  };

  return {
    async create(context) {
      const { user } = context;
      const { email = '', email_verified } = user.attributes;
      const to = readMailableAddress(email);
      if (!to) {
        return { ...(await unsent(context, email)), note: 'no-email-address' };
      }
      // Cognito has been seen to send "True".
      if (!allowUnverified && email_verified?.toLowerCase() !== 'true') {
        return { ...(await unsent(context, email)), note: 'email-not-verified' };
      }
      const round = await codeRound(context, settings, (code) => {
        const message: EmailOtpMessage = { code, minutes: Math.ceil(expiresIn / 60), user };
        return sendEmail(context, { to, subject: subject(message), text: text(message), html: html?.(message) });
      });
      return { parameters: parametersOf(maskEmailAddress(to)), ...round };
    },

    decoy: (context) => unsent(context, context.userName),

    parseAnswer: readCode,

    verify: isRightCode,
  };
}
