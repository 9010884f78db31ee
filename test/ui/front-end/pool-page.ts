// A page that signs in at a local pool: which, and how, it is told by the test.
import { type AuthClientConfig, createAuthClient, registerWebAuthnCredential } from '../../../lib/client/index.ts';
import { type ShowSignInOptions, showSignIn } from '../../../lib/ui/index.ts';

/** What the test tells. */
export interface PoolPage {
  readonly config: Omit<AuthClientConfig, 'now' | 'fetch'>;
  readonly options?: Partial<Omit<ShowSignInOptions, 'auth'>>;
}

declare global {
  /** Shows a sign-in at a pool, anew after a reload. */
  var signInAt: (page: PoolPage) => void;
  /** Who has signed in: the access token. */
  var accessToken: string | undefined;
  /** Registers a passkey for who has signed in. */
  var register: (page: PoolPage) => Promise<void>;
}

globalThis.signInAt = ({ config, options }) => {
  showSignIn(document.querySelector('#sign-in'), {
    auth: createAuthClient(config as AuthClientConfig & { readonly authFlow?: 'CUSTOM_AUTH' }),
    issuer: 'Shop',
    ...options,
    onSignedIn: ({ tokens }) => {
      globalThis.accessToken = tokens.accessToken;
    },
  });
};
globalThis.register = ({ config }) =>
  registerWebAuthnCredential(config as AuthClientConfig, { accessToken: globalThis.accessToken ?? '' });
