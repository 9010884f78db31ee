import { Amplify } from 'aws-amplify';
import {
  confirmSignIn,
  fetchAuthSession,
  type SignInInput,
  type SignInOutput,
  signIn,
  signOut,
} from 'aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import { ConsoleLogger } from 'aws-amplify/utils';
import type { Asked, PublicClient, PublicClientConfig, PublicSignIn } from './support/public-client.ts';
import { runScenarios } from './support/run-scenarios.ts';

type NextStep = SignInOutput['nextStep'];

type AuthFlowType = NonNullable<NonNullable<SignInInput['options']>['authFlowType']>;

/** Cognito's names for its steps. */
const NAMES: Readonly<Partial<Record<NextStep['signInStep'], Asked['name']>>> = {
  DONE: 'signedIn',
  CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE: 'CUSTOM_CHALLENGE',
  CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED: 'NEW_PASSWORD_REQUIRED',
  CONFIRM_SIGN_IN_WITH_TOTP_CODE: 'SOFTWARE_TOKEN_MFA',
  CONFIRM_SIGN_IN_WITH_EMAIL_CODE: 'EMAIL_OTP',
  CONTINUE_SIGN_IN_WITH_TOTP_SETUP: 'MFA_SETUP',
  CONTINUE_SIGN_IN_WITH_MFA_SELECTION: 'SELECT_MFA_TYPE',
  CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION: 'SELECT_CHALLENGE',
};

// It warns of every endpoint that isn't Cognito's.
ConsoleLogger.LOG_LEVEL = 'ERROR';

/** Its own names for the second factors. */
const FACTORS: Readonly<Record<string, string>> = { SMS: 'SMS_MFA', TOTP: 'SOFTWARE_TOKEN_MFA', EMAIL: 'EMAIL_OTP' };
const factorOf = (name: string) => Object.keys(FACTORS).find((key) => FACTORS[key] === name) ?? name;

/** Storage as it asks for it. */
function memory() {
  const items = new Map<string, string>();
  return {
    getItem: async (key: string) => items.get(key) ?? null,
    setItem: async (key: string, value: string) => void items.set(key, value),
    removeItem: async (key: string) => void items.delete(key),
    clear: async () => items.clear(),
  };
}

function amplify({ endpoint, userPoolId, clientId }: PublicClientConfig): PublicClient {
  Amplify.configure({
    Auth: { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: endpoint } },
  });
  cognitoUserPoolsTokenProvider.setKeyValueStorage(memory());
  let pending: Asked;
  let isFirstFactor = false;

  const nameOf = (step: NextStep['signInStep'], picked: string | undefined): Asked['name'] | undefined => {
    if (step === 'CONFIRM_SIGN_IN_WITH_SMS_CODE') return isFirstFactor ? 'SMS_OTP' : 'SMS_MFA';
    if (step === 'CONFIRM_SIGN_IN_WITH_PASSWORD') return picked === 'PASSWORD' ? 'PASSWORD' : 'PASSWORD_SRP';
    return NAMES[step];
  };

  const told = ({ nextStep }: { readonly nextStep: NextStep }, picked?: string): Asked => {
    const name = nameOf(nextStep.signInStep, picked);
    if (!name) throw new Error(`no name for ${nextStep.signInStep}`);
    pending = { name };
    switch (nextStep.signInStep) {
      case 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP':
        return { name, secretCode: nextStep.totpSetupDetails.sharedSecret };
      case 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION':
        return { name, options: nextStep.allowedMFATypes?.map((type) => FACTORS[type] ?? type) ?? [] };
      case 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION':
        return { name, options: nextStep.availableChallenges ?? [] };
      default:
        return { name };
    }
  };

  const authFlowTypeOf = ({ authFlow, password }: PublicSignIn): AuthFlowType => {
    if (authFlow !== 'CUSTOM_AUTH') return authFlow;
    return password === undefined ? 'CUSTOM_WITHOUT_SRP' : 'CUSTOM_WITH_SRP';
  };

  return {
    async signIn(input) {
      const { authFlow, username, password } = input;
      isFirstFactor = authFlow === 'USER_AUTH';
      const preferred = isFirstFactor && password && ({ preferredChallenge: 'PASSWORD_SRP' } as const);
      const options = { authFlowType: authFlowTypeOf(input), ...(preferred || {}) };
      return told(await signIn({ username, ...(password && { password }), options }));
    },
    async answer(text) {
      const challengeResponse = pending.name === 'SELECT_MFA_TYPE' ? factorOf(text) : text;
      return told(await confirmSignIn({ challengeResponse }), text);
    },
    accessToken: async () => (await fetchAuthSession()).tokens?.accessToken.toString(),
    refresh: async () => (await fetchAuthSession({ forceRefresh: true })).tokens?.accessToken.toString(),
    signOut: (options) => signOut(options),
  };
}

runScenarios('aws-amplify 6.22.1', amplify, {
  'a passkey, picked as the first factor': {
    because: 'it asks the browser for it, which Node is not',
    error: /[Pp]asskey/,
  },
});
