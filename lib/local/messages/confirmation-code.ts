import { createHmac, randomBytes } from 'node:crypto';
import { CognitoError } from '../../protocol/index.ts';
import type { CallContext } from '../call-context.ts';
import { isSameText, randomDigits } from '../secret-text.ts';
import type { CodePurpose, ConfirmationCode } from '../store/confirmation-codes.ts';
import type { StoredUser } from '../store/users.ts';
import type { EventSource } from '../triggers/pool-triggers.ts';
import type { Address } from '../users/attributes.ts';
import type { ChangedUser } from '../users/change-attributes.ts';
import { type CodeDeliveryDetails, type CodeMessage, deliverCode, type MessageContext } from './delivery.ts';

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
function makeConfirmationCode(
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
function assertConfirmationCode(
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
  if (!isSameText(hashOf(answer, salt), hash)) {
    throw new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.');
  }
}

/** What sending a code that is kept takes of a call. */
export type CodeContext = MessageContext & Pick<CallContext, 'store' | 'now'>;

/** A code to send. */
export interface CodeToSend extends Pick<CodeMessage, 'kind' | 'typedName' | 'clientMetadata'> {
  readonly purpose: CodePurpose;
  readonly attribute: Address;
  /** @default - the user's own address */
  readonly to?: string;
}

/** Makes a code, in place of the one before, and sends it. */
export async function sendCode(
  user: StoredUser,
  at: EventSource,
  { purpose, attribute, to = user.attributes[attribute] as string, ...message }: CodeToSend,
  context: CodeContext,
): Promise<CodeDeliveryDetails> {
  const { code, kept } = makeConfirmationCode(purpose, { attribute, address: to }, context.now());
  context.store.confirmationCodes.save(user, purpose, kept);
  return deliverCode(user, at, { ...message, attribute, code, to }, context);
}

/**
 * Sends a code to each address of a changed user that needs one.
 *
 * @returns where the codes went
 */
export async function sendVerifyingCodes(
  { user, toVerify }: ChangedUser,
  at: EventSource,
  message: Pick<CodeMessage, 'typedName' | 'clientMetadata'>,
  context: CodeContext,
): Promise<CodeDeliveryDetails[]> {
  const sent: CodeDeliveryDetails[] = [];
  for (const { attribute, to } of toVerify) {
    const code = { ...message, kind: 'UpdateUserAttribute', purpose: attribute, attribute, to } as const;
    sent.push(await sendCode(user, at, code, context));
  }
  return sent;
}

/**
 * Takes an answer to a code, and counts it where it is wrong. The code stays until its caller removes it.
 *
 * @param user undefined: one that doesn't exist, who gets the same answer as one that asked for no code
 * @throws CognitoError ExpiredCodeException, LimitExceededException, CodeMismatchException
 */
export function takeCode(
  answer: string,
  user: StoredUser | undefined,
  purpose: CodePurpose,
  { store, now }: Pick<CallContext, 'store' | 'now'>,
): { readonly user: StoredUser; readonly kept: ConfirmationCode } {
  const kept = user && store.confirmationCodes.find(user, purpose);
  try {
    assertConfirmationCode(answer, kept, now());
  } catch (error) {
    if (user && kept && error instanceof CognitoError && error.code === 'CodeMismatchException') {
      store.confirmationCodes.save(user, purpose, { ...kept, wrongAnswers: kept.wrongAnswers + 1 });
    }
    throw error;
  }
  return { user: user as StoredUser, kept };
}
