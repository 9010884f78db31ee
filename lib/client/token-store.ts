import { claimsOf } from './read-claims.ts';
import type { AuthStorage } from './storage.ts';
import type { Tokens } from './tokens.ts';

/** Keeps one user's tokens under Amplify's key names: a page may change over, and nobody is signed out. */
export interface TokenStore {
  readonly storage: AuthStorage;
  /** Under which key something is kept: of a user, or of the app client. */
  keyOf(...parts: readonly unknown[]): string;
  load(): Promise<Tokens | undefined>;
  /** `now` is when Cognito gave them, by this machine's clock. */
  save(tokens: Tokens, now: number): Promise<void>;
  clear(): Promise<void>;
}

const ITEMS = ['accessToken', 'idToken', 'refreshToken', 'clockDrift'] as const;

/** The token store of an app client. */
export function tokenStore(storage: AuthStorage, clientId: string): TokenStore {
  const keyOf: TokenStore['keyOf'] = (...parts) => ['CognitoIdentityServiceProvider', clientId, ...parts].join('.');
  const lastUser = keyOf('LastAuthUser');
  const userNow = () => storage.getItem(lastUser);

  const clear = async () => {
    const user = await userNow();
    for (const item of ITEMS) await storage.removeItem(keyOf(user, item));
    await storage.removeItem(lastUser);
  };

  return {
    storage,
    keyOf,
    async load() {
      const user = await userNow();
      const kept = await Promise.all(ITEMS.map((item) => storage.getItem(keyOf(user, item))));
      const [accessToken, idToken, refreshToken, drift] = kept;
      try {
        if (!accessToken || !idToken || !refreshToken) return undefined;
        const expiresAt = Math.min(claimsOf(accessToken).exp, claimsOf(idToken).exp) * 1000 - Number(drift);
        return { accessToken, idToken, refreshToken, expiresAt };
      } catch {
        // What was kept are no tokens: nobody is signed in.
        return undefined;
      }
    },
    async save(tokens, now) {
      const { iat, username } = claimsOf(tokens.accessToken);
      if (username !== (await userNow())) await clear();
      // How far Cognito's clock is ahead of this one.
      const kept = { ...tokens, clockDrift: iat * 1000 - now };
      for (const item of ITEMS) await storage.setItem(keyOf(username, item), `${kept[item]}`);
      await storage.setItem(lastUser, `${username}`);
    },
    clear,
  };
}
