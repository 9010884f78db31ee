import type { AuthenticationResponse } from '../protocol/authentication.ts';
import { call } from './call.ts';
import { type ClientConfig, nowOf } from './client-config.ts';
import type { AuthError } from './errors.ts';
import { claimsOf } from './read-claims.ts';
import { exclusively } from './tab-lock.ts';
import type { TokenStore } from './token-store.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** Tokens that expire sooner than this are refreshed: a request on its way must still find them good. */
const MARGIN = 60_000;
/** A trigger may take Cognito 15 s; a tab that hangs must not keep the others waiting. */
const PATIENCE = 30_000;
/** What Cognito answers where the refresh token, or its user, is good no more. */
const SIGNED_OUT: readonly string[] = [
  'NotAuthorizedException',
  'RefreshTokenReuseException',
  'UserNotConfirmedException',
  'UserNotFoundException',
];

/** What `tokens` may be told. */
export interface TokensOptions {
  /** Aborts the waiting; a refresh that others wait for goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Refresh even tokens that are good, to get claims that have changed. @default false */
  readonly refresh?: boolean;
}

/** Gives current tokens: one refresh at a time, however many callers and tabs. */
export function currentTokens(config: ClientConfig, store: TokenStore) {
  const { clientId, clientSecret } = config;
  let refreshing: Promise<Tokens | undefined> | undefined;

  const exchange = async (stale: Tokens, mustBeNew: boolean): Promise<Tokens | undefined> => {
    const { accessToken, refreshToken } = stale;
    const before = await store.load();
    // Another tab was first, or somebody signed out.
    if (before?.accessToken !== accessToken) return before;
    let fresh: Tokens | undefined;
    try {
      const { AuthenticationResult } = await call<AuthenticationResponse>(
        config,
        'GetTokensFromRefreshToken',
        {
          ClientId: clientId,
          ClientSecret: clientSecret,
          RefreshToken: refreshToken,
          DeviceKey: claimsOf(accessToken).device_key,
        },
        AbortSignal.timeout(PATIENCE),
      );
      // Only where rotation is on does Cognito answer a new refresh token.
      fresh = tokensOf({ RefreshToken: refreshToken, ...AuthenticationResult }, nowOf(config));
    } catch (error) {
      if (!SIGNED_OUT.includes((error as AuthError).code)) {
        if (!mustBeNew && stale.expiresAt > nowOf(config)) return stale;
        throw error;
      }
    }
    const after = await store.load();
    if (after?.accessToken !== accessToken) return after;
    await (fresh ? store.save(fresh, nowOf(config)) : store.clear());
    return fresh;
  };

  return async ({ signal, refresh = false }: TokensOptions = {}): Promise<Tokens | undefined> => {
    signal?.throwIfAborted();
    const held = await store.load();
    if (!held || (!refresh && held.expiresAt - MARGIN > nowOf(config))) return held;
    refreshing ??= exclusively(`countersign.${clientId}`, () => exchange(held, refresh)).finally(() => {
      refreshing = undefined;
    });
    const waited = refreshing;
    return new Promise((resolve, reject) => {
      waited.then(resolve, reject);
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  };
}
