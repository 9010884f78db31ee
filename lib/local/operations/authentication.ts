import { type AuthenticationResponse, CHALLENGE_NAMES, CognitoError } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';
import { assertSecretHash } from '../request/client-secret.ts';
import { type Input, oneOf } from '../request/input.ts';
import { members } from '../request/members.ts';
import { type Call, type Operation, openOperation, type PoolServices, signedOperation } from '../request/operation.ts';
import { answerChallenge } from '../sign-in/answer-challenge.ts';
import { AUTH_FLOWS, assertFlowAllowed } from '../sign-in/auth-flows.ts';
import { requiredParameter } from '../sign-in/auth-parameters.ts';
import { assertSameDevice } from '../sign-in/device-tracking.ts';
import { initiateAuth } from '../sign-in/initiate-auth.ts';
import { refreshTokens } from '../sign-in/refresh.ts';

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

const invalid = (message: string): CognitoError => new CognitoError('InvalidParameterException', message);

async function begin(
  { AuthFlow, AuthParameters = {}, ClientMetadata, Session }: Input<typeof initiateMembers>,
  at: PoolClient,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  assertFlowAllowed(AuthFlow, at);
  switch (AuthFlow) {
    case 'REFRESH_TOKEN':
    case 'REFRESH_TOKEN_AUTH': {
      const refreshToken = requiredParameter(AuthParameters, 'REFRESH_TOKEN');
      const signIn = services.tokens.signInOf(refreshToken, at.client.clientId);
      assertSameDevice(signIn, AuthParameters.DEVICE_KEY, services);
      // Over the real user name, never an alias.
      await assertSecretHash(at.client, signIn.userName, AuthParameters.SECRET_HASH);
      // Its metadata reaches no trigger here.
      const AuthenticationResult = await refreshTokens(signIn, at, undefined, services, call);
      return { AuthenticationResult, ChallengeParameters: {} };
    }
    default:
      return initiateAuth(
        { flow: AuthFlow, parameters: AuthParameters, clientMetadata: ClientMetadata, session: Session },
        at,
        services,
        call,
      );
  }
}

const respondToAuthChallenge = (
  { ChallengeName, Session, ChallengeResponses = {}, ClientMetadata }: Input<typeof respondMembers>,
  at: PoolClient,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> =>
  answerChallenge(
    {
      challengeName: ChallengeName,
      session: Session,
      responses: ChallengeResponses,
      clientMetadata: ClientMetadata,
    },
    at,
    services,
    call,
  );

/** Signing in, step by step. */
export const authentication = {
  InitiateAuth: openOperation(initiateMembers, (input, services, call) => {
    // The flows that only a pool's owner may begin.
    if (input.AuthFlow.startsWith('ADMIN_')) throw invalid('Initiate Auth method not supported.');
    return begin(input, services.index.client(input.ClientId), services, call);
  }),

  RespondToAuthChallenge: openOperation(respondMembers, (input, services, call) =>
    respondToAuthChallenge(input, services.index.client(input.ClientId), services, call),
  ),

  AdminInitiateAuth: signedOperation(
    { ...initiateMembers, UserPoolId: members.userPoolId },
    (input, services, call) => {
      const { userPoolId } = services.index.pool(input.UserPoolId);
      // A password in plain text has flows of its own here.
      if (input.AuthFlow === 'USER_PASSWORD_AUTH') throw invalid('Initiate Auth method not supported.');
      return begin(input, services.index.client(input.ClientId, userPoolId), services, call);
    },
  ),

  AdminRespondToAuthChallenge: signedOperation(
    { ...respondMembers, UserPoolId: members.userPoolId },
    (input, services, call) => {
      const { userPoolId } = services.index.pool(input.UserPoolId);
      return respondToAuthChallenge(input, services.index.client(input.ClientId, userPoolId), services, call);
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
