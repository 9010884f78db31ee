import { CodedError } from '../protocol/coded-error.ts';

/** The function lacks a setting: its environment has no such variable. For the log only. */
export class ConfigurationError extends CodedError {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration';
}

/** The base of what a call to AWS fails by; `code` never changes, the message may. For the log only. */
export abstract class AwsError extends CodedError {}

/** AWS could not be reached, or did not answer in time. What was asked may have been done all the same. */
export class AwsSilentError extends AwsError {
  override readonly name = 'AwsSilentError';
  readonly code = 'aws-silent';
  /** False: there was no connection, so nothing was asked. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, told: ErrorOptions & { readonly mayHaveArrived?: boolean } = {}) {
    const { mayHaveArrived = true, ...options } = told;
    super(message, options);
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** AWS answered, and refused. */
export class AwsRefusedError extends AwsError {
  override readonly name = 'AwsRefusedError';
  readonly code = 'aws-refused';
  /** Of the HTTP response. */
  readonly status: number;
  /** As AWS names the refusal: `ThrottlingException`. Empty where it doesn't. */
  readonly type: string;

  constructor(message: string, told: ErrorOptions & { readonly status?: number; readonly type?: string } = {}) {
    const { status = 0, type = '', ...options } = told;
    super(message, options);
    this.status = status;
    this.type = type;
  }
}
