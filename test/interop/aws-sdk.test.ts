import {
  AssociateSoftwareTokenCommand,
  type AuthenticationResultType,
  ConfirmDeviceCommand,
  GetTokensFromRefreshTokenCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  type RespondToAuthChallengeCommandOutput,
  RevokeTokenCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  createDeviceVerifier,
  createSrpSession,
  signSrpSession,
  signSrpSessionWithDevice,
  wrapAuthChallenge,
} from 'cognito-srp-helper';
import { onTestFinished } from 'vitest';
import type { ChallengeName } from '../../lib/protocol/index.ts';
import { sdkFor } from '../local/support/pool-parts.ts';
import type { Asked, PublicClient, PublicClientConfig, PublicSignIn } from './support/public-client.ts';
import { runScenarios } from './support/run-scenarios.ts';

type Answered = InitiateAuthCommandOutput | RespondToAuthChallengeCommandOutput;
type Texts = Readonly<Record<string, string>>;
type Signed = ReturnType<typeof signSrpSession>;

/** What the answer to each challenge is called. */
const RESPONSES: Readonly<Partial<Record<ChallengeName, string>>> = {
  CUSTOM_CHALLENGE: 'ANSWER',
  SELECT_MFA_TYPE: 'ANSWER',
  SELECT_CHALLENGE: 'ANSWER',
  NEW_PASSWORD_REQUIRED: 'NEW_PASSWORD',
  SMS_MFA: 'SMS_MFA_CODE',
  SMS_OTP: 'SMS_OTP_CODE',
  EMAIL_OTP: 'EMAIL_OTP_CODE',
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA_CODE',
  WEB_AUTHN: 'CREDENTIAL',
};

