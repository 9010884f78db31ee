import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type IAuthenticationCallback,
} from 'amazon-cognito-identity-js';
import type { Asked, PublicClient, PublicClientConfig, PublicSignIn } from './support/public-client.ts';
import { runScenarios } from './support/run-scenarios.ts';

/** Storage as a browser's. */
function memory() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  };
}

/** What its callbacks say. */
const asked = (ask: (callbacks: Required<IAuthenticationCallback>) => void): Promise<Asked> =>
  new Promise((resolve, reject) =>
    ask({
      onSuccess: () => resolve({ name: 'signedIn' }),
      onFailure: reject,
      newPasswordRequired: () => resolve({ name: 'NEW_PASSWORD_REQUIRED' }),
      mfaRequired: () => resolve({ name: 'SMS_MFA' }),
      totpRequired: () => resolve({ name: 'SOFTWARE_TOKEN_MFA' }),
      customChallenge: () => resolve({ name: 'CUSTOM_CHALLENGE' }),
      mfaSetup: () => resolve({ name: 'MFA_SETUP' }),
      selectMFAType: (_name, { MFAS_CAN_CHOOSE }) =>
        resolve({ name: 'SELECT_MFA_TYPE', options: JSON.parse(MFAS_CAN_CHOOSE) }),
    }),
  );

function identityJs({ endpoint, userPoolId, clientId }: PublicClientConfig): PublicClient {
  const Storage = memory();
  const Pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint, Storage });
  let user: CognitoUser;
  let pending: Asked;

  const signIn = ({ authFlow, username, password }: PublicSignIn): Promise<Asked> => {
    user = new CognitoUser({ Username: username, Pool, Storage });
    user.setAuthenticationFlowType(authFlow);
    const isPasswordless = authFlow === 'CUSTOM_AUTH' && password === undefined;
    const details = new AuthenticationDetails({ Username: username, ...(password && { Password: password }) });
    return asked((callbacks) =>
      (isPasswordless ? user.initiateAuth : user.authenticateUser).call(user, details, callbacks),
    );
  };

  const answer = (text: string): Promise<Asked> =>
    asked((callbacks) => {
      switch (pending.name) {
        case 'NEW_PASSWORD_REQUIRED':
          return user.completeNewPasswordChallenge(text, {}, callbacks);
        case 'CUSTOM_CHALLENGE':
          return user.sendCustomChallengeAnswer(text, callbacks);
        case 'MFA_SETUP':
          return user.verifySoftwareToken(text, 'phone', callbacks);
        case 'SELECT_MFA_TYPE':
          return user.sendMFASelectionAnswer(text, callbacks);
        default:
          return user.sendMFACode(text, callbacks, pending.name);
      }
    });

  /** Its app asks for the secret itself. */
  const told = async (now: Asked): Promise<Asked> => {
    pending = now;
    if (now.name !== 'MFA_SETUP') return now;
    const secretCode = await new Promise<string>((associateSecretCode, onFailure) =>
      user.associateSoftwareToken({ associateSecretCode, onFailure }),
    );
    return { ...now, secretCode };
  };

  const session = () =>
    new Promise<CognitoUserSession | undefined>((resolve) => {
      const current = Pool.getCurrentUser();
      if (!current) return resolve(undefined);
      current.getSession((_error: Error | null, found: CognitoUserSession | null) => resolve(found ?? undefined));
    });

  return {
    signIn: async (input) => told(await signIn(input)),
    answer: async (text) => told(await answer(text)),
    accessToken: async () => (await session())?.getAccessToken().getJwtToken(),
    async refresh() {
      const refreshToken = (await session())?.getRefreshToken();
      if (!refreshToken) return undefined;
      return new Promise((resolve, reject) =>
        user.refreshSession(refreshToken, (error?: Error, fresh?: CognitoUserSession) =>
          error ? reject(error) : resolve(fresh?.getAccessToken().getJwtToken()),
        ),
      );
    },
    signOut: (options) =>
      new Promise((resolve, reject) => {
        if (options?.global) user.globalSignOut({ onSuccess: () => resolve(), onFailure: reject });
        else user.signOut((error?: Error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** Where it doesn't know what is asked, it looks for tokens. */
const NO_TOKENS = /^Cannot read properties of undefined/;

const noChoice = { because: 'it has no USER_AUTH', error: /^Authentication flow type is invalid/ };

runScenarios('amazon-cognito-identity-js 6.3.21', identityJs, {
  'a code by e-mail, as the second factor': {
    because: 'it takes EMAIL_OTP for tokens',
    error: NO_TOKENS,
  },
  'a custom challenge after a password and a code by SMS': {
    because: 'it expects tokens after an MFA code',
    error: NO_TOKENS,
  },
  'a code by e-mail, picked as the first factor': noChoice,
  'a code by SMS, picked as the first factor': noChoice,
  'a password, picked as the first factor': noChoice,
  'a password by SRP, picked as the first factor': noChoice,
  'a password by SRP, as the preferred first factor': noChoice,
  'a passkey, picked as the first factor': noChoice,
});
