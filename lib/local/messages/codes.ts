import { CognitoError } from '../../protocol/index.ts';
import type { Call, PoolServices } from '../request/operation.ts';
import type { CodePurpose, ConfirmationCode } from '../store/confirmation-codes.ts';
import type { StoredUser } from '../store/users.ts';
import type { EventSource } from '../triggers/pool-triggers.ts';
import { assertConfirmationCode, makeConfirmationCode } from './confirmation-code.ts';
import { type Address, type CodeDeliveryDetails, type CodeMessage, deliverCode } from './delivery.ts';

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
  services: PoolServices,
  call: Call,
): Promise<CodeDeliveryDetails> {
  const { code, kept } = makeConfirmationCode(purpose, { attribute, address: to }, services.now());
  services.store.confirmationCodes.save(user, purpose, kept);
  return deliverCode(user, at, { ...message, attribute, code, to }, services, call);
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
  { store, now }: PoolServices,
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
