import type { MaybeFlow, PendingStep, Tokens } from '../../client/index.ts';

/** Why an answer did not pass, or a call failed. */
export interface Problem {
  /**
   * `wrong`, `expired`, `wait`, `used`, or the challenge's own word: what the step says.
   *
   * `attempts`: that was the last answer that the challenge took. `refused`: Cognito refuses the sign-in. `session`: it took too long.
   * `offline`: Cognito could not be reached. `tooMany`: too many calls. `cancelled`: the passkey was not used. `password`: the new
   * password isn't good enough. `invalid`: Cognito can't take what was sent. `failed`: anything else.
   */
  readonly kind:
    | 'wrong'
    | 'expired'
    | 'wait'
    | 'used'
    | 'attempts'
    | 'refused'
    | 'session'
    | 'offline'
    | 'tooMany'
    | 'cancelled'
    | 'password'
    | 'invalid'
    | 'failed'
    | (string & {});
  /** How many answers the challenge still takes. */
  readonly attemptsLeft?: number | undefined;
  /** What was thrown; undefined where nothing was, after a wrong answer to a challenge of the flow. */
  readonly error?: unknown;
}

/** Nobody has signed in yet. */
export interface StartState {
  readonly at: 'start';
  /** Whether a call is under way. */
  readonly busy: boolean;
  /** Who tried before. */
  readonly username?: string | undefined;
  readonly problem?: Problem | undefined;
}

/** A challenge is asked. */
export interface StepState<F extends MaybeFlow = undefined> {
  readonly at: 'step';
  readonly step: PendingStep<F>;
  /** Whether a call is under way. */
  readonly busy: boolean;
  /** Who signs in; undefined after a reload. */
  readonly username?: string | undefined;
  readonly problem?: Problem | undefined;
  /** From when on a message may be sent again. Milliseconds since 1970; undefined where it may at once. */
  readonly resendAt?: number | undefined;
  /** From when on an answer is looked at. Milliseconds since 1970; undefined where it is at once. */
  readonly retryAt?: number | undefined;
  /** Until when Cognito takes the answer. Milliseconds since 1970. */
  readonly endsAt: number;
  /** Whether a reload came before: then no user pressed anything that led here. */
  readonly resumed: boolean;
  /** Whether a message was just sent because the user asked for it again. */
  readonly resent: boolean;
}

/** Where a sign-in is, as a union that narrows by `at`. Never changed: each change makes a new one. */
export type SignInState<F extends MaybeFlow = undefined> =
  /** The client looks for a sign-in that was pending before a reload. */
  { readonly at: 'loading' } | StartState | StepState<F> | { readonly at: 'done'; readonly tokens: Tokens };
