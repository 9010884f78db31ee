import { claimsOf } from './claims.ts';
import type { AuthStorage } from './storage.ts';
import type { Tokens } from './tokens.ts';

/** Keeps one user's tokens under Amplify's key names: a page may change over, and nobody is signed out. */
export interface TokenStore {
  load(): Promise<Tokens | undefined>;
  /** `now` is when Cognito gave them, by this machine's clock. */
  save(tokens: Tokens, now: number): Promise<void>;
  clear(): Promise<void>;
}

/** The token store of an app client. */
export function tokenStore(storage: AuthStorage, clientId: string): TokenStore {
  const prefix = `CognitoIdentityServiceProvider.${clientId}.`;
  const lastUser = `${prefix}LastAuthUser`;
  const userNow = () => storage.getItem(lastUser);
  const keysOf = (user: unknown) =>
    ['accessToken', 'idToken', 'refreshToken', 'clockDrift'].map((name) => `${prefix}${user}.${name}`);

  const clear = async () => {
    for (const key of [...keysOf(await userNow()), lastUser]) await storage.removeItem(key);
  };

  return {
    async load() {
      const kept = keysOf(await userNow()).map((key) => storage.getItem(key));
      const [accessToken, idToken, refreshToken, drift] = await Promise.all(kept);
      try {
        if (!accessToken || !idToken || !refreshToken) return undefined;
        const expiresAt = Math.min(claimsOf(accessToken).exp, claimsOf(idToken).exp) * 1000 - Number(drift);
        return { accessToken, idToken, refreshToken, expiresAt };
      } catch {
        // What was kept are no tokens: nobody is signed in.
        return undefined;
      }
    },
    async save({ accessToken, idToken, refreshToken }, now) {
      const { iat, username } = claimsOf(accessToken);
      if (username !== (await userNow())) await clear();
      // How far Cognito's clock is ahead of this one.
      const values = [accessToken, idToken, refreshToken, iat * 1000 - now];
      for (const [position, key] of keysOf(username).entries()) await storage.setItem(key, `${values[position]}`);
      await storage.setItem(lastUser, `${username}`);
    },
    clear,
  };
}
