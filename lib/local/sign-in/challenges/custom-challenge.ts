import {
  answerCustomChallenge,
  type CustomAuthOutcome,
  type CustomAuthSubject,
  type Invoke,
  incorrectUsernameOrPassword,
} from '../../../cognito/index.ts';
import { type ChallengeName, CognitoError, notAuthorized } from '../../../protocol/index.ts';
import type { TriggerContext } from '../../triggers/invoke-trigger.ts';
import { eventAttributes } from '../../users/attributes.ts';
import { requiredParameter } from '../auth-parameters.ts';
import { listSharedMessage } from '../list-shared-message.ts';
import type { CustomChallengeState } from '../session-state.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { ask, askAs, asked, type SignInOutcome, type SignInUnderWay } from '../sign-in-under-way.ts';
import type { ChallengeKind } from './challenge-kind.ts';

const MFA_CODES: ReadonlySet<ChallengeName> = new Set(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']);

/**
 * Why an echoed challenge can't be answered, as was seen: aws-amplify/amplify-flutter#4890, and
 * aws-amplify/amplify-js#12887 for MFA.
 */
export const unanswerable = (challengeName: ChallengeName): CognitoError =>
  MFA_CODES.has(challengeName)
    ? new CognitoError('CodeMismatchException', 'Invalid code or auth state for the user.')
    : notAuthorized('Invalid session provided for the user.');

/**
 * The sign-in as the flow's triggers see it. Of an unknown user with the name that was typed: whether Cognito hands on
 * that one or a made-up one isn't documented, so no handler may rely on either (docs/cognito.md#31-unknown-users).
 */
export function subjectOf(
  { at, user, userName, progress }: SignInUnderWay,
  { index }: Pick<SignInContext, 'index'>,
): CustomAuthSubject {
  const { pool, client } = at;
  return {
    region: index.app.region,
    userPoolId: pool.userPoolId,
    clientId: client.clientId,
    userName: user ? userName : progress.typed,
    userAttributes: user ? eventAttributes(user, pool) : {},
    // Whether Cognito sends false for a user that exists isn't documented; here it does.
    ...(client.preventUserExistenceErrors === 'ENABLED' && { userNotFound: user === undefined }),
  };
}

/** Invokes the flow's triggers for one call. */
export const invoker =
  ({ at: { pool } }: SignInUnderWay, { triggers, requestId }: TriggerContext): Invoke =>
  (trigger, event) =>
    triggers.invoke(pool, trigger, event, requestId);

/** What the client gets for what the flow decided; a password step is asked by whoever knows passwords. */
export function customOutcome(
  outcome: Exclude<CustomAuthOutcome, { readonly kind: 'passwordVerifier' }>,
  signIn: SignInUnderWay,
  context: Pick<SignInContext, 'sessions' | 'outbox' | 'now'>,
): SignInOutcome {
  const { user, userName } = signIn;
  // Define has spoken: what is left to ask is Cognito's.
  const { defineSession: _, ...progress } = signIn.progress;
  if (outcome.kind === 'tokens') {
    if (!user) throw incorrectUsernameOrPassword();
    return { kind: 'passed', signIn: { ...signIn, user, progress } };
  }
  if (outcome.kind === 'echoed') {
    const name = outcome.challengeName as ChallengeName;
    const state = { challenge: 'ECHOED', progress } as const;
    return asked(askAs(name, signIn, { state, parameters: { USERNAME: userName } }, context));
  }
  listSharedMessage(outcome.publicParameters, user, context);
  const state = { challenge: 'CUSTOM_CHALLENGE', progress, pending: outcome.state } as const;
  // Clients go on with this name, so no parameter of the challenge's takes its place.
  const parameters = { ...outcome.publicParameters, USERNAME: userName };
  return asked(ask(signIn, { state, parameters }, context));
}

/** @see docs/cognito.md#13-without-a-password */
export const customChallenge: ChallengeKind<CustomChallengeState> = {
  async answer({ state, responses, ...signIn }, context) {
    const answer = requiredParameter(responses, 'ANSWER');
    const { clientMetadata } = signIn;
    const outcome = await answerCustomChallenge(
      subjectOf(signIn, context),
      state.pending,
      { answer, clientMetadata },
      invoker(signIn, context),
    );
    // Only InitiateAuth can lead to a password.
    if (outcome.kind === 'passwordVerifier') throw incorrectUsernameOrPassword();
    return customOutcome(outcome, signIn, context);
  },
};
