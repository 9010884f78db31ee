import { CodedError } from '../protocol/coded-error.ts';

/** A message certainly wasn't sent: it was refused, or nobody could be reached. For the log only. */
export class MessageNotSentError extends CodedError {
  override readonly name = 'MessageNotSentError';
  readonly code = 'message-not-sent';
}

/** A message may have been sent, or not: no answer came in time, or one that leaves it open. For the log only. */
export class MessageMaybeSentError extends CodedError {
  override readonly name = 'MessageMaybeSentError';
  readonly code = 'message-maybe-sent';
}
