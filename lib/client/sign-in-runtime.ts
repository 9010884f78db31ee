import type { AuthenticationResponse } from '../protocol/authentication.ts';
import type { call } from './call.ts';
import type { CallOptions, ClientConfig } from './client-config.ts';
import type { ConfigurationError, ResponseError, UnsupportedChallengeError } from './errors.ts';
import type { FirstCallOptions } from './sign-in-options.ts';
import type { Step } from './step.ts';
import type { AuthStorage } from './storage.ts';
import type { Tokens } from './tokens.ts';
import type { within } from './within.ts';

/** Cognito's response, with what else a step is made of, as plain data. Never a password or an answer. */
export interface SignInResponse extends AuthenticationResponse {
  /** What goes along as USERNAME: the real name, as soon as Cognito has told it. */
  readonly username: string;
  /** Until when the challenge may be answered. Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What a request is about: the user, and the AuthFlow that it begins or the challenge that it answers. */
export interface RequestSubject {
  readonly username: string;
  /** Only of the first request. */
  readonly AuthFlow?: string | undefined;
  readonly ChallengeName?: string | undefined;
  readonly Session?: string | undefined;
}

/** Keeps what outlives a sign-in, until the user signs out: then `keep` and `save` throw StaleStepError. */
export interface Keeper {
  /** Where devices are remembered. */
  readonly storage: AuthStorage;
  /** Under which key something is kept there: of a user, or of the app client. */
  keyOf(...parts: readonly string[]): string;
  /** Keeps the sign-in that is pending; undefined forgets it. */
  keep(pending: SignInResponse | undefined): Promise<void>;
  /** `now` is when Cognito gave them, by this machine's clock. */
  save(tokens: Tokens, now: number): Promise<void>;
}

/**
 * What a sign-in runs on. The code for Cognito's own challenges is given it and imports nothing of it: so it can be a
 * file of its own, loaded when it is needed, in every bundler.
 */
export interface SignInRuntime {
  readonly config: ClientConfig;
  readonly keeper: Keeper | undefined;
  readonly call: typeof call;
  readonly within: typeof within;
  readonly ConfigurationError: typeof ConfigurationError;
  readonly ResponseError: typeof ResponseError;
  readonly UnsupportedChallengeError: typeof UnsupportedChallengeError;
  /** Sends one request, the user's name and the client's secret in it. */
  send(subject: RequestSubject, parameters: object, options?: FirstCallOptions): Promise<SignInResponse>;
  /**
   * Does what spends a challenge's session, once: again only where Cognito took neither the session nor the answer, as
   * the code of its error tells.
   *
   * @throws StaleStepError
   */
  once<Result>(pending: SignInResponse, work: () => Promise<Result>, answerAgain?: RegExp): Promise<Result>;
  /** The step that Cognito's response makes. */
  nextStep(response: SignInResponse, options?: CallOptions): Promise<Step>;
}
