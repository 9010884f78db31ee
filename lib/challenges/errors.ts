import { CodedError } from '../protocol/coded-error.ts';

/** The base of every error of a ready-made challenge; `code` never changes, the message may. For the log only. */
export abstract class ChallengeError extends CodedError {}

/** The function lacks a setting that the challenge needs. */
export class ConfigurationError extends ChallengeError {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration';
}

/** A message could not be handed over. It may have been sent all the same where no answer came in time. */
export class MessageNotSentError extends ChallengeError {
  override readonly name = 'MessageNotSentError';
  readonly code = 'message-not-sent';
}
