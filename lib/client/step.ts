import type { AskedStep, AskedSteps, AsksPassword, Flow } from '../flow/index.ts';
import type { CallOptions } from './config.ts';
import type { Tokens } from './tokens.ts';

/** A flow's type, or undefined where the client isn't told one. */
export type MaybeFlow = Flow | undefined;

/** What a pool asks whose flow the client isn't told. */
type AnyAskedStep =
  | AskedStep<'choose', { readonly options: readonly string[] }, string>
  | AskedStep<string, Readonly<Record<string, string>>, string>;

/** A challenge to answer. */
export interface ChallengeStep<F extends MaybeFlow, Name extends string, Parameters, Answer> {
  /** The challenge's name in the flow; `choose`, where the user picks one; `CUSTOM_CHALLENGE`, where it has none. */
  readonly name: Name;
  /** What the challenge tells the client. */
  readonly parameters: Parameters;
  /** After a wrong answer: how many may still be given. */
  readonly attemptsLeft: number | undefined;
  /** After a wrong answer: why it did not pass. `wrong`, or the challenge's own word. */
  readonly retry: string | undefined;
  /**
   * Until when Cognito takes the answer, as far as the client knows: milliseconds since 1970, by this machine's clock.
   * {@link ClientConfig.sessionMinutes} after the step was asked for.
   */
  readonly expiresAt: number;
  /** Only at the end. */
  readonly tokens?: undefined;
  /**
   * Answers, once, and gives the next step: the same one anew after a wrong answer. A text is sent as it is, anything
   * else as JSON. After a NetworkError, or an abort, the same step may be answered again.
   *
   * @throws StaleStepError if it was answered before; SessionError if Cognito's session is over; ServiceError with the
   * code NotAuthorizedException if the sign-in is refused.
   */
  answer(answer: Answer, options?: CallOptions): Promise<Step<F>>;
}

/** The end of a sign-in. */
export interface SignedInStep {
  readonly name: 'signedIn';
  readonly tokens: Tokens;
}

type StepOf<F extends MaybeFlow, Asked> =
  Asked extends AskedStep<infer Name, infer Parameters, infer Answer>
    ? ChallengeStep<F, Name, Parameters, Answer>
    : never;

/** What a sign-in can ask, as a union that narrows by `name`; or, for any flow, by `tokens`. */
export type PendingStep<F extends MaybeFlow = undefined> = StepOf<F, F extends Flow ? AskedSteps<F> : AnyAskedStep>;

/** What a sign-in can ask, and its end. */
export type Step<F extends MaybeFlow = undefined> = PendingStep<F> | SignedInStep;

type PasswordInput<F extends MaybeFlow> = F extends Flow
  ? AsksPassword<F> extends true
    ? { readonly password: string }
    : { readonly password?: never }
  : { readonly password?: string };

/** Who signs in; the password too, where the flow asks it and only there. */
export type SignInInput<F extends MaybeFlow = undefined> = {
  /** The user name, or whatever the pool takes instead of it: an e-mail address, a phone number. */
  readonly username: string;
} & PasswordInput<F>;
