import type { DatabaseSync } from 'node:sqlite';
import { boolean, bytes, type Column, integer, optional, primaryKey, text, unique } from './columns.ts';
import { OF_A_USER, OWNED, type Owner } from './owner.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

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
  /** Whether its tokens are good for nothing any more. @default false */
  readonly revoked?: boolean;
}

/** The sign-ins, and whether their tokens are good. One that was revoked is known as such until it would have expired. */
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
  /** Whether the sign-in of this event is there, for this very user, and wasn't revoked. */
  has(eventId: string, userPoolId: string, userName: string): boolean;
  revoke(eventId: string): void;
  /** Revokes all of a user's. */
  revokeAllOf(user: Owner): void;
  /** Forgets those whose tokens have all expired. */
  forgetExpired(now: number): void;
}

const HASH: Column<Uint8Array> = bytes;
const EVENT = { eventId: primaryKey(text) };
const SIGN_IN = {
  userPoolId: text,
  clientId: text,
  userName: text,
  originJti: text,
  authenticatedAt: integer,
  expiresAt: integer,
  deviceKey: optional(text),
};
const STATE = { revoked: optional(boolean) };

/** A sign-in is there as long as its refresh token lives. */
export const SIGN_INS = table({
  name: 'sign_ins',
  columns: { ...EVENT, refreshTokenHash: unique(HASH), ...SIGN_IN, ...STATE },
  constraints: [OF_A_USER],
  indexes: [
    'CREATE INDEX sign_ins_by_user ON sign_ins (user_pool_id, user_name)',
    'CREATE INDEX sign_ins_by_client ON sign_ins (client_id)',
  ],
});

/** Tokens that take part in rotation: one that wasn't rotated out has no `goodUntil`. */
export const ROTATED_TOKENS = table({
  name: 'rotated_tokens',
  columns: { refreshTokenHash: primaryKey(HASH), eventId: text, goodUntil: optional(integer) },
  constraints: ['FOREIGN KEY (event_id) REFERENCES sign_ins ON DELETE CASCADE'],
  indexes: ['CREATE INDEX rotated_tokens_by_sign_in ON rotated_tokens (event_id)'],
});

/** An access token lives a day at most, and may outlive its refresh token by that. */
const LONGEST_ACCESS_MS = 24 * 60 * 60 * 1000;

/** The tables of sign-ins. */
export function signInsIn(database: DatabaseSync): SignIns {
  const { columns } = SIGN_INS;
  const add = insertion(database, SIGN_INS, 'abort');
  const find = statement(database, 'SELECT * FROM sign_ins WHERE refresh_token_hash = :refreshTokenHash', columns, {
    ...EVENT,
    ...SIGN_IN,
    ...STATE,
  });
  const findRotated = statement(
    database,
    `SELECT s.*, r.good_until FROM rotated_tokens r JOIN sign_ins s USING (event_id)
     WHERE r.refresh_token_hash = :refreshTokenHash`,
    ROTATED_TOKENS.columns,
    { ...EVENT, ...SIGN_IN, ...STATE, goodUntil: ROTATED_TOKENS.columns.goodUntil },
  );
  const rotateOut = statement(
    database,
    `INSERT INTO rotated_tokens (refresh_token_hash, event_id, good_until)
     VALUES (:refreshTokenHash, :eventId, :goodUntil)
     ON CONFLICT DO UPDATE SET good_until = coalesce(good_until, excluded.good_until)`,
    ROTATED_TOKENS.columns,
  );
  const rotateIn = insertion(database, ROTATED_TOKENS, 'abort');
  const good = 'revoked IS NULL';
  const has = statement(
    database,
    `SELECT 1 FROM sign_ins WHERE event_id = :eventId AND ${OWNED} AND ${good}`,
    columns,
    {},
  );
  const revoke = statement(database, 'UPDATE sign_ins SET revoked = 1 WHERE event_id = :eventId', columns);
  const revokeAllOf = statement(database, `UPDATE sign_ins SET revoked = 1 WHERE ${OWNED} AND ${good}`, columns);
  const forgetExpired = statement(database, 'DELETE FROM sign_ins WHERE expires_at < :expiresAt', columns);

  return {
    add(signIn, refreshTokenHash) {
      add({ ...signIn, refreshTokenHash });
    },
    findByRefreshToken: (refreshTokenHash) => findRotated.get({ refreshTokenHash }) ?? find.get({ refreshTokenHash }),
    rotate(eventId, outgoing, incoming, goodUntil) {
      rotateIn({ refreshTokenHash: incoming, eventId });
      rotateOut.run({ refreshTokenHash: outgoing, eventId, goodUntil });
    },
    has: (eventId, userPoolId, userName) => has.get({ eventId, userPoolId, userName }) !== undefined,
    revoke(eventId) {
      revoke.run({ eventId });
    },
    revokeAllOf(user) {
      revokeAllOf.run(user);
    },
    forgetExpired(now) {
      forgetExpired.run({ expiresAt: now - LONGEST_ACCESS_MS });
    },
  };
}
