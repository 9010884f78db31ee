/** The base of every error of a wrong use of this folder; `code` never changes, the message may. */
export abstract class TestingError extends Error {
  abstract readonly code: string;
}

/** A simulated sign-in was asked for what it can't do. Never thrown for what Cognito itself refuses. */
export class SimulationError extends TestingError {
  override readonly name = 'SimulationError';
  readonly code = 'simulation';
}

/** There is no fixture of that name. */
export class UnknownFixtureError extends TestingError {
  override readonly name = 'UnknownFixtureError';
  readonly code = 'unknown-fixture';
}

/** A code was asked for, and no message held one. */
export class NoCodeError extends TestingError {
  override readonly name = 'NoCodeError';
  readonly code = 'no-code';
}