/** The SDK, which computes nothing itself, and what people take beside it for SRP. */
function awsSdk({ endpoint, userPoolId, clientId: ClientId }: PublicClientConfig): PublicClient {
  const sdk = sdkFor(endpoint);
  onTestFinished(() => sdk.destroy());
  let device: { readonly key: string; readonly groupKey: string; readonly password: string } | undefined;
  let tokens: AuthenticationResultType | undefined;
  let pending: Answered | undefined;
  let picked: 'PASSWORD' | 'PASSWORD_SRP' | undefined;
  let username = '';
  let srp: ReturnType<typeof createSrpSession>;

  /** Begins to prove a password. */
  const begun = (password: string): Texts => {
    srp = createSrpSession(username, password, userPoolId, false);
    return { SRP_A: srp.largeA };
  };

  const deviceKey = (): Texts => (device ? { DEVICE_KEY: device.key } : {});

  const respond = async (asked: Answered, responses: Texts, signed?: Signed): Promise<Asked> => {
    const { ChallengeName, Session } = asked;
    const answers = { ClientId, ChallengeResponses: { USERNAME: username, ...deviceKey(), ...responses } };
    const request = signed ? wrapAuthChallenge(signed, answers) : answers;
    return goOn(await sdk.send(new RespondToAuthChallengeCommand({ ...request, ChallengeName, Session })));
  };

  const confirmDevice = async ({ AccessToken, NewDeviceMetadata }: AuthenticationResultType): Promise<void> => {
    const { DeviceKey = '', DeviceGroupKey = '' } = NewDeviceMetadata ?? {};
    if (!DeviceKey) return;
    const { DeviceSecretVerifierConfig, DeviceRandomPassword } = createDeviceVerifier(DeviceKey, DeviceGroupKey);
    await sdk.send(new ConfirmDeviceCommand({ AccessToken, DeviceKey, DeviceSecretVerifierConfig }));
    device = { key: DeviceKey, groupKey: DeviceGroupKey, password: DeviceRandomPassword };
  };

  /** Answers by itself what needs nobody, and says what is asked. */
  const goOn = async (answered: Answered): Promise<Asked> => {
    const { ChallengeName: name, ChallengeParameters = {}, AuthenticationResult, AvailableChallenges } = answered;
    if (AuthenticationResult) {
      tokens = AuthenticationResult;
      await confirmDevice(AuthenticationResult);
      return { name: 'signedIn' };
    }
    if (name === 'DEVICE_PASSWORD_VERIFIER') {
      const { groupKey = '', password = '' } = device ?? {};
      return respond(answered, {}, signSrpSessionWithDevice(srp, { ChallengeParameters }, groupKey, password));
    }
    username = ChallengeParameters.USERNAME ?? ChallengeParameters.USER_ID_FOR_SRP ?? username;
    pending = answered;
    switch (name) {
      case undefined:
        throw new Error('neither a challenge nor tokens');
      case 'PASSWORD_VERIFIER':
        return respond(answered, {}, signSrpSession(srp, { ChallengeParameters }));
      case 'DEVICE_SRP_AUTH':
        return respond(answered, begun(''));
      case 'MFA_SETUP': {
        const { Session } = answered;
        const { SecretCode = '', ...associated } = await sdk.send(new AssociateSoftwareTokenCommand({ Session }));
        pending = { ...answered, Session: associated.Session };
        return { name, secretCode: SecretCode };
      }
      case 'WEB_AUTHN':
        return { name, request: JSON.parse(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS ?? '') };
      case 'SELECT_MFA_TYPE':
        return { name, options: JSON.parse(ChallengeParameters.MFAS_CAN_CHOOSE ?? '') };
      default:
        return { name, options: AvailableChallenges ?? [] };
    }
  };

  const begin = async ({ authFlow, username: given, password }: PublicSignIn): Promise<Asked> => {
    username = given;
    const bySrp = password !== undefined && authFlow !== 'USER_PASSWORD_AUTH';
    const AuthParameters = {
      ...{ USERNAME: username, ...deviceKey() },
      ...(bySrp && begun(password)),
      ...(bySrp && authFlow === 'CUSTOM_AUTH' && { CHALLENGE_NAME: 'SRP_A' }),
      ...(bySrp && authFlow === 'USER_AUTH' && { PREFERRED_CHALLENGE: 'PASSWORD_SRP' }),
      ...(password !== undefined && !bySrp && { PASSWORD: password }),
    };
    return goOn(await sdk.send(new InitiateAuthCommand({ AuthFlow: authFlow, ClientId, AuthParameters })));
  };

  const answer = async (text: string): Promise<Asked> => {
    if (!pending) throw new Error('nothing was asked');
    const { ChallengeName, Session } = pending;
    if (picked) {
      const proof: Texts = picked === 'PASSWORD' ? { PASSWORD: text } : begun(text);
      const ANSWER = picked;
      picked = undefined;
      return respond(pending, { ANSWER, ...proof });
    }
    if (ChallengeName === 'SELECT_CHALLENGE' && (text === 'PASSWORD' || text === 'PASSWORD_SRP')) {
      // A password goes along with the choice of it.
      picked = text;
      return { name: text };
    }
    if (ChallengeName === 'MFA_SETUP') {
      const verified = await sdk.send(new VerifySoftwareTokenCommand({ Session, UserCode: text }));
      return respond({ ...pending, Session: verified.Session }, {});
    }
    return respond(pending, { [RESPONSES[ChallengeName as ChallengeName] ?? '']: text });
  };

  return {
    async signIn(input) {
      try {
        return await begin(input);
      } catch (error) {
        if ((error as Error).message !== 'Device does not exist.') throw error;
        device = undefined;
        return begin(input);
      }
    },
    answer,
    accessToken: async () => tokens?.AccessToken,
    async refresh() {
      const RefreshToken = tokens?.RefreshToken;
      const request = { ClientId, RefreshToken, DeviceKey: device?.key };
      const { AuthenticationResult } = await sdk.send(new GetTokensFromRefreshTokenCommand(request));
      tokens = { RefreshToken, ...AuthenticationResult };
      return tokens.AccessToken;
    },
    async signOut(options) {
      const { AccessToken, RefreshToken: Token } = tokens ?? {};
      tokens = undefined;
      if (options?.global) await sdk.send(new GlobalSignOutCommand({ AccessToken }));
      else await sdk.send(new RevokeTokenCommand({ ClientId, Token }));
    },
  };
}

runScenarios('AWS SDK 3.1169.0, cognito-srp-helper 2.3.4', awsSdk);
