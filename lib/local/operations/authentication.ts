import { type AuthenticationResponse, CHALLENGE_NAMES, CognitoError } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';
import { answerChallenge } from './answer-challenge.ts';
import { AUTH_FLOWS, assertFlowAllowed, requiredParameter } from './auth-flows.ts';
import { startCustomAuth } from './custom-auth.ts';
import { type Input, oneOf } from './input.ts';
import { members } from './members.ts';
import { type Call, type Operation, openOperation, type PoolServices, signedOperation } from './operation.ts';
import { refreshTokens } from './refresh.ts';
import { assertSecretHash } from './secret.ts';

const initiateMembers = {
  AuthFlow: oneOf(...AUTH_FLOWS),
  ClientId: members.clientId,
  AuthParameters: members.texts,
  ClientMetadata: members.clientMetadata,
};

const respondMembers = {
  ClientId: members.clientId,
  ChallengeName: oneOf(...CHALLENGE_NAMES),
  Session: members.session,
  ChallengeResponses: members.texts,
  ClientMetadata: members.clientMetadata,
};

const invalid = (message: string): CognitoError => new CognitoError('InvalidParameterException', message);

const notBuilt = (what: string): CognitoError =>
  new CognitoError(
    'UnsupportedOperationException',
    `The local pool does not run ${what} yet; it runs CUSTOM_AUTH and REFRESH_TOKEN_AUTH.`,
  );

async function initiateAuth(
  { AuthFlow, AuthParameters, ClientMetadata }: Input<typeof initiateMembers>,
  at: PoolClient,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  assertFlowAllowed(AuthFlow, at);
  switch (AuthFlow) {
    case 'CUSTOM_AUTH': {
      const typed = requiredParameter(AuthParameters, 'USERNAME');
      const withSrp = AuthParameters?.CHALLENGE_NAME === 'SRP_A';
      const srpA = withSrp ? requiredParameter(AuthParameters, 'SRP_A') : undefined;
      await assertSecretHash(at.client, typed, AuthParameters?.SECRET_HASH);
      const deviceKey = AuthParameters?.DEVICE_KEY;
      return startCustomAuth({ typed, srpA, deviceKey, clientMetadata: ClientMetadata }, at, services, call);
    }
    case 'REFRESH_TOKEN':
    case 'REFRESH_TOKEN_AUTH': {
      const refreshToken = requiredParameter(AuthParameters, 'REFRESH_TOKEN');
      const signIn = services.tokens.signInOf(refreshToken, at.client.clientId);
      // Over the real user name, never an alias.
      await assertSecretHash(at.client, signIn.userName, AuthParameters?.SECRET_HASH);
      // Its metadata reaches no trigger here.
      const AuthenticationResult = await refreshTokens(signIn, at, undefined, services, call);
      return { AuthenticationResult, ChallengeParameters: {} };
    }
    default:
      throw notBuilt(AuthFlow);
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
    return initiateAuth(input, services.index.client(input.ClientId), services, call);
  }),

  RespondToAuthChallenge: openOperation(respondMembers, (input, services, call) =>
    respondToAuthChallenge(input, services.index.client(input.ClientId), services, call),
  ),

  AdminInitiateAuth: signedOperation(
    { ...initiateMembers, UserPoolId: members.userPoolId },
    (input, services, call) => {
      const { userPoolId } = services.index.pool(input.UserPoolId);
      return initiateAuth(input, services.index.client(input.ClientId, userPoolId), services, call);
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
