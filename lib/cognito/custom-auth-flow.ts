import type { CustomAuthEvents, CustomAuthTrigger, SessionEntry } from '../protocol/index.ts';
import type { TextMap } from '../protocol/text-map.ts';
import {
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  sessionEntry,
  type TriggerEventOptions,
  verifyAuthChallengeResponseEvent,
} from './trigger-event.ts';
import { incorrectUsernameOrPassword } from './trigger-failure.ts';
import { readCreateOutput, readDefineOutput, readVerifyOutput } from './trigger-output.ts';

/**
 * Invokes one trigger. The event has to cross as JSON: the handler must not get hold of these objects.
 *
 * @returns the handler's output, parsed from JSON; undefined where it returned nothing.
 * @throws CognitoError for a handler that threw, hung or can't be invoked: `lambdaThrew`, `lambdaTimedOut`, …
 */
export type Invoke = <Trigger extends CustomAuthTrigger>(
  trigger: Trigger,
  event: CustomAuthEvents[Trigger],
) => Promise<unknown>;

/** Who signs in, where. */
export interface CustomAuthSubject {
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** The real user name. For an unknown user what was typed: what Cognito sends there is not documented. */
  readonly userName: string;
  /** With `sub` and `cognito:user_status`. For an unknown user none. */
  readonly userAttributes: TextMap;
  /**
   * Give it only where the client has PreventUserExistenceErrors ENABLED. Whether Cognito then sends `false` for a
   * known user or leaves the member out is not documented, so the caller chooses; handlers must test `=== true`.
   */
  readonly userNotFound?: boolean | undefined;
  readonly awsSdkVersion?: string | undefined;
}

/** A custom challenge that waits for its answer. Plain JSON, to be sealed: it holds what no client may see. */
export interface PendingChallenge {
  readonly session: readonly SessionEntry[];
  readonly privateParameters: TextMap;
  readonly challengeMetadata: string | null;
}

/** Cognito's own password step, waiting for PASSWORD_VERIFIER. Plain JSON, to be sealed. */
export interface PendingPassword {
  readonly session: readonly SessionEntry[];
}

/** What a call of the client leads to. A refusal is no outcome: it is thrown, as a CognitoError. */
export type CustomAuthOutcome =
  /** Answer CUSTOM_CHALLENGE with these parameters and USERNAME. */
  | { readonly kind: 'challenge'; readonly publicParameters: TextMap; readonly state: PendingChallenge }
  /** Answer PASSWORD_VERIFIER. */
  | { readonly kind: 'passwordVerifier'; readonly state: PendingPassword }
  /** Define named another challenge. Cognito hands the name on, and takes no answer to it: the session is invalid. */
  | { readonly kind: 'echoed'; readonly challengeName: string }
  | { readonly kind: 'tokens' };

/**
 * Begins a custom sign-in, as InitiateAuth does with CUSTOM_AUTH: Define, then Create.
 *
 * No metadata of the client's goes along: Cognito hands that of InitiateAuth to neither trigger.
 *
 * @throws CognitoError as the client would get it.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 * @example
 * const outcome = await beginCustomAuth(subject, (trigger, event) => host.invoke(trigger, JSON.stringify(event)));
 */
export function beginCustomAuth(
  subject: CustomAuthSubject,
  invoke: Invoke,
  { srpA = false }: { /** The client began with SRP_A. @default false */ readonly srpA?: boolean } = {},
): Promise<CustomAuthOutcome> {
  // "True" only says that A was taken; it proves nothing.
  return decide(subject, srpA ? [sessionEntry(true, null, 'SRP_A')] : [], invoke);
}

/**
 * Takes the answer to a custom challenge, as RespondToAuthChallenge does: Verify, Define, then Create.
 *
 * @throws CognitoError as the client would get it. Whatever it is, the session is used up.
 */
export async function answerCustomChallenge(
  subject: CustomAuthSubject,
  state: PendingChallenge,
  { answer, clientMetadata }: { readonly answer: string; readonly clientMetadata?: TextMap | undefined },
  invoke: Invoke,
): Promise<CustomAuthOutcome> {
  const event = verifyAuthChallengeResponseEvent({
    ...subject,
    clientMetadata,
    privateChallengeParameters: state.privateParameters,
    challengeAnswer: answer,
  });
  const right = readVerifyOutput(await invoke('VerifyAuthChallengeResponse', event));
  return decide(subject, [...state.session, sessionEntry(right, state.challengeMetadata)], invoke, clientMetadata);
}

/**
 * Goes on after Cognito found the password right, and whatever else of its own it asked. After a wrong password, Define isn't asked: that sign-in has failed.
 *
 * @throws CognitoError as the client would get it. Whatever it is, the session is used up.
 */
export function continueAfterPassword(
  subject: CustomAuthSubject,
  state: PendingPassword,
  {
    clientMetadata,
    passed = ['PASSWORD_VERIFIER'],
  }: {
    readonly clientMetadata?: TextMap | undefined;
    /** Cognito's own challenges that were passed. @default ['PASSWORD_VERIFIER'] */
    readonly passed?: readonly string[];
  },
  invoke: Invoke,
): Promise<CustomAuthOutcome> {
  const entries = passed.map((challengeName) => sessionEntry(true, null, challengeName));
  return decide(subject, [...state.session, ...entries], invoke, clientMetadata);
}

async function decide(
  subject: CustomAuthSubject,
  session: readonly SessionEntry[],
  invoke: Invoke,
  clientMetadata?: TextMap,
): Promise<CustomAuthOutcome> {
  const options: TriggerEventOptions & PendingPassword = { ...subject, session, clientMetadata };
  const decision = readDefineOutput(await invoke('DefineAuthChallenge', defineAuthChallengeEvent(options)));
  if (decision.kind === 'fail') throw incorrectUsernameOrPassword();
  if (decision.kind === 'tokens') {
    // Not documented for an unknown user; anything but a refusal would be absurd.
    if (subject.userNotFound === true) throw incorrectUsernameOrPassword();
    return { kind: 'tokens' };
  }
  const { challengeName } = decision;
  if (challengeName === 'PASSWORD_VERIFIER' && session.length === 1 && session[0]?.challengeName === 'SRP_A') {
    return { kind: 'passwordVerifier', state: { session } };
  }
  if (challengeName !== 'CUSTOM_CHALLENGE') return { kind: 'echoed', challengeName };
  const event = createAuthChallengeEvent({ ...options, challengeName });
  const { publicParameters, ...kept } = readCreateOutput(await invoke('CreateAuthChallenge', event));
  return { kind: 'challenge', publicParameters, state: { session, ...kept } };
}
