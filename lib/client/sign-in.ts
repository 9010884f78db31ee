import type { AuthenticationResponse } from '../protocol/authentication.ts';
import { encodeAnswer, readRound } from '../protocol/round.ts';
import { call } from './call.ts';
import { type CallOptions, type ClientConfig, nowOf } from './client-config.ts';
import type { CognitoFlow } from './cognito-step.ts';
import {
  ConfigurationError,
  NetworkError,
  ResponseError,
  ServiceError,
  StaleStepError,
  UnsupportedChallengeError,
} from './errors.ts';
import type { FirstCallOptions, SignInOptions } from './sign-in-options.ts';
import type { Keeper, SignInRuntime } from './sign-in-runtime.ts';
import type { MaybeFlow, SignInInput, Step } from './step.ts';
import { tokensOf } from './tokens.ts';

/**
 * Errors after which Cognito takes another answer in the same session: it refused the answer, not the sign-in.
 * TooManyFailedAttemptsException is none of them: only confirming a sign-up or a new password has it (the API reference).
 */
const ANSWER_AGAIN: readonly string[] = [
  'CodeMismatchException',
  'EnableSoftwareTokenMFAException',
  'InvalidParameterException',
  'InvalidPasswordException',
  'PasswordHistoryPolicyViolationException',
  'TooManyRequestsException',
];

/** The code for passwords and for Cognito's own challenges, loaded when there is one. */
const builtIn = () => import('./built-in/index.ts');

/** Starts a sign-in, as {@link startSignIn} says. */
export interface StartSignIn {
  <F extends CognitoFlow>(
    config: ClientConfig & { readonly authFlow: F },
    input: SignInInput<F>,
    options?: SignInOptions<F>,
  ): Promise<Step<F>>;
  <F extends Exclude<MaybeFlow, CognitoFlow> = undefined>(
    config: ClientConfig & { readonly authFlow?: 'CUSTOM_AUTH' },
    input: SignInInput<F>,
    options?: SignInOptions<F>,
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
export const startSignIn: StartSignIn = async (config: ClientConfig, input: SignInInput, options?: FirstCallOptions) =>
  signInWith(config).begin(input, options) as Promise<never>;

/** Signs in with a config, keeping what there is to keep. */
export function signInWith(config: ClientConfig, keeper?: Keeper) {
  /** The sessions that were sent: none is sent twice. */
  const spent = new Set<string | undefined>();

  const send: SignInRuntime['send'] = async (subject, parameters, options) => {
    const { username, AuthFlow, ChallengeName, Session } = subject;
    const expiresAt = nowOf(config) + (config.sessionMinutes ?? 3) * 60_000;
    const begins = AuthFlow !== undefined;
    const request = {
      ClientId: config.clientId,
      ClientMetadata: begins ? options?.validationData : options?.clientMetadata,
      AuthFlow,
      ChallengeName,
      Session,
      [begins ? 'AuthParameters' : 'ChallengeResponses']: { USERNAME: username, ...parameters },
    };
    const deviceKey = await keeper?.storage.getItem(keeper.keyOf(username, 'deviceKey'));
    // A secret is a server's, which has the rest at hand too.
    const mustProve = deviceKey || config.clientSecret;
    const proving = mustProve ? (await builtIn()).callProving(context, username, deviceKey) : call;
    const operation = begins ? 'InitiateAuth' : 'RespondToAuthChallenge';
    const response = await proving<AuthenticationResponse>(config, operation, request, options?.signal);
    // After steps of Cognito's own the name may be missing (docs/cognito.md#32-user-names).
    return { ...response, username: response.ChallengeParameters?.USERNAME ?? username, expiresAt };
  };

  const once: SignInRuntime['once'] = async (pending, work) => {
    const { Session, ChallengeParameters = {} } = pending;
    if (spent.has(Session)) throw new StaleStepError('this step was answered before');
    spent.add(Session);
    await keeper?.keep(undefined);
    try {
      return await work();
    } catch (error) {
      const wasRefused = error instanceof ServiceError && !ANSWER_AGAIN.includes(error.code);
      if (!wasRefused) {
        spent.delete(Session);
        await keeper?.keep(pending);
      } else if (/^Incorrect/.test(error.message) && readRound(ChallengeParameters).attemptsLeft === 1) {
        error.reason = 'attempts';
      }
      throw error;
    }
  };

  const nextStep: SignInRuntime['nextStep'] = async (response, options) => {
    const { AuthenticationResult, ChallengeName, ChallengeParameters = {}, Session, expiresAt } = response;
    const isOfFlow = ChallengeName === 'CUSTOM_CHALLENGE';
    if ((ChallengeName && !isOfFlow) || AuthenticationResult?.NewDeviceMetadata) {
      return (await builtIn()).nextBuiltInStep(context, response, options);
    }
    if (!isOfFlow || !Session) {
      const now = nowOf(config);
      const tokens = tokensOf(AuthenticationResult, now);
      await keeper?.save(tokens, now);
      return { name: 'signedIn', tokens };
    }
    await keeper?.keep(response);
    const round = readRound(ChallengeParameters);
    return {
      ...round,
      expiresAt,
      async answer(answer: unknown, options?: CallOptions) {
        const { text, clientMetadata } = encodeAnswer(round, answer, options?.clientMetadata);
        const told = { ...options, clientMetadata };
        return nextStep(await once(response, () => send(response, { ANSWER: text }, told)), options);
      },
    } as Step;
  };

  const begin = async (input: SignInInput, options?: FirstCallOptions): Promise<Step> => {
    const { username, password } = input;
    const isBuiltIn = (password ?? config.authFlow) !== undefined;
    if (isBuiltIn) return (await builtIn()).beginBuiltIn(context, input, options);
    return nextStep(await send({ username, AuthFlow: 'CUSTOM_AUTH' }, {}, options), options);
  };

  const context: SignInRuntime = {
    config,
    keeper,
    call,
    ConfigurationError,
    NetworkError,
    ResponseError,
    UnsupportedChallengeError,
    send,
    once,
    nextStep,
  };
  return { begin, nextStep };
}
