import type { AuthClient, CallOptions, MaybeFlow, PendingStep, SignInInput, Step } from '../../client/index.ts';
import { callPage } from './call-page.ts';
import { problemOf } from './problem-of.ts';
import type { Problem, SignInState, StartState, StepState } from './sign-in-state.ts';

/** What answers a step of a flow: a union over its steps. */
export type StepAnswer<F extends MaybeFlow> = Parameters<PendingStep<F>['answer']>[0];

/** How a sign-in of {@link createSignIn} runs. */
export interface CreateSignInOptions {
  /** The clock: milliseconds since 1970. The same as the client's. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/** A sign-in without a look: where it is, and what can be done there. Its functions need no `this`, and never throw. */
export interface HeadlessSignIn<F extends MaybeFlow = undefined> {
  /** Where the sign-in is: the same object until it changes. */
  readonly getState: () => SignInState<F>;
  /** Calls the listener after each change. @returns what ends it */
  readonly subscribe: (listener: () => void) => () => void;
  /** Looks for a sign-in that was pending before a reload. After `end` it begins anew. Does nothing while it runs. */
  readonly begin: () => Promise<void>;
  /** Starts a sign-in. Nothing happens while a call is under way. */
  readonly start: (input: SignInInput<F>) => Promise<void>;
  /**
   * Answers the step; a function is given a signal that aborts with the sign-in, and makes the answer: a passkey's, say. Nothing
   * happens while a call is under way.
   */
  readonly answer: (answer: StepAnswer<F> | ((signal: AbortSignal) => Promise<StepAnswer<F>>)) => Promise<void>;
  /** Asks for the message again. Nothing happens where the step has no `resend`. */
  readonly resend: () => Promise<void>;
  /** Goes back to the choice: of the flow, or of Cognito's own, where it begins anew. Nothing happens where the step has no `back`. */
  readonly back: () => Promise<void>;
  /** Goes on without this challenge. Nothing happens where the step has no `skip`. */
  readonly skip: () => Promise<void>;
  /** Goes back to the start, the user's name kept, and aborts the call under way. */
  readonly restart: () => void;
  /** Ends timers and the call under way. Until `begin`, nothing happens any more. */
  readonly end: () => void;
}

/**
 * Makes a sign-in without a look, for markup of your own: it holds the state, starts, answers, counts the time, and says what
 * went wrong. Fits React's `useSyncExternalStore`.
 *
 * @example
 * const signIn = createSignIn(auth);
 * signIn.subscribe(() => show(signIn.getState()));
 * await signIn.begin();
 * await signIn.start({ username: 'alice@example.com' });
 */
export function createSignIn<F extends MaybeFlow = undefined>(
  auth: AuthClient<F>,
  { now = () => Date.now() }: CreateSignInOptions = {},
): HeadlessSignIn<F> {
  const listeners = new Set<() => void>();
  let state: SignInState<F> = { at: 'loading' };
  let username: string | undefined;
  /** Begins the sign-in once more, as far as that leads back to a choice of Cognito's own. */
  let again: ((options?: CallOptions) => Promise<Step<F>>) | undefined;
  let hasChosen = false;
  /** Aborts what is under way; undefined before the beginning and after the end. */
  let run: AbortController | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  const set = (next: SignInState<F>): void => {
    state = next;
    for (const listener of listeners) callPage(listener);
  };

  const toStart = (problem?: Problem): void => {
    clearInterval(timer);
    set({ at: 'start', busy: false, username, problem });
  };

  const enter = (step: Step<F>, how: Partial<Pick<StepState, 'resumed' | 'resent'>> = {}): void => {
    clearInterval(timer);
    if (step.tokens) {
      set({ at: 'done', tokens: step.tokens });
      return;
    }
    const { name, retry, attemptsLeft, retryAfter, resendAfter, expiresAt } = step as PendingStep;
    const isChoice = name === 'SELECT_CHALLENGE';
    const comesFromChoice = hasChosen && !isChoice;
    hasChosen ||= isChoice;
    const at = now();
    // By the clock: a timer for all of the time would stand still while the machine sleeps.
    timer = setInterval(() => {
      // What is under way may still be in time: Cognito tells.
      if (now() >= expiresAt && isFree()) restart({ kind: 'session' });
    }, 1000);
    set({
      at: 'step',
      // Cognito itself has no way back: who declined a passkey could only begin anew.
      step: { ...(comesFromChoice && again && { back: again }), ...step } as PendingStep<F>,
      busy: false,
      username,
      problem: retry === undefined ? undefined : { kind: retry, attemptsLeft },
      retryAt: retryAfter && at + retryAfter * 1000,
      resendAt: resendAfter && at + resendAfter * 1000,
      endsAt: expiresAt,
      resumed: false,
      resent: false,
      ...how,
    });
  };

  /** Aborts what is under way, and gives the next one its signal. */
  const abort = (): AbortController => {
    run?.abort();
    run = new AbortController();
    return run;
  };

  const restart = (problem?: Problem): void => {
    if (!run) return;
    abort();
    toStart(problem);
  };

  /** Makes a call, and goes where it leads: unless it was aborted meanwhile. */
  const go = async (
    call: (signal: AbortSignal) => Promise<Step<F> | undefined>,
    how?: Partial<Pick<StepState, 'resumed' | 'resent'>>,
    wasSent = () => true,
  ): Promise<void> => {
    const before = state;
    const { signal } = abort();
    if (isAsking(before)) set({ ...before, busy: true, problem: undefined });
    try {
      const step = await call(signal);
      if (signal.aborted) return;
      if (step) enter(step, how);
      else toStart();
    } catch (error) {
      if (signal.aborted) return;
      const { problem, stays } = problemOf(error);
      if (before.at !== 'step' || (wasSent() && !stays)) toStart(problem);
      else if (now() < before.endsAt) set({ ...before, busy: false, problem, resent: false });
      else toStart({ kind: 'session' });
    }
  };

  const isFree = (): boolean => run !== undefined && isAsking(state) && !state.busy;

  const online = (): void => {
    if (isAsking(state) && state.problem?.kind === 'offline') set({ ...state, problem: undefined });
  };

  const instead = (what: 'resend' | 'back' | 'skip') => async (): Promise<void> => {
    const ask = state.at === 'step' ? (state.step as PendingStep)[what] : undefined;
    if (!ask || !isFree()) return;
    await go((signal) => ask({ signal }) as Promise<Step<F>>, { resent: what === 'resend' });
  };

  return {
    getState: () => state,
    subscribe(listener) {
      // One that is given twice is told twice, and each ends for itself.
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    async begin() {
      if (run) return;
      globalThis.addEventListener?.('online', online);
      if (state.at !== 'loading') set({ at: 'loading' });
      await go(() => auth.resume(), { resumed: true });
    },
    async start(input) {
      if (state.at !== 'start' || !isFree()) return;
      username = input.username;
      hasChosen = false;
      const signIn = (options?: CallOptions): Promise<Step<F>> => auth.signIn(input, options as never);
      // A password isn't kept.
      again = input.password === undefined ? signIn : undefined;
      state = { ...state, username };
      await go((signal) => signIn({ signal }));
    },
    async answer(answer) {
      if (state.at !== 'step' || !isFree()) return;
      const { step } = state as StepState;
      let isMade = false;
      await go(
        async (signal) => {
          const given =
            typeof answer === 'function' ? await (answer as (signal: AbortSignal) => unknown)(signal) : answer;
          signal.throwIfAborted();
          isMade = true;
          return step.answer(given as never, { signal }) as Promise<Step<F>>;
        },
        {},
        () => isMade,
      );
    },
    resend: instead('resend'),
    back: instead('back'),
    skip: instead('skip'),
    restart: () => restart(),
    end() {
      globalThis.removeEventListener?.('online', online);
      clearInterval(timer);
      run?.abort();
      run = undefined;
    },
  };
}

const isAsking = <F extends MaybeFlow>(state: SignInState<F>): state is StartState | StepState<F> =>
  state.at === 'start' || state.at === 'step';
