import {
  type AuthClient,
  type AuthError,
  NetworkError,
  PasskeyError,
  type PendingStep,
  ServiceError,
  SessionError,
  StaleStepError,
  type Step,
  type Tokens,
} from '../../../lib/client/index.ts';

/** What one call of a script is answered with: a step, tokens, or an error. */
export type Scripted =
  | { readonly signedIn: true }
  | {
      readonly error: string;
      readonly code?: string;
      readonly message?: string;
      readonly reason?: string;
      readonly status?: number;
    }
  | 'never'
  | (Partial<Omit<PendingStep, 'answer' | 'resend' | 'back' | 'skip' | 'expiresAt' | 'parameters'>> & {
      readonly name: string;
      readonly parameters?: object;
      /** Seconds until the step ends. @default 180 */
      readonly endsIn?: number;
      readonly can?: readonly ('resend' | 'back' | 'skip')[];
      /** How long the answer takes, in milliseconds. @default 0 */
      readonly takes?: number;
    });

/** A call that was made: which, and with what. */
export type Call = readonly [operation: string, given: unknown];

const ERRORS = { NetworkError, PasskeyError, ServiceError, SessionError, StaleStepError };

/** An error as the client throws it. */
function errorOf({ error, code, message = '', reason, status = 400 }: Extract<Scripted, { error: string }>): unknown {
  if (error === 'PasskeyError') return new PasskeyError(reason ?? '');
  if (error === 'Error') return new Error(message);
  const made: AuthError = new ERRORS[error as 'NetworkError'](message);
  if (made instanceof ServiceError) Object.assign(made, { code, status }, reason && { reason });
  return made;
}

const tokens: Tokens = { accessToken: 'access', idToken: 'id', refreshToken: 'refresh' } as unknown as Tokens;

/** A client that answers each call with what comes next in a script, and notes what it was given. Steps are the client's in shape. */
export function scriptedAuth(
  script: readonly Scripted[],
  { resumed, now = Date.now }: { resumed?: Scripted | undefined; now?: () => number } = {},
) {
  const left = [...script];
  const calls: Call[] = [];
  const aborted: string[] = [];

  const answerWith = async (next: Scripted | undefined, operation: string, signal?: AbortSignal): Promise<Step> => {
    signal?.addEventListener('abort', () => aborted.push(operation));
    if (next === undefined) throw new Error(`the script has no answer to ${operation}`);
    if (next === 'never')
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    if ('error' in next) throw errorOf(next);
    if ('signedIn' in next) return { name: 'signedIn', tokens };
    const { can = [], endsIn = 180, takes = 0, parameters = {}, ...told } = next;
    if (takes > 0) await new Promise((resolve) => setTimeout(resolve, takes));
    const go = (name: string) => (given: unknown, options?: { signal?: AbortSignal }) => {
      calls.push([name, given]);
      return answerWith(left.shift(), name, options?.signal);
    };
    return {
      attemptsLeft: undefined,
      retry: undefined,
      ...told,
      parameters,
      expiresAt: now() + endsIn * 1000,
      answer: go('answer'),
      ...Object.fromEntries(
        can.map((name) => [name, (options?: { signal?: AbortSignal }) => go(name)(undefined, options)]),
      ),
    } as Step;
  };

  const auth = {
    async signIn(input: unknown, options?: { signal?: AbortSignal }) {
      calls.push(['signIn', input]);
      return answerWith(left.shift(), 'signIn', options?.signal);
    },
    async resume() {
      return resumed === undefined ? undefined : answerWith(resumed, 'resume');
    },
    tokens: async () => undefined,
    signOut: async () => {},
    onChange: () => () => {},
  } as unknown as AuthClient;
  return { auth, calls, aborted };
}
