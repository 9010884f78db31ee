import {
  answerCustomChallenge,
  beginCustomAuth,
  type CustomAuthOutcome,
  type CustomAuthSubject,
  continueAfterPassword,
  type Invoke,
  type PendingChallenge,
} from '../cognito/custom-auth-flow.ts';
import type { Outbox } from '../cognito/outbox.ts';
import { incorrectUsernameOrPassword } from '../cognito/trigger-failure.ts';
import type { AskedStep, AskedSteps, Flow } from '../flow/index.ts';
import { CognitoError } from '../protocol/index.ts';
import {
  CHOICE,
  type EncodedAnswer,
  encodeAnswer,
  encodeInstead,
  type Instead,
  type Round,
  readRound,
} from '../protocol/round.ts';
import type { TextMap } from '../protocol/text-map.ts';
import type { SimulatedClock } from './clock.ts';
import { SimulationError } from './errors.ts';
import type { LoggedLine } from './flow-handlers.ts';
import type { TriggerRecord } from './in-process-triggers.ts';

/** A challenge that waits for its answer, as the client sees it. */
export interface AskedVisitStep<Name extends string = string, Parameters = unknown> {
  readonly name: Name;
  readonly parameters: Parameters;
  /** After a wrong answer: how many may still be given. */
  readonly attemptsLeft: number | undefined;
  /** After a wrong answer: why it did not pass. `wait`, where it may not have been looked at. */
  readonly retry: string | undefined;
  /**
   * Seconds until an answer is looked at: too many were wrong, in whichever visits share the ledger.
   *
   * @example
   * visit.clock.advance({ seconds: step.retryAfter ?? 0 });
   */
  readonly retryAfter: number | undefined;
  /** How many seconds ago the message went out, in another visit: this one shares it. */
  readonly sentAgo: number | undefined;
  /** Seconds until a message may go out: none did. */
  readonly resendAfter: number | undefined;
  /** What may be asked for instead of answering. */
  readonly can: readonly Instead[] | undefined;
}

/** A sign-in that ended without tokens. */
export interface RefusedVisitStep {
  readonly name: 'refused';
  /** What the client would get. */
  readonly error: CognitoError;
  /** Why, as the handlers logged it: `challenge-failed`, or the flow's own word. Absent: they didn't refuse. */
  readonly reason?: string;
  /** What a handler or the flow threw: the error itself, which neither the client nor the log gets. */
  readonly cause?: unknown;
}

/** Where a simulated sign-in stands. A union that narrows by `name`. */
export type VisitStep<F> =
  | (AskedSteps<F> extends infer Asked
      ? Asked extends AskedStep<infer Name, infer Parameters, infer _Answer>
        ? AskedVisitStep<Name, Parameters>
        : never
      : never)
  | { readonly name: 'signedIn' }
  | RefusedVisitStep;

type OptionsOf<F> = Extract<AskedSteps<F>, { readonly name: typeof CHOICE }>['answer'];

/** What goes along with an answer. */
export interface AnswerOptions {
  /** All three triggers get it. */
  readonly clientMetadata?: TextMap;
}

/** What a visit is made of. */
export interface VisitParts {
  readonly subject: CustomAuthSubject;
  readonly invoke: Invoke;
  readonly clock: SimulatedClock;
  readonly outbox: Outbox;
  readonly events: readonly TriggerRecord[];
  readonly log: readonly LoggedLine[];
  readonly errors: readonly unknown[];
  /** What the flow did wrong when it was replayed last. */
  readonly flowError: () => unknown;
  /** What the simulation can't go on with: taken out of the list when it is thrown. */
  readonly faults: SimulationError[];
  readonly sessionMinutes: number;
  /** The secret of the device that signs in. Absent: it takes the one that it is offered first. */
  readonly device?: string | undefined;
}

interface Pending {
  readonly state: PendingChallenge;
  readonly round: Round;
  readonly issuedAt: number;
}

/** One simulated sign-in. Made by {@link simulate}. */
export class Visit<F extends Flow = Flow> {
  readonly clock: SimulatedClock;
  /** What was sent. Other visits may share it. */
  readonly outbox: Outbox;
  /** Each trigger's event in and output out, oldest first. */
  readonly events: readonly TriggerRecord[];
  /** What the handlers logged, oldest first: there it says why a sign-in was refused. */
  readonly log: readonly LoggedLine[];
  /**
   * What the handlers threw, with message and stack, oldest first: the log has only the name, code and frames of an error
   * that isn't Countersign's. Not what handlers of your own threw.
   */
  readonly errors: readonly unknown[];
  readonly #parts: VisitParts;
  #step: VisitStep<Flow> | undefined;
  #pending: Pending | undefined;
  #device: string | undefined;

  constructor(parts: VisitParts) {
    this.#parts = parts;
    this.#device = parts.device;
    this.clock = parts.clock;
    this.outbox = parts.outbox;
    this.events = parts.events;
    this.log = parts.log;
    this.errors = parts.errors;
  }

