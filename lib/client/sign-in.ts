import type { AuthenticationResponse } from '../protocol/authentication.ts';
import { call } from './call.ts';
import { type CallOptions, type ClientConfig, nowOf } from './config.ts';
import { ResponseError, ServiceError, StaleStepError, UnsupportedChallengeError } from './errors.ts';
import { hashOf } from './hash-of.ts';
import type { MaybeFlow, PendingStep, SignInInput, Step } from './step.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** What a step is made of, as plain data. Never a password or an answer. */
export interface Pending {
  readonly Session: string;
  readonly ChallengeParameters: Readonly<Record<string, string>>;
  /** What goes along as USERNAME: the real name, as soon as Cognito has told it. */
  readonly username: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Starts a custom sign-in and gives its first step. Keeps nothing: `createAuthClient` keeps tokens and reloads too.
 *
 * @throws ServiceError, NetworkError, ResponseError, UnsupportedChallengeError, ConfigurationError.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 * @example
 * let step = await startSignIn<SignIn>({ userPoolId, clientId }, { username: 'alice@example.com' });
 * if (step.name === 'emailOtp') step = await step.answer(code);
 */
export const startSignIn = <F extends MaybeFlow = undefined>(
  config: ClientConfig,
  input: SignInInput<F>,
  options?: CallOptions,
): Promise<Step<F>> => signInWith(config).begin(input, options) as Promise<Step<F>>;

/** Signs in with a config, keeping what there is to keep. */
export function signInWith(
  config: ClientConfig,
  keepPending = async (_pending: Pending | undefined): Promise<void> => {},
  keepTokens = async (_tokens: Tokens): Promise<void> => {},
) {
  /** The sessions that were sent: none is sent twice. */
  const spent = new Set<string>();

  /** One request, and what Cognito answered. `undo` is called where Cognito didn't take the session. */
  const round = async (
    operation: string,
    username: string,
    requestOf: (names: object) => object,
    { clientMetadata: ClientMetadata, signal }: CallOptions = {},
    undo?: () => Promise<void>,
  ): Promise<Step> => {
    const sentAt = nowOf(config);
    let response: AuthenticationResponse;
    try {
      const names = { USERNAME: username, SECRET_HASH: await hashOf(config, username) };
      const request = { ClientId: config.clientId, ClientMetadata, ...requestOf(names) };
      response = await call<AuthenticationResponse>(config, operation, request, signal);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code === 'TooManyRequestsException') await undo?.();
      throw error;
    }
    const { AuthenticationResult, ChallengeName, ChallengeParameters = {}, Session } = response;
    if (AuthenticationResult) {
      const tokens = tokensOf(AuthenticationResult, nowOf(config));
      await keepTokens(tokens);
      return { name: 'signedIn', tokens };
    }
    if (!ChallengeName || !Session) throw new ResponseError('no answer of Cognito: no challenge');
    // Other challenges than ours plug in here.
    if (ChallengeName !== 'CUSTOM_CHALLENGE') throw new UnsupportedChallengeError(ChallengeName);
    const pending: Pending = {
      Session,
      ChallengeParameters,
      // After steps of Cognito's own it has been seen to be missing.
      username: ChallengeParameters.USERNAME ?? username,
      expiresAt: sentAt + (config.sessionMinutes ?? 3) * 60_000,
    };
    await keepPending(pending);
    return stepOf(pending);
  };

  const stepOf = (pending: Pending): PendingStep => {
    const { Session, ChallengeParameters, username, expiresAt } = pending;
    const { USERNAME, challenge: name = 'CUSTOM_CHALLENGE', attemptsLeft, retry, ...parameters } = ChallengeParameters;
    const isChoice = name === 'choose';
    return {
      name,
      parameters: isChoice ? { ...parameters, options: JSON.parse(parameters.options ?? '[]') } : parameters,
      attemptsLeft: attemptsLeft ? Number(attemptsLeft) : undefined,
      retry,
      expiresAt,
      async answer(answer: unknown, { clientMetadata, signal }: CallOptions = {}) {
        if (spent.has(Session)) throw new StaleStepError('this step was answered before');
        spent.add(Session);
        await keepPending(undefined);
        const ANSWER = typeof answer === 'string' ? answer : JSON.stringify(answer);
        return round(
          'RespondToAuthChallenge',
          username,
          (names) => ({ ChallengeName: 'CUSTOM_CHALLENGE', Session, ChallengeResponses: { ...names, ANSWER } }),
          // Define and Create never see the answer: this tells them what was picked.
          { signal, clientMetadata: isChoice ? { ...clientMetadata, choice: ANSWER } : clientMetadata },
          () => {
            spent.delete(Session);
            return keepPending(pending);
          },
        );
      },
    } as PendingStep;
  };

  const begin = async ({ username, password }: SignInInput, options?: CallOptions): Promise<Step> => {
    // Cognito's own password step wants SRP, which this client doesn't speak.
    if (password !== undefined) throw new UnsupportedChallengeError('PASSWORD_VERIFIER');
    return round('InitiateAuth', username, (AuthParameters) => ({ AuthFlow: 'CUSTOM_AUTH', AuthParameters }), options);
  };

  return { begin, stepOf };
}
