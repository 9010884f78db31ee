import type { AuthenticationResponse } from '../protocol/authentication.ts';
import { type EncodedAnswer, encodeAnswer, encodeInstead, readRound, sessionSecondsIn } from '../protocol/round.ts';
import { call } from './call.ts';
import { type CallOptions, type ClientConfig, nowOf } from './client-config.ts';
import type { CognitoFlow } from './cognito-step.ts';
import {
  ConfigurationError,
  ResponseError,
  ServiceError,
  StaleStepError,
  UnsupportedChallengeError,
} from './errors.ts';
import type { FirstCallOptions, SignInOptions } from './sign-in-options.ts';
import type { Keeper, SignInRuntime } from './sign-in-runtime.ts';
import type { MaybeFlow, SignInInput, Step } from './step.ts';
import { tokensOf } from './tokens.ts';
import { within } from './within.ts';

/**
 * Errors after which Cognito takes another answer in the same session: it refused the answer, not the sign-in.
 * TooManyFailedAttemptsException is none of them: only confirming a sign-up or a new password has it (the API reference).
 */
const ANSWER_AGAIN = /^(InvalidParameter|TooManyRequests)Exception$/;

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

/** One sign-in with a config, keeping what there is to keep. */
export function signInWith(config: ClientConfig, keeper?: Keeper) {
  /** The sessions that were sent: none is sent twice. */
  const spent = new Set<string | undefined>();
  /** The secret of this device: the one that is kept, or that was offered first. */
  let device: string | undefined;
  /** Whose it is: a sign-in that is resumed may be another user's. */
  let owner: string | undefined;
  const deviceOf = (username: string) => keeper?.keyOf(username, 'knownDevice') ?? '';
  /** The code for passwords and for Cognito's own challenges, loaded when there is one. */
  const builtIn = () => within(config, undefined, () => import('./built-in/index.ts'));

  const send: SignInRuntime['send'] = async ({ username, AuthFlow, ChallengeName, Session }, parameters, options) => {
    const askedAt = nowOf(config);
    const request = {
      ClientId: config.clientId,
      ClientMetadata: AuthFlow ? options?.validationData : options?.clientMetadata,
      AuthFlow,
      ChallengeName,
      Session,
      [AuthFlow ? 'AuthParameters' : 'ChallengeResponses']: { USERNAME: username, ...parameters },
    };
    const deviceKey = await keeper?.storage.getItem(keeper.keyOf(username, 'deviceKey'));
    // A secret is a server's, which has the rest at hand too.
    const mustProve = deviceKey || config.clientSecret;
    const proving = mustProve ? (await builtIn()).callProving(context, username, deviceKey) : call;
    const operation = AuthFlow ? 'InitiateAuth' : 'RespondToAuthChallenge';
    const response = await proving<AuthenticationResponse>(config, operation, request, options?.signal);
    const told = response.ChallengeParameters;
    const seconds = sessionSecondsIn(told?.sessionSeconds) ?? (config.sessionMinutes ?? 3) * 60;
    // After steps of Cognito's own the name may be missing (docs/cognito.md#32-user-names).
    return { ...response, username: told?.USERNAME ?? username, expiresAt: askedAt + seconds * 1000 };
  };

  const once: SignInRuntime['once'] = async (pending, work, answerAgain = ANSWER_AGAIN) => {
    const { Session, ChallengeParameters } = pending;
    if (spent.has(Session)) throw new StaleStepError('answered before');
    spent.add(Session);
    await keeper?.keep(undefined);
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServiceError) || error.status > 428 || answerAgain.test(error.code)) {
        spent.delete(Session);
        await keeper?.keep(pending);
      } else if (/^Incorrect/.test(error.message) && ChallengeParameters?.attemptsLeft === '1') {
        error.reason = 'attempts';
      }
      throw error;
    }
  };

  const nextStep: SignInRuntime['nextStep'] = async (response, options) => {
    const { AuthenticationResult, ChallengeName, ChallengeParameters, Session, expiresAt } = response;
    const isOfFlow = ChallengeName === 'CUSTOM_CHALLENGE';
    if ((ChallengeName && !isOfFlow) || AuthenticationResult?.NewDeviceMetadata) {
      return (await builtIn()).nextBuiltInStep(context, response, options);
    }
    if (!isOfFlow || !Session) {
      const now = nowOf(config);
      const tokens = tokensOf(AuthenticationResult, now);
      await keeper?.save(tokens, now);
      // From now on its wrong answers are counted by themselves.
      if (device) await keeper?.storage.setItem(deviceOf(response.username), device);
      return { name: 'signedIn', tokens };
    }
    await keeper?.keep(response);
    const { can = [], device: offered, sessionSeconds: _, ...round } = readRound(ChallengeParameters ?? {});
    if (owner !== response.username) [owner, device] = [response.username, undefined];
    const known = device ?? (await keeper?.storage.getItem(deviceOf(response.username)));
    device = known ?? offered;
    const respond = async ({ text, clientMetadata }: EncodedAnswer, options?: CallOptions) => {
      const told = device ? { device, ...clientMetadata } : clientMetadata;
      const sent = () => send(response, { ANSWER: text }, { ...options, clientMetadata: told });
      return nextStep(await once(response, sent), options);
    };
    const extras = can.map((instead) => [
      instead,
      async (options?: CallOptions) => respond(encodeInstead(instead, options?.clientMetadata), options),
    ]);
    return {
      ...round,
      // Where it is offered another secret, the round was made without its own: that wait is for strangers.
      ...(known && offered && { retryAfter: undefined }),
      expiresAt,
      ...Object.fromEntries(extras),
      async answer(answer: unknown, options?: CallOptions) {
        return respond(encoded(round, answer, options?.clientMetadata), options);
      },
    } as Step;
  };

  const begin = async (input: SignInInput, options?: FirstCallOptions): Promise<Step> => {
    // No name has blanks around it; what completes an address as it is typed adds some.
    const username = `${input.username ?? ''}`.trim();
    const isBuiltIn = (input.password ?? config.authFlow) !== undefined;
    if (isBuiltIn) return (await builtIn()).beginBuiltIn(context, { ...input, username }, options);
    return nextStep(await send({ username, AuthFlow: 'CUSTOM_AUTH' }, {}, options), options);
  };

  const context: SignInRuntime = {
    config,
    keeper,
    call,
    within,
    ConfigurationError,
    ResponseError,
    UnsupportedChallengeError,
    send,
    once,
    nextStep,
  };
  return { begin, nextStep };
}

/** An answer as it travels. */
const encoded: typeof encodeAnswer = (...answer) => {
  try {
    return encodeAnswer(...answer);
  } catch (cause) {
    throw new ConfigurationError('this answer is no JSON', { cause });
  }
};
