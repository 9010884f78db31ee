import type { AuthenticationResponse } from '../protocol/authentication.ts';
import type { call } from './call.ts';
import type { CallOptions, ClientConfig } from './config.ts';
import type { ResponseError, UnsupportedChallengeError } from './errors.ts';
import type { Step } from './step.ts';
import type { AuthStorage } from './storage.ts';
import type { Tokens } from './tokens.ts';

/** What Cognito answered: all that a step is made of, as plain data. Never a password or an answer. */
export interface Answered extends AuthenticationResponse {
  /** What goes along as USERNAME: the real name, as soon as Cognito has told it. */
  readonly username: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Keeps what outlives a sign-in. */
export interface Keeper {
  /** Where devices are remembered. */
  readonly storage: AuthStorage;
  /** Under which key something is kept there: of a user, or of the app client. */
  keyOf(...parts: readonly string[]): string;
  /** Keeps the sign-in that is pending; undefined forgets it. */
  keep(pending: Answered | undefined): Promise<void>;
  /** `now` is when Cognito gave them, by this machine's clock. */
  save(tokens: Tokens, now: number): Promise<void>;
}

/** What a request is in answer to: nothing, or a challenge. */
export interface Opening {
  readonly username: string;
  /** Only of the first request. */
  readonly AuthFlow?: string | undefined;
  readonly ChallengeName?: string | undefined;
  readonly Session?: string | undefined;
}

/**
 * What a sign-in runs on. The code for Cognito's own challenges is given it and imports nothing of it: so it can be a
 * file of its own, loaded when it is needed, in every bundler.
 */
export interface Machinery {
  readonly config: ClientConfig;
  readonly keeper: Keeper | undefined;
  readonly call: typeof call;
  readonly ResponseError: typeof ResponseError;
  readonly UnsupportedChallengeError: typeof UnsupportedChallengeError;
  /** One request, the user's name and the client's secret in it, and what Cognito answered. */
  send(asked: Opening, parameters: object, options?: CallOptions): Promise<Answered>;
  /**
   * Does what spends a challenge's session, once: again only where Cognito took neither the session nor the answer.
   *
   * @throws StaleStepError
   */
  once<Result>(pending: Answered, work: () => Promise<Result>): Promise<Result>;
  /** The step that Cognito's answer makes. */
  settle(answered: Answered, options?: CallOptions): Promise<Step>;
}
