import type { DatabaseSync } from 'node:sqlite';

/** One of a client's active secrets. */
export interface ClientSecret {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly secretId: string;
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** The secrets of clients that have had more than the one they were made with. */
export interface ClientSecrets {
  /** The oldest first. None: the client has the one it was made with, if any. */
  of(clientId: string): readonly ClientSecret[];
  add(secret: ClientSecret): void;
  remove(clientId: string, secretId: string): void;
}

export const CLIENT_SECRETS_TABLE = `
CREATE TABLE client_secrets (
  position INTEGER PRIMARY KEY,
  user_pool_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  secret_id TEXT NOT NULL UNIQUE,
  secret TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX client_secrets_by_client ON client_secrets (client_id);
`;

/** The table of secrets. */
export function clientSecretsIn(database: DatabaseSync): ClientSecrets {
  const of = database.prepare('SELECT * FROM client_secrets WHERE client_id = ? ORDER BY position');
  const add = database.prepare(
    'INSERT INTO client_secrets (user_pool_id, client_id, secret_id, secret, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM client_secrets WHERE client_id = ? AND secret_id = ?');

  return {
    of: (wanted) =>
      of.all(wanted).map((row) => ({
        userPoolId: row.user_pool_id as string,
        clientId: row.client_id as string,
        secretId: row.secret_id as string,
        secret: row.secret as string,
        createdAt: row.created_at as number,
      })),
    add({ userPoolId, clientId, secretId, secret, createdAt }) {
      add.run(userPoolId, clientId, secretId, secret, createdAt);
    },
    remove(clientId, secretId) {
      remove.run(clientId, secretId);
    },
  };
}
