import { CodedError } from '../protocol/coded-error.ts';

/** A message could not be handed over. It may have been sent all the same where no answer came in time. For the log only. */
export class MessageNotSentError extends CodedError {
  override readonly name = 'MessageNotSentError';
  readonly code = 'message-not-sent';
}
