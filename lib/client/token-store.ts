import { claimsOf } from './read-claims.ts';
import type { SafeStorage } from './safe-storage.ts';
import type { Tokens } from './tokens.ts';

/** Keeps one user's tokens under Amplify's key names: a page may change over, and nobody is signed out. */
export interface TokenStore {
  readonly storage: SafeStorage;
  /** Under which key something is kept: of a user, or of the app client. */
  keyOf(...parts: readonly unknown[]): string;
  /** `now` is this machine's clock, here and below. */
  load(now: number): Promise<Tokens | undefined>;
  /** Keeps the tokens of a sign-in, in place of all that was kept. `now` is when Cognito gave them. */
  save(tokens: Tokens, now: number): Promise<void>;
  /**
   * Puts fresh tokens, or none, in the place of those with this access token, and gives what is kept then: something else
   * if another was first.
   */
  replace(accessToken: string, fresh: Tokens | undefined, now: number): Promise<Tokens | undefined>;
  /** Forgets what is kept, and gives it. */
  clear(now: number): Promise<Tokens | undefined>;
}

/** A machine's clock that is put back by more than this has been noticed. */
const MOST_SKEW = 60_000;
const ITEMS = ['refreshToken', 'accessToken', 'idToken', 'clockDrift'] as const;

/** The token store of an app client. */
export function tokenStore(storage: SafeStorage, clientId: string): TokenStore {
  const keyOf: TokenStore['keyOf'] = (...parts) => ['CognitoIdentityServiceProvider', clientId, ...parts].join('.');
  const lastUser = keyOf('LastAuthUser');
  const userNow = () => storage.getItem(lastUser);

  let turn: Promise<unknown> = Promise.resolve();
  /** Does work that changes what is kept after that which began before: an asynchronous storage would mix them. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = turn.then(work);
    turn = next.catch(() => {});
    return next;
  };

  const load: TokenStore['load'] = async (now) => {
    const user = await userNow();
    const kept = await Promise.all(ITEMS.map((item) => storage.getItem(keyOf(user, item))));
    const [refreshToken, accessToken, idToken, clockDrift] = kept;
    try {
      if (!accessToken || !idToken || !refreshToken) return undefined;
      const { iat, exp } = claimsOf(accessToken);
      const drift = Number(clockDrift) || 0;
      // Issued in the future: the clock was put right since, and when they expire can't be told.
      const isTold = iat * 1000 - drift <= now + MOST_SKEW;
      const expiresAt = isTold ? Math.min(exp, claimsOf(idToken).exp) * 1000 - drift : 0;
      return { accessToken, idToken, refreshToken, expiresAt };
    } catch {
      // What was kept are no tokens: nobody is signed in.
      return undefined;
    }
  };

  const write = async (user: unknown, { refreshToken, accessToken, idToken }: Tokens, now: number) => {
    const put = (item: (typeof ITEMS)[number], value: unknown) => storage.setItem(keyOf(user, item), `${value}`);
    // First: where rotation is on, no other is good, and whatever follows may fail.
    await put('refreshToken', refreshToken);
    // What is no token must not take the place of one.
    claimsOf(idToken);
    const { iat } = claimsOf(accessToken);
    await put('accessToken', accessToken);
    await put('idToken', idToken);
    // How far Cognito's clock is ahead of this one.
    await put('clockDrift', iat * 1000 - now);
  };

  const clear = async () => {
    const user = await userNow();
    for (const item of ITEMS) await storage.removeItem(keyOf(user, item));
    await storage.removeItem(lastUser);
  };

  return {
    storage,
    keyOf,
    load,
    save: (tokens, now) =>
      inTurn(async () => {
        const { username } = claimsOf(tokens.accessToken);
        // First, so that a sign-in of which only a half was written is none.
        await clear();
        await write(username, tokens, now);
        await storage.setItem(lastUser, `${username}`);
      }),
    replace: (accessToken, fresh, now) =>
      inTurn(async () => {
        const kept = await load(now);
        if (kept?.accessToken !== accessToken) return kept;
        await (fresh ? write(await userNow(), fresh, now) : clear());
        return fresh;
      }),
    clear: (now) =>
      inTurn(async () => {
        const kept = await load(now);
        await clear();
        return kept;
      }),
  };
}
