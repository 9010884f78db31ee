import { CodedError } from '../protocol/coded-error.ts';

/** A simulated sign-in was asked for what it can't do. Never thrown for what Cognito itself refuses. */
export class SimulationError extends CodedError {
  override readonly name = 'SimulationError';
  readonly code = 'simulation';
}

/** There is no fixture of that name. */
export class UnknownFixtureError extends CodedError {
  override readonly name = 'UnknownFixtureError';
  readonly code = 'unknown-fixture';
}
