import type { ChallengeUser, DecoyContext, ParsedChallengeHandlers } from '../flow/index.ts';
import { HIDDEN_EMAIL_ADDRESS, maskEmailAddress } from '../protocol/email-address.ts';
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

/**
 * Where a code went, as far as whoever signs in has typed it. A mask that told more would tell users that exist from those
 * that don't: of the latter only the typed name is known.
 */
const maskOf = (typed: string): string => {
  const address = readMailableAddress(typed);
  return address ? maskEmailAddress(address) : HIDDEN_EMAIL_ADDRESS;
};

/** What was typed: the address where people sign in by it (their user name is the `sub` then), else the user name. */
const typedBy = ({ userName, attributes: { sub, email = '' } }: ChallengeUser): string =>
  userName === sub ? email : userName;

/** What creates and verifies an e-mailed code. */
export function emailOtpHandlers(settings: EmailOtpSettings): ParsedChallengeHandlers<EmailOtpParameters, string> {
  const { digits, expiresIn, allowUnverified, subject = defaultSubject, text = defaultText, html } = settings;
  const parametersOf = (typed: string): EmailOtpParameters => ({ deliveredTo: maskOf(typed), digits: String(digits) });

  /** A round in which nothing is sent, and no code is right. */
  const unsent = async (context: Pick<DecoyContext, 'state' | 'now' | 'stableBytes'>, typed: string) => ({
    parameters: parametersOf(typed),
    ...(await noCodeRound(context, settings, 'emailOtp.code')),
  });

  return {
    async create(context) {
      const { user } = context;
      const { email = '', email_verified } = user.attributes;
      const typed = typedBy(user);
      const to = readMailableAddress(email);
      if (!to) {
        return { ...(await unsent(context, typed)), note: 'no-email-address' };
      }
      // Cognito has been seen to send "True".
      if (!allowUnverified && email_verified?.toLowerCase() !== 'true') {
        return { ...(await unsent(context, typed)), note: 'email-not-verified' };
      }
      const round = await codeRound(context, settings, async (code) => {
        const message: EmailOtpMessage = { code, minutes: Math.ceil(expiresIn / 60), user };
        const content = { subject: subject(message), text: text(message), ...(html && { html: html(message) }) };
        await sendEmail(context, { to, ...content });
      });
      return { parameters: parametersOf(typed), ...round };
    },

    decoy: (context) => unsent(context, context.userName),

    parseAnswer: readCode,

    verify: isRightCode,
  };
}
