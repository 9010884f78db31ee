import { call } from './call.ts';
import { type CallOptions, type ClientConfig, nowOf } from './client-config.ts';
import type { CognitoFlow } from './cognito-step.ts';
import { currentTokens, type TokensOptions } from './current-tokens.ts';
import { pendingStore } from './pending-store.ts';
import { claimsOf } from './read-claims.ts';
import { signInWith } from './sign-in.ts';
import type { SignInOptions } from './sign-in-options.ts';
import type { MaybeFlow, PendingStep, SignInInput, Step } from './step.ts';
import { type AuthStorage, pageStorage } from './storage.ts';
import { tokenStore } from './token-store.ts';
import type { Tokens } from './tokens.ts';

/** Which app client, how to reach it, and where to keep things. */
export interface AuthClientConfig extends ClientConfig {
  /** Where tokens are kept, under Amplify's key names. @default - `localStorage` in a page, else memory */
  readonly storage?: AuthStorage;
  /**
   * Where the pending sign-in is kept, so that it survives a reload: what Cognito sent, never an answer.
   *
   * Not `storage`: a sign-in belongs to its tab, which takes it along when it is closed.
   * @default - `sessionStorage` in a page, else memory
   */
  readonly pendingStorage?: AuthStorage;
}

/** How to sign out. */
export interface SignOutOptions extends Pick<CallOptions, 'signal'> {
  /**
   * On every device, not on this one only. Cognito may revoke the tokens of a sign-in that follows at once, too
   * (aws/aws-sdk-java#2449): begin none in the same breath. @default false
   */
  readonly global?: boolean;
}

/** Signs a user in, and keeps them signed in. */
export interface AuthClient<F extends MaybeFlow = undefined> {
  /** Starts a sign-in and gives its first step. The tokens are kept as soon as there are some. */
  signIn(input: SignInInput<F>, options?: SignInOptions<F>): Promise<Step<F>>;
  /** The step of the sign-in that was pending before a reload; undefined where none is, or its time is over. */
  resume(): Promise<PendingStep<F> | undefined>;
  /**
   * The current tokens, refreshed where they expire within a minute; undefined where nobody is signed in, or Cognito
   * says that they no longer are.
   *
   * @throws NetworkError and other errors that say nothing about the user: the tokens are kept.
   */
  tokens(options?: TokensOptions): Promise<Tokens | undefined>;
  /**
   * Forgets the tokens and revokes them.
   *
   * @throws NetworkError, ServiceError if Cognito could not revoke them: here they are forgotten even so.
   */
  signOut(options?: SignOutOptions): Promise<void>;
}

/** Makes a client, as {@link createAuthClient} says. */
export interface CreateAuthClient {
  <F extends CognitoFlow>(config: AuthClientConfig & { readonly authFlow: F }): AuthClient<F>;
  <F extends Exclude<MaybeFlow, CognitoFlow> = undefined>(
    config: AuthClientConfig & { readonly authFlow?: 'CUSTOM_AUTH' },
  ): AuthClient<F>;
}

/**
 * Makes the client of a user pool, its steps typed by the flow that the pool runs.
 * @example
 * const auth = createAuthClient<SignIn>({ userPoolId: 'eu-central-1_AbCdEf123', clientId: '1h57…' });
 * let step = await auth.signIn({ username: 'alice@example.com' });
 * if (step.name === 'emailOtp') step = await step.answer(code);
 * if (step.name === 'signedIn') step.tokens.accessToken;
 */
export const createAuthClient: CreateAuthClient = (config: AuthClientConfig) => {
  const { storage = pageStorage('localStorage'), pendingStorage = pageStorage('sessionStorage') } = config;
  const { clientId, clientSecret } = config;
  const store = tokenStore(storage, clientId);
  const pending = pendingStore(pendingStorage, clientId);
  const tokens = currentTokens(config, store);
  const { begin, nextStep } = signInWith(config, { ...store, ...pending });

  const client: AuthClient = {
    signIn: begin,
    async resume() {
      const kept = await pending.load(nowOf(config));
      return kept ? (nextStep(kept) as Promise<PendingStep>) : undefined;
    },
    tokens,
    async signOut({ global = false, signal } = {}) {
      const held = await store.load();
      // Only a good access token signs out everywhere.
      const good = global ? await tokens({ signal }).catch(() => held) : held;
      await store.clear();
      await pending.keep(undefined);
      if (!good) return;
      const { accessToken, refreshToken } = good;
      if (global) {
        await call(config, 'GlobalSignOut', { AccessToken: accessToken }, signal);
      } else if ('origin_jti' in claimsOf(accessToken)) {
        // Without that claim, the app client has revocation turned off.
        const request = { ClientId: clientId, ClientSecret: clientSecret, Token: refreshToken };
        await call(config, 'RevokeToken', request, signal);
      }
    },
  };
  return client as AuthClient<never>;
};
