import { CodedError } from '../protocol/coded-error.ts';

/**
 * The ledger can't be read or written: it isn't set, its table or its key doesn't answer, or the trigger's time is over.
 * Nobody gets in by it. For the log only; `cause` says what failed.
 */
export class LedgerUnavailableError extends CodedError {
  override readonly name = 'LedgerUnavailableError';
  readonly code = 'ledger-unavailable';
}

/** Nobody delivers the message: the function that does isn't named, or can't be invoked. For the log only. */
export class DeliveryUnavailableError extends CodedError {
  override readonly name = 'DeliveryUnavailableError';
  readonly code = 'delivery-unavailable';
}
