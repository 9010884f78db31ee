import { call } from './call.ts';
import { type CallOptions, type ClientConfig, nowOf } from './client-config.ts';
import type { CognitoFlow } from './cognito-step.ts';
import { currentTokens, type TokensOptions } from './current-tokens.ts';
import { NetworkError, StaleStepError } from './errors.ts';
import { pendingStore } from './pending-store.ts';
import { revoke } from './revoke.ts';
import { safeStorage } from './safe-storage.ts';
import { signInWith } from './sign-in.ts';
import type { SignInOptions } from './sign-in-options.ts';
import type { Keeper } from './sign-in-runtime.ts';
import type { MaybeFlow, PendingStep, SignInInput, Step } from './step.ts';
import { type AuthStorage, pageStorage } from './storage.ts';
import { type TokensListener, tokenChanges } from './token-changes.ts';
import { tokenStore } from './token-store.ts';
import type { Tokens } from './tokens.ts';

/** Which app client, how to reach it, and where to keep things. */
export interface AuthClientConfig extends ClientConfig {
  /**
   * Where tokens are kept, under Amplify's key names; null for this page's memory. Whatever it doesn't take is kept in
   * memory. It must be one user's: a server gives none, or makes a client for each user.
   * @default - `localStorage` in a page; outside of one, nothing is kept at all
   */
  readonly storage?: AuthStorage | null;
  /**
   * Where the pending sign-in is kept, so that it survives a reload: what Cognito sent, never an answer.
   *
   * Not `storage`: a sign-in belongs to its tab, which takes it along when it is closed.
   * @default - `sessionStorage` in a page; outside of one memory, if there is a `storage`
   */
  readonly pendingStorage?: AuthStorage | null;
  /** Told what a storage threw. Nothing is lost in this page, but a reload may find nobody signed in. @default - nobody */
  readonly onStorageError?: (error: unknown) => void;
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
  /**
   * The step of the sign-in that was pending before a reload; undefined where none is, its time is over, or it can't be
   * read.
   */
  resume(): Promise<PendingStep<F> | undefined>;
  /**
   * The current tokens; undefined where nobody is signed in, or Cognito says that they no longer are. Where they expire
   * within a minute, a refresh begins; within 30 s, it is waited for.
   *
   * @throws NetworkError and other errors that say nothing about the user: the tokens are kept.
   */
  tokens(options?: TokensOptions): Promise<Tokens | undefined>;
  /**
   * Forgets the tokens and revokes them. Steps of sign-ins that are pending come to an end (StaleStepError).
   *
   * @throws NetworkError, ServiceError if Cognito could not revoke them: here they are forgotten even so.
   */
  signOut(options?: SignOutOptions): Promise<void>;
  /**
   * Calls the listener when somebody signs in, signs out, or can't stay signed in, in this tab or another one of the same
   * `localStorage`; not when tokens are refreshed. What it throws is ignored.
   *
   * @returns what ends it
   * @example
   * const stop = auth.onChange((tokens) => show(tokens ? 'account' : 'sign-in'));
   */
  onChange(listener: TokensListener): () => void;
}

/** What lasts until the user signs out. */
interface Visit {
  newest?: ReturnType<typeof signInWith>;
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
  const { clientId, onStorageError } = config;
  const now = () => nowOf(config);
  const store = tokenStore(safeStorage(storage, onStorageError), clientId);
  const pending = pendingStore(safeStorage(pendingStorage, onStorageError), clientId, now);
  const { tell, onChange } = tokenChanges(store, now);
  const tokens = currentTokens(config, store, tell);

  let visit: Visit = {};
  /** Keeps what a sign-in brings, as long as its visit lasts. */
  const keeperOf = (mine: Visit): Keeper => {
    const unlessLeft = () => {
      if (mine !== visit) throw new StaleStepError('the user has signed out since');
    };
    return {
      ...store,
      async keep(step) {
        unlessLeft();
        await pending.keep(step);
      },
      async save(fresh, at) {
        unlessLeft();
        await store.save(fresh, at);
        await tell();
      },
    };
  };
  const newSignIn = (mine: Visit) => {
    // Where there is no storage, this may be a server, and the client everybody's.
    mine.newest = signInWith(config, storage === undefined ? undefined : keeperOf(mine));
    return mine.newest;
  };

  const client: AuthClient = {
    signIn: (input, options) => newSignIn(visit).begin(input, options),
    async resume() {
      const mine = visit;
      const kept = await pending.load();
      if (!kept) return undefined;
      try {
        const step = (await (mine.newest ?? newSignIn(mine)).nextStep(kept)) as PendingStep;
        const { retryAfter, resendAfter, sentAgo } = step;
        // Not a number where an older client kept it.
        const since = Math.trunc((now() - kept.keptAt) / 1000) || 0;
        const left = (wait?: number) => wait && Math.max(0, wait - since);
        return {
          ...step,
          retryAfter: left(retryAfter) || undefined,
          resendAfter: left(resendAfter),
          sentAgo: sentAgo && sentAgo + since,
        };
      } catch (error) {
        if (error instanceof NetworkError) throw error;
        // This client can't read it.
        await pending.keep(undefined);
        return undefined;
      }
    },
    tokens,
    async signOut({ global, signal } = {}) {
      visit = {};
      // Only a good access token signs out everywhere: where none is to be had, the one that is kept may do.
      if (global) await tokens({ signal }).catch(() => {});
      const good = await store.clear(now());
      await pending.keep(undefined);
      if (!good) return;
      await tell();
      await (global
        ? call(config, 'GlobalSignOut', { AccessToken: good.accessToken }, signal)
        : revoke(config, good, signal));
    },
    onChange,
  };
  return client as AuthClient<never>;
};
