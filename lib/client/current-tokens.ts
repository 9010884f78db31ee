import type { AuthenticationResponse } from '../protocol/authentication.ts';
import { call } from './call.ts';
import { type ClientConfig, nowOf } from './client-config.ts';
import type { AuthError } from './errors.ts';
import { claimsOf } from './read-claims.ts';
import { revoke } from './revoke.ts';
import { exclusively } from './tab-lock.ts';
import type { TokenStore } from './token-store.ts';
import { type Tokens, tokensOf } from './tokens.ts';
import { within } from './within.ts';

/** Tokens that expire sooner than this are refreshed. */
const MARGIN = 60_000;
/** And sooner than this, the refresh is waited for: a request on its way must still find them good. */
const NEEDED = 30_000;
/** What Cognito answers where the refresh token, or its user, is good no more. */
const SIGNED_OUT = /^(NotAuthorized|RefreshTokenReuse|UserNotConfirmed|UserNotFound)Exception$/;

/** What `tokens` may be told. */
export interface TokensOptions {
  /** Aborts the waiting; a refresh that others wait for goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Refresh even tokens that are good, to get claims that have changed. @default false */
  readonly refresh?: boolean;
}

/**
 * Gives current tokens: one refresh at a time, however many callers and tabs.
 *
 * @param onLost - called when Cognito says that nobody is signed in any more
 */
export function currentTokens(config: ClientConfig, store: TokenStore, onLost: () => void) {
  const { clientId, clientSecret } = config;
  let refreshing: Promise<Tokens | undefined> | undefined;
  const load = () => store.load(nowOf(config));

  const exchange = async ({ accessToken }: Tokens): Promise<Tokens | undefined> => {
    const before = await load();
    // Another tab was first, or somebody signed out.
    if (before?.accessToken !== accessToken) return before;
    const { refreshToken } = before;
    let fresh: Tokens | undefined;
    try {
      const { AuthenticationResult } = await call<AuthenticationResponse>(config, 'GetTokensFromRefreshToken', {
        ClientId: clientId,
        ClientSecret: clientSecret,
        RefreshToken: refreshToken,
        DeviceKey: claimsOf(accessToken).device_key,
      });
      // Only where rotation is on does Cognito answer a new refresh token.
      fresh = tokensOf({ RefreshToken: refreshToken, ...AuthenticationResult }, nowOf(config));
    } catch (error) {
      if (!SIGNED_OUT.test((error as AuthError).code)) throw error;
    }
    const kept = await store.replace(accessToken, fresh, nowOf(config));
    if (kept) return kept;
    if (!fresh) onLost();
    // Somebody has signed out, and could revoke only what there was by then.
    else if (fresh.refreshToken !== refreshToken) revoke(config, fresh).catch(() => {});
    return undefined;
  };

  const isGoodFor = (milliseconds: number, { expiresAt }: Tokens) => expiresAt - milliseconds > nowOf(config);

  return async ({ signal, refresh }: TokensOptions = {}): Promise<Tokens | undefined> => {
    let held: Tokens | undefined;
    try {
      return await within(config, signal, async () => {
        held = await load();
        if (!held || (!refresh && isGoodFor(MARGIN, held))) return held;
        const stale = held;
        refreshing ??= exclusively(`countersign.${clientId}`, () => exchange(stale)).finally(() => {
          refreshing = undefined;
        });
        // It may go on behind, and fail unheard.
        refreshing.catch(() => {});
        return !refresh && isGoodFor(NEEDED, held) ? held : refreshing;
      });
    } catch (error) {
      if (refresh || signal?.aborted || !held || !isGoodFor(0, held)) throw error;
      // Unless somebody has signed out meanwhile.
      return load();
    }
  };
}
