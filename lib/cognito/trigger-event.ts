import type {
  CreateAuthChallengeEvent,
  DefineAuthChallengeEvent,
  SessionEntry,
  VerifyAuthChallengeResponseEvent,
} from '../protocol/index.ts';
import type { TextMap } from '../protocol/text-map.ts';

/** What the three events have in common. Everything has a default: Alice, in a pool of us-east-1. */
export interface TriggerEventOptions {
  /** @default 'us-east-1' */
  readonly region?: string | undefined;
  /** @default 'us-east-1_Ab129faBb' */
  readonly userPoolId?: string | undefined;
  /** @default '1example23456789' */
  readonly clientId?: string | undefined;
  /** The real user name, never the alias. @default - the attribute `sub`; for an unknown user 'nobody@example.com' */
  readonly userName?: string | undefined;
  /** Texts, all of them. @default - a CONFIRMED user with a verified e-mail address; for an unknown user none */
  readonly userAttributes?: TextMap | undefined;
  /** Give it only where the client has PreventUserExistenceErrors ENABLED. @default - absent from the event */
  readonly userNotFound?: boolean | undefined;
  /** What a RespondToAuthChallenge sent along. @default - absent from the event, as in InitiateAuth's own triggers */
  readonly clientMetadata?: TextMap | undefined;
  /** @default 'aws-sdk-unknown-unknown', as browsers get it */
  readonly awsSdkVersion?: string | undefined;
}

/** Alice, as Cognito describes a confirmed user that signs in by e-mail. */
export const exampleUserAttributes: TextMap = Object.freeze({
  sub: '6f9a2c1e-0b7d-4c35-9a55-3f1d2e4b8c70',
  email_verified: 'true',
  'cognito:user_status': 'CONFIRMED',
  email: 'alice@example.com',
});

function common(options: TriggerEventOptions) {
  const { userNotFound, clientMetadata, region = 'us-east-1', userPoolId = 'us-east-1_Ab129faBb' } = options;
  const { clientId = '1example23456789', awsSdkVersion = 'aws-sdk-unknown-unknown' } = options;
  const { userAttributes = userNotFound === true ? {} : exampleUserAttributes } = options;
  const { userName = userAttributes.sub ?? 'nobody@example.com' } = options;
  return {
    // A text, never a number; LocalStack and cognito-local send others.
    head: { version: '1', region, userPoolId, userName, callerContext: { awsSdkVersion, clientId } },
    request: {
      userAttributes: { ...userAttributes },
      ...(userNotFound !== undefined && { userNotFound }),
      ...(clientMetadata !== undefined && { clientMetadata: { ...clientMetadata } }),
    },
  };
}

const copyOf = (session: readonly SessionEntry[]): SessionEntry[] => session.map((entry) => ({ ...entry }));

/** One entry of the session: a CUSTOM_CHALLENGE that was answered, unless told otherwise. */
export const sessionEntry = (
  challengeResult: boolean,
  challengeMetadata: string | null = null,
  challengeName = 'CUSTOM_CHALLENGE',
): SessionEntry => ({ challengeName, challengeResult, challengeMetadata });

/**
 * The event that DefineAuthChallenge gets: a fresh object each time, its response filled with nulls.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 * @example
 * await handler(defineAuthChallengeEvent({ session: [sessionEntry(false)] }), context);
 */
export function defineAuthChallengeEvent({
  session = [],
  ...options
}: TriggerEventOptions & {
  /** What was asked and answered so far. @default [] */
  readonly session?: readonly SessionEntry[] | undefined;
} = {}): DefineAuthChallengeEvent {
  const { head, request } = common(options);
  return {
    ...head,
    triggerSource: 'DefineAuthChallenge_Authentication',
    request: { ...request, session: copyOf(session) },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  };
}

/**
 * The event that CreateAuthChallenge gets. The session holds what was answered, not what is to be created.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
 * @example
 * const { response } = await handler(createAuthChallengeEvent(), context);
 */
export function createAuthChallengeEvent({
  session = [],
  challengeName = 'CUSTOM_CHALLENGE',
  ...options
}: TriggerEventOptions & {
  /** What was asked and answered so far. @default [] */
  readonly session?: readonly SessionEntry[] | undefined;
  /** What Define returned. @default 'CUSTOM_CHALLENGE' */
  readonly challengeName?: string | undefined;
} = {}): CreateAuthChallengeEvent {
  const { head, request } = common(options);
  return {
    ...head,
    triggerSource: 'CreateAuthChallenge_Authentication',
    request: { ...request, challengeName, session: copyOf(session) },
    response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
  };
}

/**
 * The event that VerifyAuthChallengeResponse gets. It carries no session and no challenge's name.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
 * @example
 * await handler(verifyAuthChallengeResponseEvent({ privateChallengeParameters, challengeAnswer: '123456' }), context);
 */
export function verifyAuthChallengeResponseEvent({
  privateChallengeParameters,
  challengeAnswer,
  ...options
}: TriggerEventOptions & {
  /** What Create kept. Never empty: Cognito refuses that. */
  readonly privateChallengeParameters: TextMap;
  /** What the client sent as ANSWER. */
  readonly challengeAnswer: string;
}): VerifyAuthChallengeResponseEvent {
  const { head, request } = common(options);
  return {
    ...head,
    triggerSource: 'VerifyAuthChallengeResponse_Authentication',
    request: { ...request, privateChallengeParameters: { ...privateChallengeParameters }, challengeAnswer },
    response: { answerCorrect: null },
  };
}
