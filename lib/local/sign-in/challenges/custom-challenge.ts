import {
  answerCustomChallenge,
  type CustomAuthOutcome,
  type CustomAuthSubject,
  type Invoke,
  incorrectUsernameOrPassword,
  type PendingChallenge,
} from '../../../cognito/index.ts';
import { type ChallengeName, CognitoError } from '../../../protocol/index.ts';
import type { Call, PoolServices } from '../../request/operation.ts';
import { eventAttributes } from '../../users/attributes.ts';
import { requiredParameter } from '../auth-parameters.ts';
import type { Progress } from '../session-state.ts';
import { type Answered, type Attempt, ask, type ChallengeKind } from '../signing-in.ts';

/** A custom challenge that waits for its answer. */
export interface CustomChallengeState {
  readonly challenge: 'CUSTOM_CHALLENGE';
  readonly progress: Progress;
  readonly pending: PendingChallenge;
}

/** Define named a challenge of Cognito's own: it is handed on, and nobody can answer it (reference 1.5). */
export interface EchoedState {
  readonly challenge: 'ECHOED';
  readonly progress: Progress;
}

const MFA_CODES: ReadonlySet<ChallengeName> = new Set(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']);

/** Why an echoed challenge can't be answered, as was seen: amplify-flutter#4890, and amplify-js#12887 for MFA. */
export const unanswerable = (challengeName: ChallengeName): CognitoError =>
  MFA_CODES.has(challengeName)
    ? new CognitoError('CodeMismatchException', 'Invalid code or auth state for the user.')
    : new CognitoError('NotAuthorizedException', 'Invalid session provided for the user.');

/** The sign-in as the flow's triggers see it. Of an unknown user with the name that was typed. */
export function subjectOf({ at, user, userName }: Attempt, { index }: PoolServices): CustomAuthSubject {
  const { pool, client } = at;
  return {
    region: index.app.region,
    userPoolId: pool.userPoolId,
    clientId: client.clientId,
    userName,
    userAttributes: user ? eventAttributes(user, pool) : {},
    // Whether Cognito sends false for a user that exists isn't documented; here it does.
    ...(client.preventUserExistenceErrors === 'ENABLED' && { userNotFound: user === undefined }),
  };
}

/** Invokes the flow's triggers for one call. */
export const invoker =
  ({ at: { pool } }: Attempt, { triggers }: PoolServices, { requestId }: Call): Invoke =>
  (trigger, event) =>
    triggers.invoke(pool, trigger, event, requestId);

/** What the client gets for what the flow decided; a password step is asked by whoever knows passwords. */
export function customOutcome(
  outcome: Exclude<CustomAuthOutcome, { readonly kind: 'passwordVerifier' }>,
  attempt: Attempt,
  services: PoolServices,
): Answered {
  const { user, userName } = attempt;
  // Define has spoken: what is left to ask is Cognito's.
  const { defineSession: _, ...progress } = attempt.progress;
  if (outcome.kind === 'tokens') {
    if (!user) throw incorrectUsernameOrPassword();
    return { kind: 'passed', signIn: { ...attempt, user, progress } };
  }
  if (outcome.kind === 'echoed') {
    const name = outcome.challengeName as ChallengeName;
    return {
      kind: 'asked',
      response: ask(attempt, name, { challenge: 'ECHOED', progress }, { USERNAME: userName }, services),
    };
  }
  const state = { challenge: 'CUSTOM_CHALLENGE', progress, pending: outcome.state } as const;
  // Clients go on with this name, so no parameter of the challenge's takes its place.
  const parameters = { ...outcome.publicParameters, USERNAME: userName };
  return { kind: 'asked', response: ask(attempt, 'CUSTOM_CHALLENGE', state, parameters, services) };
}

/** Reference 1.3. */
export const customChallenge: ChallengeKind<CustomChallengeState> = {
  async answer({ state, responses, ...attempt }, services, call) {
    const answer = requiredParameter(responses, 'ANSWER');
    const { clientMetadata } = attempt;
    const outcome = await answerCustomChallenge(
      subjectOf(attempt, services),
      state.pending,
      { answer, clientMetadata },
      invoker(attempt, services, call),
    );
    // Only InitiateAuth can lead to a password.
    if (outcome.kind === 'passwordVerifier') throw incorrectUsernameOrPassword();
    return customOutcome(outcome, attempt, services);
  },
};
