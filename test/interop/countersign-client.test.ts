import { createAuthClient, memoryStorage, type PendingStep, type Step } from '../../lib/client/index.ts';
import { CHALLENGE_NAMES, type ChallengeName } from '../../lib/protocol/index.ts';
import type { Asked, PublicClient, PublicClientConfig, PublicSignIn } from './support/public-client.ts';
import { runScenarios } from './support/run-scenarios.ts';

/** What a step is called where it isn't by Cognito's name. */
const NAMES: Readonly<Record<string, Asked['name']>> = {
  signedIn: 'signedIn',
  SOFTWARE_TOKEN_SETUP: 'MFA_SETUP',
};

const isCognitos = (name: string): name is ChallengeName => CHALLENGE_NAMES.some((known) => known === name);

/** The project's own client, not told its flow. */
function countersign({ endpoint, userPoolId, clientId }: PublicClientConfig): PublicClient {
  const config = { endpoint, userPoolId, clientId, storage: memoryStorage(), pendingStorage: memoryStorage() };
  const client = createAuthClient(config);
  let pending: PendingStep | undefined;

  const begin = ({ authFlow, username, password = '' }: PublicSignIn): Promise<Step> => {
    switch (authFlow) {
      case 'CUSTOM_AUTH':
        return client.signIn({ username, ...(password && { password }) });
      case 'USER_AUTH': {
        const chosen = createAuthClient({ ...config, authFlow });
        return chosen.signIn({ username, ...(password && { password }) }) as Promise<Step>;
      }
      default:
        return createAuthClient({ ...config, authFlow }).signIn({ username, password }) as Promise<Step>;
    }
  };

  const told = async (step: Step): Promise<Asked> => {
    pending = step.tokens ? undefined : step;
    const { options, secretCode, request } = (pending?.parameters ?? {}) as Omit<Asked, 'name'>;
    // The app that it is part of sets up authenticator apps.
    if (step.name === 'MFA_SETUP') return answer('SOFTWARE_TOKEN_MFA');
    const name = NAMES[step.name] ?? (isCognitos(step.name) ? step.name : 'CUSTOM_CHALLENGE');
    return { name, ...(options && { options }), ...(secretCode && { secretCode }), ...(request && { request }) };
  };

  const answer = async (text: string): Promise<Asked> => {
    if (!pending) throw new Error('nothing was asked');
    const isPasskey = pending.name === 'WEB_AUTHN';
    return told(await pending.answer(isPasskey ? JSON.parse(text) : text));
  };

  return {
    signIn: async (input) => told(await begin(input)),
    answer,
    accessToken: async () => (await client.tokens())?.accessToken,
    refresh: async () => (await client.tokens({ refresh: true }))?.accessToken,
    signOut: (options) => client.signOut(options),
  };
}

runScenarios('countersign/client', countersign);
