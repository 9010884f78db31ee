import { type AuthenticationResponse, CHALLENGE_NAMES, invalidParameter } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';
import { type Operation, type OperationContext, openOperation, signedOperation } from '../operation.ts';
import { assertSecretHash } from '../request/client-secret.ts';
import { type Input, oneOf } from '../request/input.ts';
import { members } from '../request/members.ts';
import { answerChallenge } from '../sign-in/answer-challenge.ts';
import { AUTH_FLOWS, assertFlowAllowed } from '../sign-in/auth-flows.ts';
import { requiredParameter } from '../sign-in/auth-parameters.ts';
import { assertSameDevice } from '../sign-in/device-tracking.ts';
import { initiateAuth } from '../sign-in/initiate-auth.ts';
import { refreshTokens } from '../sign-in/refresh-tokens.ts';

const initiateMembers = {
  AuthFlow: oneOf(...AUTH_FLOWS),
  ClientId: members.clientId,
  AuthParameters: members.texts,
  ClientMetadata: members.clientMetadata,
  Session: members.session,
};

const respondMembers = {
  ClientId: members.clientId,
  ChallengeName: oneOf(...CHALLENGE_NAMES),
  Session: members.session,
  ChallengeResponses: members.texts,
  ClientMetadata: members.clientMetadata,
};

/** Signs in, or renews tokens: one operation does both. */
async function signInOrRefresh(
  { AuthFlow, AuthParameters = {}, ClientMetadata, Session }: Input<typeof initiateMembers>,
  at: PoolClient,
  context: OperationContext,
): Promise<AuthenticationResponse> {
  assertFlowAllowed(AuthFlow, at);
  switch (AuthFlow) {
    case 'REFRESH_TOKEN':
    case 'REFRESH_TOKEN_AUTH': {
      const refreshToken = requiredParameter(AuthParameters, 'REFRESH_TOKEN');
      const signIn = context.tokens.signInOf(refreshToken, at.client.clientId);
      assertSameDevice(signIn, AuthParameters.DEVICE_KEY, context);
      // Over the real user name, never an alias.
      await assertSecretHash(at.client, signIn.userName, AuthParameters.SECRET_HASH);
      // Its metadata reaches no trigger here.
      const AuthenticationResult = await refreshTokens(signIn, at, undefined, context);
      return { AuthenticationResult, ChallengeParameters: {} };
    }
    default:
      return initiateAuth(
        { flow: AuthFlow, parameters: AuthParameters, clientMetadata: ClientMetadata, session: Session },
        at,
        context,
      );
  }
}

const respondToAuthChallenge = (
  { ChallengeName, Session, ChallengeResponses = {}, ClientMetadata }: Input<typeof respondMembers>,
  at: PoolClient,
  context: OperationContext,
): Promise<AuthenticationResponse> =>
  answerChallenge(
    {
      challengeName: ChallengeName,
      session: Session,
      responses: ChallengeResponses,
      clientMetadata: ClientMetadata,
    },
    at,
    context,
  );

/** Signing in, step by step. */
export const authentication = {
  InitiateAuth: openOperation(initiateMembers, (input, context) => {
    // The flows that only a pool's owner may begin.
    if (input.AuthFlow.startsWith('ADMIN_')) throw invalidParameter('Initiate Auth method not supported.');
    return signInOrRefresh(input, context.index.client(input.ClientId), context);
  }),

  RespondToAuthChallenge: openOperation(respondMembers, (input, context) =>
    respondToAuthChallenge(input, context.index.client(input.ClientId), context),
  ),

  AdminInitiateAuth: signedOperation({ ...initiateMembers, UserPoolId: members.userPoolId }, (input, context) => {
    const { userPoolId } = context.index.pool(input.UserPoolId);
    // A password in plain text has flows of its own here.
    if (input.AuthFlow === 'USER_PASSWORD_AUTH') throw invalidParameter('Initiate Auth method not supported.');
    return signInOrRefresh(input, context.index.client(input.ClientId, userPoolId), context);
  }),

  AdminRespondToAuthChallenge: signedOperation(
    { ...respondMembers, UserPoolId: members.userPoolId },
    (input, context) => {
      const { userPoolId } = context.index.pool(input.UserPoolId);
      return respondToAuthChallenge(input, context.index.client(input.ClientId, userPoolId), context);
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
