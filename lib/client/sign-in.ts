import type { AuthenticationResponse } from '../protocol/authentication.ts';
import { encodeAnswer, readRound } from '../protocol/round.ts';
import { call } from './call.ts';
import type { CognitoFlow } from './cognito-step.ts';
import { type CallOptions, type ClientConfig, nowOf } from './config.ts';
import { ResponseError, ServiceError, StaleStepError, UnsupportedChallengeError } from './errors.ts';
import type { Keeper, Machinery } from './machinery.ts';
import type { MaybeFlow, SignInInput, Step } from './step.ts';
import { tokensOf } from './tokens.ts';

/** Errors after which Cognito takes another answer in the same session: it refused the answer, not the sign-in. */
const ANSWER_AGAIN = /^(TooM|CodeM|InvalidPa|PasswordH|EnableS)/;

/** The code for passwords and for Cognito's own challenges, loaded when there is one. */
const builtIn = () => import('./built-in/index.ts');

/** Starts a sign-in, as {@link startSignIn} says. */
export interface StartSignIn {
  <F extends CognitoFlow>(
    config: ClientConfig & { readonly authFlow: F },
    input: SignInInput<F>,
    options?: CallOptions,
  ): Promise<Step<F>>;
  <F extends Exclude<MaybeFlow, CognitoFlow> = undefined>(
    config: ClientConfig & { readonly authFlow?: 'CUSTOM_AUTH' },
    input: SignInInput<F>,
    options?: CallOptions,
  ): Promise<Step<F>>;
}

/**
 * Starts a sign-in and gives its first step. Keeps nothing, and remembers no device: `createAuthClient` does.
 *
 * @throws ServiceError, NetworkError, ResponseError, UnsupportedChallengeError, ConfigurationError.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 * @example
 * let step = await startSignIn<SignIn>({ userPoolId, clientId }, { username: 'alice@example.com' });
 * if (step.name === 'emailOtp') step = await step.answer(code);
 */
export const startSignIn: StartSignIn = async (config: ClientConfig, input: SignInInput, options?: CallOptions) =>
  signInWith(config).begin(input, options) as Promise<never>;

/** Signs in with a config, keeping what there is to keep. */
export function signInWith(config: ClientConfig, keeper?: Keeper) {
  /** The sessions that were sent: none is sent twice. */
  const spent = new Set<string | undefined>();

  const send: Machinery['send'] = async (asked, parameters, { clientMetadata: ClientMetadata, signal } = {}) => {
    const { username, AuthFlow, ChallengeName, Session } = asked;
    const expiresAt = nowOf(config) + (config.sessionMinutes ?? 3) * 60_000;
    const operation = AuthFlow ? 'InitiateAuth' : 'RespondToAuthChallenge';
    const named = AuthFlow ? 'AuthParameters' : 'ChallengeResponses';
    const all = { USERNAME: username, ...parameters };
    const request = { ClientId: config.clientId, ClientMetadata, AuthFlow, ChallengeName, Session, [named]: all };
    const device = await keeper?.storage.getItem(keeper.keyOf(username, 'deviceKey'));
    // A secret is a server's, which has the rest at hand too.
    const proving = (device ?? config.clientSecret) ? (await builtIn()).callProving(machinery, username, device) : call;
    const response = await proving<AuthenticationResponse>(config, operation, request, signal);
    // After steps of Cognito's own the name has been seen to be missing.
    return { ...response, username: response.ChallengeParameters?.USERNAME ?? username, expiresAt };
  };

  const once: Machinery['once'] = async (pending, work) => {
    const { Session } = pending;
    if (spent.has(Session)) throw new StaleStepError('this step was answered before');
    spent.add(Session);
    await keeper?.keep(undefined);
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServiceError) || ANSWER_AGAIN.test(error.code)) {
        spent.delete(Session);
        await keeper?.keep(pending);
      }
      throw error;
    }
  };

  const settle: Machinery['settle'] = async (answered, options) => {
    const { AuthenticationResult, ChallengeName, ChallengeParameters = {}, Session, expiresAt } = answered;
    const isOwn = ChallengeName === 'CUSTOM_CHALLENGE';
    if ((ChallengeName && !isOwn) || AuthenticationResult?.NewDeviceMetadata) {
      return (await builtIn()).settle(machinery, answered, options);
    }
    if (!isOwn || !Session) {
      const now = nowOf(config);
      const tokens = tokensOf(AuthenticationResult, now);
      await keeper?.save(tokens, now);
      return { name: 'signedIn', tokens };
    }
    await keeper?.keep(answered);
    const round = readRound(ChallengeParameters);
    return {
      ...round,
      expiresAt,
      async answer(answer: unknown, options?: CallOptions) {
        const { text, clientMetadata } = encodeAnswer(round, answer, options?.clientMetadata);
        const told = { ...options, clientMetadata };
        return settle(await once(answered, () => send(answered, { ANSWER: text }, told)), options);
      },
    } as Step;
  };

  const begin = async (input: SignInInput, options?: CallOptions): Promise<Step> => {
    const { username, password } = input;
    return password === undefined && !config.authFlow
      ? settle(await send({ username, AuthFlow: 'CUSTOM_AUTH' }, {}, options), options)
      : (await builtIn()).begin(machinery, input, options);
  };

  const machinery: Machinery = { config, keeper, call, ResponseError, UnsupportedChallengeError, send, once, settle };
  return { begin, settle };
}
