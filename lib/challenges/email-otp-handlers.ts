import type { CreateContext, CreatedChallenge, DecoyContext, ParsedChallengeHandlers } from '../flow/index.ts';
import { maskEmailAddress, maskNoEmailAddress, readEmailAddress } from './email-address.ts';
import type { EmailOtpMessage, EmailOtpParameters, EmailOtpSettings } from './email-otp.ts';
import { isAlive, isKeptCode, keepCode, keepNoCode } from './kept-code.ts';
import { drawCode, readCode } from './one-time-code.ts';
import { sendEmail } from './ses-email.ts';

type Created = CreatedChallenge<EmailOtpParameters>;

const defaultSubject = (): string => 'Your sign-in code';

const defaultText = ({ code, minutes }: EmailOtpMessage): string =>
  `Your sign-in code is ${code}. It is valid for ${minutes} minutes.

If you are not signing in, ignore this message. Tell nobody the code.
`;

/** What creates and verifies an e-mailed code. */
export function emailOtpHandlers(settings: EmailOtpSettings): ParsedChallengeHandlers<EmailOtpParameters, string> {
  const { digits, expiresIn, allowUnverified, subject = defaultSubject, text = defaultText, html } = settings;

  const created = (deliveredTo: string, kept: string): Created => ({
    parameters: { deliveredTo, digits: String(digits) },
    privateParameters: { code: kept },
    state: kept,
  });

  /** A code that is still alive stays; else a new one is made. The same for users and decoys, so that both look alike. */
  async function renewed(
    { state, now }: Pick<CreateContext, 'state' | 'now'>,
    deliveredTo: string,
    makeCode: (expiresAt: number) => string | Promise<string>,
  ): Promise<Created> {
    if (isAlive(state, now())) return created(deliveredTo, state);
    const fresh = created(deliveredTo, await makeCode(now() + expiresIn * 1000));
    return state === undefined ? fresh : { ...fresh, retry: 'expired' };
  }

  /** A round in which nothing is sent, and no code is right. */
  const unsent = (context: Pick<DecoyContext, 'state' | 'now' | 'stableBytes'>, name: string) => {
    const address = readEmailAddress(name);
    const deliveredTo = address
      ? maskEmailAddress(address)
      : maskNoEmailAddress(context.stableBytes('emailOtp.deliveredTo'));
    return renewed(context, deliveredTo, (expiresAt) => keepNoCode(context.stableBytes('emailOtp.code'), expiresAt));
  };

  return {
    async create(context) {
      const { user, userPoolId } = context;
      const { email = '', email_verified } = user.attributes;
      const to = readEmailAddress(email);
      if (!to) {
        return { ...(await unsent(context, email)), note: 'no-email-address' };
      }
      // Cognito has been seen to send "True".
      if (!allowUnverified && email_verified?.toLowerCase() !== 'true') {
        return { ...(await unsent(context, email)), note: 'email-not-verified' };
      }
      return renewed(context, maskEmailAddress(to), async (expiresAt) => {
        const code = drawCode(digits);
        const message: EmailOtpMessage = { code, minutes: Math.ceil(expiresIn / 60), user };
        await sendEmail(context, { to, subject: subject(message), text: text(message), html: html?.(message) });
        return keepCode(code, { userPoolId, userName: user.userName }, expiresAt);
      });
    },

    decoy: (context) => unsent(context, context.userName),

    parseAnswer: readCode,

    verify({ answer, privateParameters: { code = '' }, user: { userName }, userPoolId, now }) {
      // Compared even when it is too late: how long it takes tells nothing.
      const right = isKeptCode(code, { userPoolId, userName }, answer);
      return isAlive(code, now()) && right;
    },
  };
}
