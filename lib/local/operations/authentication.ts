import { type AuthenticationResponse, CHALLENGE_NAMES, CognitoError } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';
import { answerCustomAuth, startCustomAuth } from './custom-auth.ts';
import { type Input, oneOf } from './input.ts';
import { members } from './members.ts';
import { type Call, type Operation, openOperation, type PoolServices, signedOperation } from './operation.ts';
import { refreshTokens } from './refresh.ts';
import { assertSecretHash } from './secret.ts';

const AUTH_FLOWS = [
  'USER_SRP_AUTH',
  'REFRESH_TOKEN_AUTH',
  'REFRESH_TOKEN',
  'CUSTOM_AUTH',
  'ADMIN_NO_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
] as const;

type AuthFlow = (typeof AUTH_FLOWS)[number];

/** Which of a client's `ExplicitAuthFlows` allow a flow: the present name, and the old ones. */
const ALLOWED_BY: Readonly<Record<AuthFlow, readonly string[]>> = {
  USER_SRP_AUTH: ['ALLOW_USER_SRP_AUTH'],
  REFRESH_TOKEN_AUTH: ['ALLOW_REFRESH_TOKEN_AUTH'],
  REFRESH_TOKEN: ['ALLOW_REFRESH_TOKEN_AUTH'],
  CUSTOM_AUTH: ['ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH_FLOW_ONLY'],
  ADMIN_NO_SRP_AUTH: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'],
  USER_PASSWORD_AUTH: ['ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH'],
  ADMIN_USER_PASSWORD_AUTH: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'],
  USER_AUTH: ['ALLOW_USER_AUTH'],
};

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

/** Refuses a flow that the client doesn't allow. A client of the old kind allows refreshing always. */
function assertFlowAllowed(flow: AuthFlow, { client: { explicitAuthFlows } }: PoolClient): void {
  if (ALLOWED_BY[flow].some((allowing) => explicitAuthFlows.includes(allowing))) return;
  const isRefresh = ALLOWED_BY[flow].includes('ALLOW_REFRESH_TOKEN_AUTH');
  if (isRefresh && !explicitAuthFlows.some((name) => name.startsWith('ALLOW_'))) return;
  if (explicitAuthFlows.includes('CUSTOM_AUTH_FLOW_ONLY')) {
    throw invalid('Only custom auth (lambda driven) is enabled for this client.');
  }
  throw invalid(`${flow} flow not enabled for this client`);
}

/** One of the parameters that a flow or challenge can't do without. */
function requiredParameter(parameters: Readonly<Record<string, string>> | undefined, name: string): string {
  const value = parameters?.[name];
  if (!value) throw invalid(`Missing required parameter ${name}`);
  return value;
}

async function initiateAuth(
  { AuthFlow, AuthParameters, ClientMetadata }: Input<typeof initiateMembers>,
  at: PoolClient,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  assertFlowAllowed(AuthFlow, at);
  switch (AuthFlow) {
    case 'CUSTOM_AUTH': {
      const userName = requiredParameter(AuthParameters, 'USERNAME');
      const srpA = AuthParameters?.CHALLENGE_NAME === 'SRP_A';
      if (srpA) requiredParameter(AuthParameters, 'SRP_A');
      await assertSecretHash(at.client, userName, AuthParameters?.SECRET_HASH);
      return startCustomAuth({ userName, srpA, clientMetadata: ClientMetadata }, at, services, call);
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

async function respondToAuthChallenge(
  { ChallengeName, Session, ChallengeResponses, ClientMetadata }: Input<typeof respondMembers>,
  at: PoolClient,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  const userName = requiredParameter(ChallengeResponses, 'USERNAME');
  await assertSecretHash(at.client, userName, ChallengeResponses?.SECRET_HASH);
  if (Session === undefined) throw invalid('Missing required parameter Session');
  const isCustom = ChallengeName === 'CUSTOM_CHALLENGE';
  const answer = isCustom ? requiredParameter(ChallengeResponses, 'ANSWER') : '';
  return answerCustomAuth(
    { session: Session, challengeName: ChallengeName, userName, answer, clientMetadata: ClientMetadata },
    at,
    services,
    call,
  );
}

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
