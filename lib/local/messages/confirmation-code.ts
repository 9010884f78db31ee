import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { CognitoError } from '../../protocol/index.ts';
import { randomDigits } from '../random-text.ts';
import type { CodePurpose, ConfirmationCode } from '../store/confirmation-codes.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Cognito's: a code for a new password is good for an hour, every other one for a day. */
const LIFETIME_MS: Readonly<Record<CodePurpose, number>> = {
  SignUp: 24 * HOUR_MS,
  ForgotPassword: HOUR_MS,
  email: 24 * HOUR_MS,
  phone_number: 24 * HOUR_MS,
};
/** How many wrong answers a code takes. Cognito's number isn't documented. */
const MOST_WRONG_ANSWERS = 5;

const hashOf = (code: string, salt: string): string => createHmac('sha256', salt).update(code).digest('base64');

/** Makes a code of six digits, and what of it is kept. */
export function makeConfirmationCode(
  purpose: CodePurpose,
  { attribute, address }: Pick<ConfirmationCode, 'attribute' | 'address'>,
  now: number,
): { code: string; kept: ConfirmationCode } {
  const code = randomDigits(6);
  const salt = randomBytes(16).toString('base64');
  const codeHash = `${salt}:${hashOf(code, salt)}`;
  return { code, kept: { attribute, address, codeHash, wrongAnswers: 0, expiresAt: now + LIFETIME_MS[purpose] } };
}

/**
 * Checks an answer.
 *
 * @throws CognitoError ExpiredCodeException, LimitExceededException, or CodeMismatchException: only that one counts.
 */
export function assertConfirmationCode(
  answer: string,
  kept: ConfirmationCode | undefined,
  now: number,
): asserts kept is ConfirmationCode {
  if (!kept || kept.expiresAt <= now) {
    throw new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
  }
  if (kept.wrongAnswers >= MOST_WRONG_ANSWERS) {
    throw new CognitoError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
  }
  const [salt = '', hash = ''] = kept.codeHash.split(':');
  if (!timingSafeEqual(Buffer.from(hashOf(answer, salt)), Buffer.from(hash))) {
    throw new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.');
  }
}
