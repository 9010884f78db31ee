import type { AuthStorage, Step } from '../../../lib/client/index.ts';
import type { TestPool } from '../../local/support/start-pool.ts';

export const ALL_FLOWS = [
  'ALLOW_USER_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

/** What a client needs to know of a pool. */
export const configOf = ({ local, UserPoolId, ClientId, clock }: TestPool) => ({
  userPoolId: UserPoolId,
  clientId: ClientId,
  endpoint: local.endpoint,
  now: clock.now,
});

/** A step that is the one expected. */
export function as<Asked extends { readonly name: string }, Name extends Asked['name']>(
  step: Asked | undefined,
  name: Name,
): Extract<Asked, { readonly name: Name }> {
  if (step?.name !== name) throw new Error(`asked ${step?.name}, not ${name}`);
  return step as Extract<Asked, { readonly name: Name }>;
}

/** A step of which no more is known than its name. */
export function pending<Asked extends Step>(step: Asked): Exclude<Asked, { readonly name: 'signedIn' }> {
  if (step.tokens) throw new Error('there are tokens already');
  return step as Exclude<Asked, { readonly name: 'signedIn' }>;
}

/** A storage whose content a test can look at. */
export function openStorage() {
  const items = new Map<string, string>();
  const storage: AuthStorage = {
    getItem: async (key) => items.get(key) ?? null,
    setItem: async (key, value) => void items.set(key, value),
    removeItem: async (key) => void items.delete(key),
  };
  return { items, storage };
}
