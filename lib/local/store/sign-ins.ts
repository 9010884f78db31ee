import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

/** A finished sign-in: what its refresh token stands for. */
export interface SignIn {
  /** The `event_id` of its tokens. */
  readonly eventId: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly userName: string;
  /** The `origin_jti` of its tokens. */
  readonly originJti: string;
  /** Milliseconds since 1970. */
  readonly authenticatedAt: number;
  /** When the refresh token expires. Milliseconds since 1970. */
  readonly expiresAt: number;
  /** The device it came from, where the pool tracks devices: refreshing needs its key. */
  readonly deviceKey?: string;
}

/** The sign-in that a refresh token was given to. */
export interface RefreshedSignIn extends SignIn {
  /** Of a token that was rotated out: until when it still refreshes. Milliseconds since 1970. */
  readonly goodUntil?: number;
}

/** The sign-ins whose tokens are good. One that was revoked isn't there any more. */
export interface SignIns {
  /** @param refreshTokenHash the token itself isn't kept */
  add(signIn: SignIn, refreshTokenHash: Uint8Array): void;
  findByRefreshToken(refreshTokenHash: Uint8Array): RefreshedSignIn | undefined;
  /**
   * Gives a sign-in one more refresh token, which takes the place of another.
   *
   * @param goodUntil until when the other one still refreshes, unless it was rotated out before
   */
  rotate(eventId: string, outgoing: Uint8Array, incoming: Uint8Array, goodUntil: number): void;
  /** Whether the sign-in of this event is there, for this very user. */
  has(eventId: string, userPoolId: string, userName: string): boolean;
  revoke(eventId: string): void;
  /** Revokes all of a user's. */
  revokeAllOf(user: { readonly userPoolId: string; readonly userName: string }): void;
  /** Forgets those whose tokens have all expired. */
  forgetExpired(now: number): void;
}

/** Tokens that take part in rotation: `good_until` is null for one that wasn't rotated out. */
export const ROTATED_TOKENS_TABLE = `
CREATE TABLE rotated_tokens (
  refresh_token_hash BLOB PRIMARY KEY,
  event_id TEXT NOT NULL,
  good_until INTEGER,
  FOREIGN KEY (event_id) REFERENCES sign_ins ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX rotated_tokens_by_sign_in ON rotated_tokens (event_id);
`;

const toSignIn = (row: Record<string, SQLOutputValue>): SignIn => ({
  eventId: row.event_id as string,
  userPoolId: row.user_pool_id as string,
  clientId: row.client_id as string,
  userName: row.user_name as string,
  originJti: row.origin_jti as string,
  authenticatedAt: row.authenticated_at as number,
  expiresAt: row.expires_at as number,
  ...(row.device_key !== null && { deviceKey: row.device_key as string }),
});

/** The table of sign-ins. */
export function signInsIn(database: DatabaseSync): SignIns {
  const add = database.prepare('INSERT INTO sign_ins VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const find = database.prepare('SELECT * FROM sign_ins WHERE refresh_token_hash = ?');
  const findRotated = database.prepare(
    'SELECT s.*, r.good_until FROM rotated_tokens r JOIN sign_ins s USING (event_id) WHERE r.refresh_token_hash = ?',
  );
  const rotateOut = database.prepare(
    `INSERT INTO rotated_tokens VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET good_until = coalesce(good_until, excluded.good_until)`,
  );
  const rotateIn = database.prepare('INSERT INTO rotated_tokens VALUES (?, ?, NULL)');
  const has = database.prepare('SELECT 1 FROM sign_ins WHERE event_id = ? AND user_pool_id = ? AND user_name = ?');
  const revoke = database.prepare('DELETE FROM sign_ins WHERE event_id = ?');
  const revokeAllOf = database.prepare('DELETE FROM sign_ins WHERE user_pool_id = ? AND user_name = ?');
  const forgetExpired = database.prepare('DELETE FROM sign_ins WHERE expires_at < ?');

  return {
    add({ eventId, userPoolId, clientId, userName, originJti, authenticatedAt, expiresAt, deviceKey }, hash) {
      add.run(eventId, hash, userPoolId, clientId, userName, originJti, authenticatedAt, expiresAt, deviceKey ?? null);
    },
    findByRefreshToken(hash) {
      const rotated = findRotated.get(hash);
      if (rotated) {
        const goodUntil = rotated.good_until as number | null;
        return { ...toSignIn(rotated), ...(goodUntil !== null && { goodUntil }) };
      }
      const row = find.get(hash);
      return row && toSignIn(row);
    },
    rotate(eventId, outgoing, incoming, goodUntil) {
      rotateIn.run(incoming, eventId);
      rotateOut.run(outgoing, eventId, goodUntil);
    },
    has: (eventId, userPoolId, userName) => has.get(eventId, userPoolId, userName) !== undefined,
    revoke(eventId) {
      revoke.run(eventId);
    },
    revokeAllOf({ userPoolId, userName }) {
      revokeAllOf.run(userPoolId, userName);
    },
    forgetExpired(now) {
      // An access token lives a day at most, and may outlive its refresh token by that.
      forgetExpired.run(now - 24 * 60 * 60 * 1000);
    },
  };
}