  /** Where the sign-in stands now. */
  get step(): VisitStep<F> {
    if (!this.#step) throw new SimulationError('the sign-in has not begun: await simulate(…)');
    return this.#step as VisitStep<F>;
  }

  /**
   * The secret of the device that signs in: the one that was given, or that it was offered first. After a right answer it is known.
   *
   * @example
   * await simulate(signIn, alice, { ledger, clock, device: visit.device });
   */
  get device(): string | undefined {
    return this.#device;
  }

  /**
   * Answers the step that waits, as the project's client does: a text as it is, anything else as JSON, and what is
   * picked in a choice as `ClientMetadata.choice` too. A wrong answer isn't an error: look at the step.
   *
   * @returns the next step.
   * @throws SimulationError if no challenge waits, or a challenge does what can't be simulated; CognitoError if its session was used already.
   * @example
   * const step = await visit.answer('123456');
   */
  answer(answer: AskedSteps<F>['answer'], { clientMetadata }: AnswerOptions = {}): Promise<VisitStep<F>> {
    return this.#respond((round) => encodeAnswer(round, answer, clientMetadata));
  }

  /**
   * Asks for the message again, instead of answering.
   *
   * @returns the next step: of the same challenge and attempt.
   * @throws SimulationError unless the step's `can` has it; as {@link answer}
   */
  async resend(options?: AnswerOptions): Promise<VisitStep<F>> {
    return this.#ask('resend', options);
  }

  /** Asks for the choice again that led to the step's challenge. @throws as {@link resend} */
  async back(options?: AnswerOptions): Promise<VisitStep<F>> {
    return this.#ask('back', options);
  }

  /** Goes on without the step's challenge. @throws as {@link resend} */
  async skip(options?: AnswerOptions): Promise<VisitStep<F>> {
    return this.#ask('skip', options);
  }

  #ask(instead: Instead, { clientMetadata }: AnswerOptions = {}): Promise<VisitStep<F>> {
    const { name, can = [] } = this.step as Partial<AskedVisitStep>;
    if (this.#pending && !can.includes(instead)) {
      throw new SimulationError(
        `${instead} isn't possible: the step, ${name}, can ${can.join(', ') || 'only be answered'}`,
      );
    }
    return this.#respond(() => encodeInstead(instead, clientMetadata));
  }

  async #respond(encode: (round: Round) => EncodedAnswer): Promise<VisitStep<F>> {
    const { name } = this.step;
    if (name === 'signedIn' || name === 'refused') {
      throw new SimulationError(`the sign-in has ended (${name}): there is nothing to answer`);
    }
    const pending = this.#pending;
    // Used up at once: of two answers to one challenge, the second is too late.
    this.#pending = undefined;
    if (!pending) throw invalidSession('for the user, session can only be used once.');
    const { subject, invoke, clock, sessionMinutes } = this.#parts;
    const { text, clientMetadata } = encode(pending.round);
    const device = this.#device;
    const told = device === undefined ? clientMetadata : { device, ...clientMetadata };
    return this.#moveOn(async () => {
      if (clock.now() - pending.issuedAt > sessionMinutes * 60_000) {
        throw invalidSession('for the user, session is expired.');
      }
      return answerCustomChallenge(subject, pending.state, { answer: text, clientMetadata: told }, invoke);
    });
  }

  /**
   * Picks, where the step is `choose`.
   *
   * @throws SimulationError if the step is another one.
   */
  async choose(option: OptionsOf<F>, options?: AnswerOptions): Promise<VisitStep<F>> {
    const { name }: { readonly name: string } = this.step;
    if (name !== CHOICE) throw new SimulationError(`there is nothing to choose: the step is ${name}`);
    return this.answer(option, options);
  }

  /**
   * Begins the sign-in anew, with the same user, clock and outbox: what InitiateAuth does, and the password's step
   * where Cognito asks it. {@link simulate} has called it once.
   *
   * @param password begins with SRP_A, and gives the right or a wrong password when asked
   */
  begin(password?: 'right' | 'wrong'): Promise<VisitStep<F>> {
    const { subject, invoke } = this.#parts;
    return this.#moveOn(async () => {
      const outcome = await beginCustomAuth(subject, invoke, { srpA: password !== undefined });
      if (outcome.kind !== 'passwordVerifier') return outcome;
      // Cognito refuses a wrong password itself, and asks Define nothing. Nobody has no password.
      if (password === 'wrong' || subject.userNotFound === true) throw incorrectUsernameOrPassword();
      return continueAfterPassword(subject, outcome.state, {}, invoke);
    });
  }

  async #moveOn(call: () => Promise<CustomAuthOutcome>): Promise<VisitStep<F>> {
    const [logged, thrown] = [this.log.length, this.errors.length];
    try {
      this.#step = this.#read(await call());
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      this.#step = { name: 'refused', error, ...this.#whySince(logged, thrown) };
    }
    const [fault] = this.#parts.faults.splice(0);
    // Whatever the handlers made of it: to the client it looks like any refusal, or like nothing.
    if (fault) throw fault;
    return this.step;
  }

  /** Why the handlers refused, by what they logged and threw since then. */
  #whySince(logged: number, thrown: number): Pick<RefusedVisitStep, 'reason' | 'cause'> {
    const said = this.log.slice(logged).findLast(({ fields }) => fields?.reason !== undefined);
    const reason = said?.fields.reason;
    const cause = this.errors.slice(thrown).at(-1) ?? (reason === undefined ? undefined : this.#parts.flowError());
    return {
      ...(reason !== undefined && { reason }),
      ...(cause !== undefined && { cause }),
    };
  }

  #read(outcome: CustomAuthOutcome): VisitStep<Flow> {
    if (outcome.kind === 'tokens') return { name: 'signedIn' };
    // Whatever else Define names, no answer to it is taken.
    if (outcome.kind !== 'challenge') return { name: 'refused', error: invalidSession('provided for the user.') };
    const round = readRound(outcome.publicParameters);
    this.#pending = { state: outcome.state, round, issuedAt: this.clock.now() };
    const { device, sessionSeconds: _, ...step } = round;
    this.#device ??= device;
    return step as VisitStep<Flow>;
  }
}

const invalidSession = (text: string): CognitoError =>
  new CognitoError('NotAuthorizedException', `Invalid session ${text}`);
