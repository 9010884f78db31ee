import { type ChallengeLimits, type LimitOptions, takeLimits } from './challenge-limits.ts';
import { demand, demandMembers, demandWhole } from './errors.ts';
import { type Factor, isFactor } from './factor.ts';
import { assertNeeds, type ChallengeNeeds } from './needs.ts';
import { fewestAnswers, isTooLikely, oddsOf } from './odds.ts';

/** Challenge parameters travel as Cognito's string maps. Declare yours with `type`, not `interface`. */
export type StringMap = Readonly<Record<string, string>>;

/** The user a challenge is made for. */
export interface ChallengeUser {
  /** The real user name, never the alias that was typed. A UUID where people sign in by e-mail. */
  readonly userName: string;
  /** Those that the challenge declares in `needs.attributes`, and `sub`. */
  readonly attributes: StringMap;
}

interface RoundContext {
  readonly user: ChallengeUser;
  readonly userPoolId: string;
  readonly clientId: string;
  /** What the client sent along with its last answer. Neither stored nor checked by Cognito: never trust it. */
  readonly clientMetadata: StringMap;
  /** Milliseconds since 1970. Use it instead of `Date.now()`, so that tests can move the clock. */
  readonly now: () => number;
  /** Aborts before Cognito's 5 seconds are over. Pass it to `fetch`. */
  readonly signal: AbortSignal;
  /** The platform's `fetch`. Use it instead of the global one, so that tests see what is sent. */
  readonly fetch: typeof fetch;
  /** The function's environment variables. Use it instead of `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What `create` gets. */
export interface CreateContext extends RoundContext {
  /** Which attempt at this ask it is, from 1. */
  readonly attempt: number;
  /** The `state` that the previous attempt at this same ask returned; undefined at the first. */
  readonly state: string | undefined;
  /**
   * 32 bytes that are the same for this user and label in this deployment, and unknown outside. For a user that a
   * challenge can't serve (no address, no device): with the values of its `decoy`, nobody can tell by one name. Who tries a
   * user's other names can, where they are shown: keep them private.
   */
  readonly stableBytes: (label: string) => Uint8Array;
}

/** What `verify` gets. */
export interface VerifyContext<Answer = string> extends RoundContext {
  readonly answer: Answer;
  /** What `create` kept for this round. The client never saw it. */
  readonly privateParameters: StringMap;
}

/** What `decoy` gets: nothing of any real user. */
export interface DecoyContext {
  /** The name that was asked for, as Cognito hands it on. */
  readonly userName: string;
  readonly attempt: number;
  readonly state: string | undefined;
  readonly now: () => number;
  /** The function's environment variables: what `create` makes of them, a decoy must look like. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** 32 bytes that are the same for this name and label in this deployment, and unknown outside. */
  readonly stableBytes: (label: string) => Uint8Array;
}

/** A message that goes out. Kept encrypted until `deliver` has it: its texts may hold a code. */
export type Message = StringMap & {
  /** Where it goes: an address, a number. */
  readonly to: string;
};

/** What `deliver` gets. */
export interface DeliverContext extends Omit<RoundContext, 'clientId' | 'clientMetadata'> {
  /** Whom it goes to, with the attributes that the challenge had when it made the message. */
  readonly user: ChallengeUser;
  /** Aborts when its time is over: after 22 seconds; without a ledger, in Create, before Cognito's 5. Pass it to `fetch`. */
  readonly signal: AbortSignal;
}

/** What `create` and `decoy` return: one shape, so that nobody can tell them apart. */
export interface CreatedChallenge<Parameters extends StringMap = StringMap> {
  /** Sent to the client. */
  readonly parameters: Parameters;
  /** For `verify` only. Cognito seals it; the client never sees it. Not a place for a clear-text code. */
  readonly privateParameters?: StringMap;
  /** Handed to the next attempt at this ask, and to no other. Sealed too. Small: the whole session has 3 KB. With `limits.messages` there must be one. */
  readonly state?: string;
  /** On a repeat: why the last answer did not pass. @default 'wrong' */
  readonly retry?: string;
  /**
   * What is to be sent, by a challenge with `limits.messages`, which then keeps what it drew in `state`. On a repeat only where the
   * state's is of no use any more. A `decoy` has none: that what it made is over, too, it says by `retry: 'expired'`.
   */
  readonly message?: Message;
  /**
   * For the log only, like a refusal's reason: why nothing was sent, say. A code to query by, of small letters and
   * dashes: `no-phone-number`. Anything else is not logged. Write it out: made of an answer, it may be one.
   */
  readonly note?: string;
  /**
   * For the log only, as an error: what failed where the user is to see no difference, a message that was not sent. Only
   * users that exist are sent something, so a `create` that throws for it tells who they are.
   */
  readonly error?: unknown;
}

/**
 * What `verify` came to. `once` names what a right answer used up: the code, the token. It passes once, in whichever sign-in,
 * and no second time within a day.
 */
export type Judgement = boolean | { readonly right: boolean; readonly once?: string };

/** What a challenge does. The parts stand in a module of their own, or inline for small ones. */
export interface ChallengeHandlers<Parameters extends StringMap = StringMap> {
  create(context: CreateContext): CreatedChallenge<Parameters> | Promise<CreatedChallenge<Parameters>>;
  /** Right only for a right answer. Compare in constant time. */
  verify(context: VerifyContext): Judgement | Promise<Judgement>;
  /** The same shape as `create`, for a user that doesn't exist: nothing sent, values by `stableBytes`. */
  decoy(context: DecoyContext): CreatedChallenge<NoInfer<Parameters>> | Promise<CreatedChallenge<NoInfer<Parameters>>>;
  /**
   * True: `verify` is run on what `decoy` made too, and what it comes to is dropped, so that its time doesn't tell who exists.
   * Say it only of a `verify` that writes nothing, calls nobody and can take a decoy's parameters. @default false
   */
  readonly judgesDecoys?: boolean;
  /**
   * Sends the message that `create` returned, in a function of its own. Only with `limits.messages`.
   *
   * It is called again if it throws MessageNotSentError: throw that only where the message certainly wasn't sent. What else it
   * throws leaves that open, and nothing is sent again.
   */
  deliver?(context: DeliverContext, message: Message): void | Promise<void>;
}

/** Handlers of a challenge whose answer is more than a text. */
export interface ParsedChallengeHandlers<Parameters extends StringMap, Answer>
  extends Pick<ChallengeHandlers<Parameters>, 'create' | 'decoy' | 'judgesDecoys' | 'deliver'> {
  /** Reads the answer. A throw is a wrong answer, and so is a promise. */
  parseAnswer(text: string): Answer;
  verify(context: VerifyContext<Answer>): Judgement | Promise<Judgement>;
}

/** What the three triggers run, whatever the answer's type. */
export interface LoadedHandlers<Parameters extends StringMap = StringMap, Answer = unknown>
  extends Pick<ChallengeHandlers<Parameters>, 'create' | 'decoy' | 'judgesDecoys' | 'deliver'> {
  parseAnswer?(text: string): Answer;
  verify(context: VerifyContext<Answer>): Judgement | Promise<Judgement>;
}

/**
 * Bytes that a sign-in may hold. Cognito carries metadata and parameters in the session, and refuses a session that is
 * too long; its exact limit is not documented, so this stays well below what has been seen to fail.
 */
export const MOST_SESSION_BYTES = 3072;

/**
 * The most bytes of what a challenge returns. `check` adds them up over the longest sign-in, which may have 3,072 in all.
 */
export interface ChallengeBytes {
  /** Of its `state`, written as JSON, without the quotes. Each attempt keeps one. @default 0 */
  readonly state?: number;
  /** Of its parameters, public and private, with their names. @default 0 */
  readonly parameters?: number;
}

/** What stands in the flow about a challenge: light enough for Define, which loads no sender. */
export interface ChallengeTraits {
  /** What passing it proves. */
  readonly factor: Factor;
  /** How many answers one ask takes before it has failed. 1 to 10. @default 3 */
  readonly attempts?: number;
  /**
   * How many answers there are to one that is right, all as likely: `10 ** 6` for a code of 6 digits, `10 ** 6 / 3` for a
   * TOTP that is right in three time steps. So many attempts in so many answers are the odds of a guess, and more than
   * 1 in 100,000 are refused; `check` adds them up over a sign-in. @default - not stated, and the verdict says so
   */
  readonly answers?: number;
  /** How much of Cognito's session it takes at most. @default - not stated, and the verdict says so */
  readonly bytes?: ChallengeBytes;
  /** What wrong answers cost, from one sign-in to the next. @default - see {@link GuessLimits} */
  readonly limits?: LimitOptions;
  /** What it needs of its deployment. @default - nothing */
  readonly needs?: ChallengeNeeds;
}

/** Something the user must answer. Made by {@link defineChallenge}. */
export interface Challenge<Parameters extends StringMap = StringMap, Answer = unknown> {
  readonly factor: Factor;
  readonly attempts: number;
  /** How many answers there are to one that is right. Absent where that isn't stated. */
  readonly answers?: number;
  /** How much of Cognito's session it takes at most. Absent where that isn't stated. */
  readonly bytes?: ChallengeBytes;
  /** Complete. */
  readonly limits: ChallengeLimits;
  readonly needs: ChallengeNeeds;
  load(): Promise<LoadedHandlers<Parameters, Answer>>;
}

/** The public parameters of a challenge, as the client gets them. */
export type ParametersOf<C> = C extends Challenge<infer Parameters, infer _Answer> ? Parameters : never;

/** The answer of a challenge, as the client gives it. */
export type AnswerOf<C> = C extends Challenge<infer _Parameters, infer Answer> ? Answer : never;

type Loaded<Handlers> = { load(): Promise<Handlers> };

const TRAITS: readonly string[] = ['factor', 'attempts', 'answers', 'bytes', 'limits', 'needs'];

/**
 * Declares a challenge: what it proves, how often it may be tried, and what creates and verifies it.
 *
 * @throws FlowDefinitionError if factor, attempts, answers, bytes, limits or needs make no sense, if guesses would be right in more than
 * 1 of 100,000 sign-ins, or if something else is declared.
 * @example
 * const favouriteColour = defineChallenge({
 *   factor: 'knowledge',
 *   load: () => import('./favourite-colour.ts'), // exports create, verify, decoy
 * });
 */
export function defineChallenge<Parameters extends StringMap, Answer>(
  definition: ChallengeTraits &
    (Loaded<ParsedChallengeHandlers<Parameters, Answer>> | ParsedChallengeHandlers<Parameters, Answer>),
): Challenge<Parameters, Answer>;
export function defineChallenge<Parameters extends StringMap>(
  definition: ChallengeTraits & (Loaded<ChallengeHandlers<Parameters>> | ChallengeHandlers<Parameters>),
): Challenge<Parameters, string>;
export function defineChallenge(definition: ChallengeTraits & (Loaded<LoadedHandlers> | LoadedHandlers)): Challenge {
  const apart = 'load' in Object(definition);
  const parts = apart ? ['load'] : ['create', 'verify', 'decoy', 'parseAnswer', 'judgesDecoys', 'deliver'];
  demandMembers('a challenge', definition, [...TRAITS, ...parts]);
  for (const part of apart ? ['load'] : ['create', 'verify', 'decoy']) {
    const value: unknown = Reflect.get(definition, part);
    demand(typeof value === 'function', `${part} must be a function`, value);
  }
  const { attempts = 3, needs = {} } = definition;
  const traits = takeTraits({ ...definition, attempts, needs });
  if (!apart) {
    const { deliver } = definition as LoadedHandlers;
    demand(
      (typeof deliver === 'function') === (traits.limits.messages !== undefined),
      'deliver must be a function where limits.messages is stated, and nothing where it is not',
      { deliver: typeof deliver, messages: traits.limits.messages },
    );
  }
  return Object.freeze({
    ...traits,
    load: apart ? (definition as Loaded<LoadedHandlers>).load : async () => definition as LoadedHandlers,
  });
}

/** Takes a copy of the traits that nobody can change. Throws unless they are what replay counts on and the deployment understands. */
export function takeTraits({
  factor,
  attempts,
  answers,
  bytes,
  limits,
  needs,
}: Omit<Challenge, 'load' | 'limits'> & Pick<ChallengeTraits, 'limits'>): Omit<Challenge, 'load'> {
  demand(isFactor(factor), 'factor must be knowledge, possession, both or none', factor);
  demandWhole('attempts', attempts, 1, 10);
  demand(
    answers === undefined || (Number.isFinite(answers) && answers >= 1),
    'answers must be a number from 1',
    answers,
  );
  // Who guesses a captcha has proven nothing yet.
  demand(
    factor === 'none' || !isTooLikely(oddsOf({ attempts, answers }) ?? 0),
    `guesses are right in more than 1 of 100,000 sign-ins: allow fewer attempts, or have ${fewestAnswers(attempts)} answers`,
    { attempts, answers },
  );
  if (bytes !== undefined) demandMembers('bytes', bytes, ['state', 'parameters']);
  for (const [part, most] of Object.entries(bytes ?? {})) demandWhole(`bytes.${part}`, most, 0, MOST_SESSION_BYTES);
  assertNeeds(needs);
  // As the deployment will get them: as JSON. Whoever holds the originals can't change what is granted.
  return JSON.parse(
    JSON.stringify({ factor, attempts, answers, bytes, limits: takeLimits(limits, { factor, answers, needs }), needs }),
    (_name, value) => Object.freeze(value),
  );
}
