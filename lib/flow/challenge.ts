import { demand, demandWhole } from './errors.ts';
import { type Factor, isFactor } from './factor.ts';
import { assertNeeds, type ChallengeNeeds } from './needs.ts';

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
   * challenge can't serve (no address, no device): with the values of its `decoy`, nobody can tell.
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
  /** 32 bytes that are the same for this name and label in this deployment, and unknown outside. */
  readonly stableBytes: (label: string) => Uint8Array;
}

/** What `create` and `decoy` return: one shape, so that nobody can tell them apart. */
export interface CreatedChallenge<Parameters extends StringMap = StringMap> {
  /** Sent to the client. */
  readonly parameters: Parameters;
  /** For `verify` only. Cognito seals it; the client never sees it. Not a place for a clear-text code. */
  readonly privateParameters?: StringMap;
  /** Handed to the next attempt at this ask, and to no other. Sealed too. Small: the whole session has 3 KB. */
  readonly state?: string;
  /** On a repeat: why the last answer did not pass. @default 'wrong' */
  readonly retry?: string;
  /**
   * For the log only, like a refusal's reason: why nothing was sent, say. A code to query by, of small letters and
   * dashes: `no-phone-number`. Anything else is not logged.
   */
  readonly note?: string;
  /**
   * For the log only, as an error: what failed where the user is to see no difference, a message that was not sent. Only
   * users that exist are sent something, so a `create` that throws for it tells who they are.
   */
  readonly error?: unknown;
}

/** What a challenge does. The parts stand in a module of their own, or inline for small ones. */
export interface ChallengeHandlers<Parameters extends StringMap = StringMap> {
  create(context: CreateContext): CreatedChallenge<Parameters> | Promise<CreatedChallenge<Parameters>>;
  /** True only for a right answer. Compare in constant time. */
  verify(context: VerifyContext): boolean | Promise<boolean>;
  /** The same shape as `create`, for a user that doesn't exist: nothing sent, values by `stableBytes`. */
  decoy(context: DecoyContext): CreatedChallenge<NoInfer<Parameters>> | Promise<CreatedChallenge<NoInfer<Parameters>>>;
}

/** Handlers of a challenge whose answer is more than a text. */
export interface ParsedChallengeHandlers<Parameters extends StringMap, Answer>
  extends Pick<ChallengeHandlers<Parameters>, 'create' | 'decoy'> {
  /** Reads the answer. A throw is a wrong answer, and so is a promise. */
  parseAnswer(text: string): Answer;
  verify(context: VerifyContext<Answer>): boolean | Promise<boolean>;
}

/** What the three triggers run, whatever the answer's type. */
export interface LoadedHandlers<Parameters extends StringMap = StringMap, Answer = unknown>
  extends Pick<ChallengeHandlers<Parameters>, 'create' | 'decoy'> {
  parseAnswer?(text: string): Answer;
  verify(context: VerifyContext<Answer>): boolean | Promise<boolean>;
}

/** What stands in the flow about a challenge: light enough for Define, which loads no sender. */
export interface ChallengeTraits {
  /** What passing it proves. */
  readonly factor: Factor;
  /** How many answers one ask takes before it has failed. 1 to 10. @default 3 */
  readonly attempts?: number;
  /** What it needs of its deployment. @default - nothing */
  readonly needs?: ChallengeNeeds;
}

/** Something the user must answer. Made by {@link defineChallenge}. */
export interface Challenge<Parameters extends StringMap = StringMap, Answer = unknown> {
  readonly factor: Factor;
  readonly attempts: number;
  readonly needs: ChallengeNeeds;
  load(): Promise<LoadedHandlers<Parameters, Answer>>;
}

/** The public parameters of a challenge, as the client gets them. */
export type ParametersOf<C> = C extends Challenge<infer Parameters, infer _Answer> ? Parameters : never;

/** The answer of a challenge, as the client gives it. */
export type AnswerOf<C> = C extends Challenge<infer _Parameters, infer Answer> ? Answer : never;

type Loaded<Handlers> = { load(): Promise<Handlers> };

/**
 * Declares a challenge: what it proves, how often it may be tried, and what creates and verifies it.
 *
 * @throws FlowDefinitionError if factor, attempts or needs make no sense.
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
  const { factor, attempts = 3, needs = {} } = definition;
  assertTraits({ factor, attempts, needs });
  const load = 'load' in definition ? definition.load : async () => definition;
  return Object.freeze({ factor, attempts, needs, load });
}

/** Throws unless the traits are what replay counts on and the deployment understands. */
export function assertTraits({ factor, attempts, needs }: Pick<Challenge, 'factor' | 'attempts' | 'needs'>): void {
  demand(isFactor(factor), 'factor must be knowledge, possession, both or none', factor);
  demandWhole('attempts', attempts, 1, 10);
  assertNeeds(needs);
}
