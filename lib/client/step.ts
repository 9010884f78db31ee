import type { AskedStep, AskedSteps, AsksPassword, Flow } from '../flow/index.ts';
import type { CHOICE, ChoiceParameters } from '../protocol/round.ts';
import type { TextMap } from '../protocol/text-map.ts';
import type { CallOptions } from './client-config.ts';
import type { CognitoFlow, CognitoFlows, FirstFactor, MfaAskedStep } from './cognito-step.ts';
import type { Tokens } from './tokens.ts';

/** A flow's type, the AuthFlow of a sign-in of Cognito's own, or undefined where the client isn't told. */
export type MaybeFlow = Flow | CognitoFlow | undefined;

/** What a pool asks whose flow the client isn't told. */
type AnyAskedStep = AskedStep<typeof CHOICE, ChoiceParameters, string> | AskedStep<string, TextMap, string>;

/** A challenge to answer. */
export interface ChallengeStep<F extends MaybeFlow, Name extends string, Parameters, Answer> {
  /**
   * The challenge's name in the flow; `choose`, where the user picks one; `CUSTOM_CHALLENGE`, where it has none. One of
   * Cognito's own challenges has Cognito's name.
   */
  readonly name: Name;
  /** What the challenge tells the client. */
  readonly parameters: Parameters;
  /** After a wrong answer to a challenge of the flow: how many may still be given. */
  readonly attemptsLeft: number | undefined;
  /**
   * After a wrong answer to a challenge of the flow: why it did not pass. `wrong`, or the challenge's own word. `wait`, where it
   * may not have been looked at: too many were wrong before it. That says nothing of the answer. `used`, where it
   * was right and has passed in another sign-in before.
   */
  readonly retry: string | undefined;
  /**
   * Seconds until an answer to this challenge of the flow is looked at, from when the step is given: too many were wrong, in
   * this sign-in or before it. An answer given sooner passes nothing and costs one of `attemptsLeft`, be it right. At most a
   * day; undefined where answers are looked at at once.
   *
   * @example
   * const { retryAfter = 0, expiresAt } = step;
   * show(`Too many answers were wrong. Wait ${retryAfter} seconds.`);
   * await new Promise((resolve) => setTimeout(resolve, retryAfter * 1000));
   * // Cognito forgets a sign-in that waits for too long: then it begins anew, and else the step is answered.
   * if (Date.now() >= expiresAt) step = await auth.signIn({ username });
   */
  readonly retryAfter: number | undefined;
  /**
   * How many seconds ago the message of this challenge of the flow went out, from when the step is given: it was sent in a
   * sign-in just before, and nothing new is sent. Undefined where this step sent one, or where none was.
   *
   * @example
   * if (step.sentAgo !== undefined) show(`The code was sent ${step.sentAgo} seconds ago.`);
   */
  readonly sentAgo: number | undefined;
  /**
   * Seconds until a message may be sent again, from when the step is given: nothing was sent, as too many were before.
   * Undefined otherwise.
   *
   * @example
   * if (step.resendAfter !== undefined) show(`No code was sent. Sign in again in ${step.resendAfter} seconds.`);
   */
  readonly resendAfter: number | undefined;
  /**
   * Until when Cognito takes the answer, as far as the client knows: milliseconds since 1970, by this machine's clock. As long after
   * the step was asked for as the flow's trigger says; where it says nothing, and of Cognito's own challenges,
   * {@link ClientConfig.sessionMinutes}.
   */
  readonly expiresAt: number;
  /** Only at the end. */
  readonly tokens?: undefined;
  /**
   * Answers, once, and gives the next step: the same one anew after a wrong answer to a challenge of the flow. A text is
   * sent as it is, anything else as JSON.
   *
   * The same step may be answered again after a NetworkError, an abort, an error with a status from 500 on, and where
   * Cognito refuses the answer and not the sign-in, as it does on its own challenges: CodeMismatchException,
   * InvalidPasswordException, InvalidParameterException. Had Cognito taken the session before the connection broke, that
   * ends in a SessionError with the reason `used`. Not so PASSWORD_SRP, if its second request was the one that broke: Cognito has taken the
   * session by then.
   *
   * @throws ConfigurationError, before anything is sent, if JSON can't write the answer, or one of Cognito's own challenges
   * takes another type; StaleStepError if it was answered before, or the user has signed out since; SessionError if
   * Cognito's session is over; ServiceError with the
   * code NotAuthorizedException if the sign-in is refused, and the reason `attempts` if that was the last answer that the
   * challenge took.
   */
  answer(answer: Answer, options?: CallOptions): Promise<Step<F>>;
  /**
   * Asks for the message of this challenge of the flow again, instead of answering, and gives the step anew, the attempt the same. It went
   * out again, or another one did; where it may not yet, `resendAfter` says when, and the one before is as good as it was. Uses up
   * the step, as `answer` does. Undefined where there is no message, or it was asked for too often.
   *
   * @throws as `answer`
   * @example
   * if (step.resend) step = await step.resend();
   */
  readonly resend?: ((options?: CallOptions) => Promise<Step<F>>) | undefined;
  /** Goes back to the choice that led here, and gives it. Uses up the step. Undefined where there was none. @throws as `answer` */
  readonly back?: ((options?: CallOptions) => Promise<Step<F>>) | undefined;
  /** Goes on without this challenge, and gives the next step. Uses up the step. Undefined where it must be passed. @throws as `answer` */
  readonly skip?: ((options?: CallOptions) => Promise<Step<F>>) | undefined;
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

/** Only after a password does Cognito ask anything of its own within a flow. */
type FlowAskedStep<F extends Flow> = AskedSteps<F> | (AsksPassword<F> extends true ? MfaAskedStep : never);

type AskedIn<F extends MaybeFlow> = F extends Flow
  ? FlowAskedStep<F>
  : F extends CognitoFlow
    ? CognitoFlows[F]
    : AnyAskedStep;

/** What a sign-in can ask, as a union that narrows by `name`; or, for any flow, by `tokens`. */
export type PendingStep<F extends MaybeFlow = undefined> = StepOf<F, AskedIn<F>>;

/** What a sign-in can ask, and its end. */
export type Step<F extends MaybeFlow = undefined> = PendingStep<F> | SignedInStep;

interface WithPassword {
  readonly password: string;
}

interface WithoutPassword {
  readonly password?: never;
}

interface WithPreference {
  /** For PASSWORD and PASSWORD_SRP. @default - none: Cognito asks for it, where it is what the user picks */
  readonly password?: string;
  /**
   * What to begin with, where the user can.
   * @default - `PASSWORD_SRP` where there is a password; else Cognito asks (SELECT_CHALLENGE)
   */
  readonly preferredChallenge?: FirstFactor;
}

type PasswordInput<F extends MaybeFlow> = F extends Flow
  ? AsksPassword<F> extends true
    ? WithPassword
    : WithoutPassword
  : F extends 'USER_AUTH'
    ? WithPreference
    : F extends CognitoFlow
      ? WithPassword
      : Partial<WithPassword>;

/** Who signs in; the password too, where the flow asks it and only there. */
export type SignInInput<F extends MaybeFlow = undefined> = {
  /** The user name, or whatever the pool takes instead of it: an e-mail address, a phone number. */
  readonly username: string;
} & PasswordInput<F>;
