import type { DatabaseSync } from 'node:sqlite';
import { integer, text, unique } from './columns.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

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

export const CLIENT_SECRETS = table({
  name: 'client_secrets',
  inOrder: true,
  columns: { userPoolId: text, clientId: text, secretId: unique(text), secret: text, createdAt: integer },
  indexes: [
    'CREATE INDEX client_secrets_by_client ON client_secrets (client_id)',
    'CREATE INDEX client_secrets_by_pool ON client_secrets (user_pool_id)',
  ],
});

/** The table of secrets. */
export function clientSecretsIn(database: DatabaseSync): ClientSecrets {
  const { columns } = CLIENT_SECRETS;
  const of = statement(database, 'SELECT * FROM client_secrets WHERE client_id = :clientId ORDER BY position', columns);
  const add = insertion(database, CLIENT_SECRETS, 'abort');
  const remove = statement(
    database,
    'DELETE FROM client_secrets WHERE client_id = :clientId AND secret_id = :secretId',
    columns,
  );

  return {
    of: (clientId) => of.all({ clientId }),
    add(secret) {
      add(secret);
    },
    remove(clientId, secretId) {
      remove.run({ clientId, secretId });
    },
  };
}
