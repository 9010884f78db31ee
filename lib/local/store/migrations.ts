/**
 * What brings a database from each version of the schema to the next: the first entry from 1 to 2, and so on.
 *
 * To change a table, change its declaration, and append an entry here that does the same to a database with rows in it. A new
 * column goes last, as `ALTER TABLE … ADD COLUMN` puts it. Write the SQL out, since declarations go on changing; it may call
 * `searched_value(term, value)`. Foreign keys are off while it runs, and checked afterwards. A database of the version before goes to `test/local/store/fixtures`.
 */
export const MIGRATIONS: readonly string[] = [
  // Passwords as SRP verifiers, which can't be made from hashes. Codes with a purpose; those of before lived for a day.
  `
UPDATE users SET password_hash = NULL;

ALTER TABLE sign_ins ADD COLUMN device_key TEXT;

DROP TABLE confirmation_codes;
CREATE TABLE confirmation_codes (
  user_pool_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  attribute TEXT NOT NULL,
  address TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  wrong_answers INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (user_pool_id, user_name, purpose),
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
  user_pool_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  device_key TEXT NOT NULL,
  device_group_key TEXT NOT NULL,
  name TEXT,
  salt TEXT,
  verifier TEXT,
  remembered INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  authenticated_at INTEGER NOT NULL,
  PRIMARY KEY (user_pool_id, user_name, device_key),
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
  user_pool_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  public_key BLOB NOT NULL,
  counter INTEGER NOT NULL,
  friendly_name TEXT NOT NULL,
  relying_party_id TEXT NOT NULL,
  attachment TEXT,
  transports TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (user_pool_id, credential_id),
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_by_user ON passkeys (user_pool_id, user_name);

CREATE TABLE user_mfa (
  user_pool_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  enabled TEXT NOT NULL,
  preferred TEXT,
  secret TEXT,
  secret_name TEXT,
  last_step INTEGER NOT NULL,
  associated_secret TEXT,
  PRIMARY KEY (user_pool_id, user_name),
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
  user_pool_id TEXT NOT NULL,
  group_name TEXT NOT NULL,
  description TEXT,
  role_arn TEXT,
  precedence INTEGER,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  PRIMARY KEY (user_pool_id, group_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_members (
  user_pool_id TEXT NOT NULL,
  group_name TEXT NOT NULL,
  user_name TEXT NOT NULL,
  PRIMARY KEY (user_pool_id, group_name, user_name),
  FOREIGN KEY (user_pool_id, group_name) REFERENCES groups ON DELETE CASCADE,
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_by_user ON group_members (user_pool_id, user_name);

CREATE TABLE api_pools (
  position INTEGER PRIMARY KEY,
  user_pool_id TEXT NOT NULL UNIQUE,
  definition TEXT NOT NULL
) STRICT;

CREATE TABLE api_clients (
  position INTEGER PRIMARY KEY,
  client_id TEXT NOT NULL UNIQUE,
  user_pool_id TEXT NOT NULL,
  definition TEXT NOT NULL
) STRICT;

CREATE TABLE client_secrets (
  position INTEGER PRIMARY KEY,
  user_pool_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  secret_id TEXT NOT NULL UNIQUE,
  secret TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX client_secrets_by_client ON client_secrets (client_id);

CREATE TABLE rotated_tokens (
  refresh_token_hash BLOB PRIMARY KEY,
  event_id TEXT NOT NULL,
  good_until INTEGER,
  FOREIGN KEY (event_id) REFERENCES sign_ins ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX rotated_tokens_by_sign_in ON rotated_tokens (event_id);
`,
  // Users are searched and counted, and what is a client's is found, without a look at all the others. Sign-ins that were
  // revoked stay known as such.
  `
CREATE TABLE search_terms (
  user_pool_id TEXT NOT NULL,
  term TEXT NOT NULL,
  value TEXT NOT NULL,
  user_name TEXT NOT NULL,
  PRIMARY KEY (user_pool_id, term, value, user_name)
) STRICT, WITHOUT ROWID;
INSERT INTO search_terms
SELECT DISTINCT user_pool_id, term, searched_value(term, value), user_name
FROM (
  SELECT user_pool_id, user_name, 'username' AS term, user_name AS value FROM users
  UNION ALL SELECT user_pool_id, user_name, 'status', iif(enabled, 'Enabled', 'Disabled') FROM users
  UNION ALL SELECT user_pool_id, user_name, 'cognito:user_status', status FROM users
  UNION ALL SELECT u.user_pool_id, u.user_name, a.key, a.value FROM users u, json_each(u.attributes) a
  WHERE a.key IN ('sub', 'email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username')
);

CREATE TABLE user_counts (
  user_pool_id TEXT PRIMARY KEY,
  total INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO user_counts SELECT user_pool_id, count(*) FROM users GROUP BY user_pool_id;
CREATE TRIGGER users_come AFTER INSERT ON users BEGIN
  INSERT INTO user_counts VALUES (NEW.user_pool_id, 1) ON CONFLICT DO UPDATE SET total = total + 1;
END;
CREATE TRIGGER users_go AFTER DELETE ON users BEGIN
  UPDATE user_counts SET total = total - 1 WHERE user_pool_id = OLD.user_pool_id;
END;

CREATE INDEX sign_ins_by_client ON sign_ins (client_id);
CREATE INDEX api_clients_by_pool ON api_clients (user_pool_id);
CREATE INDEX client_secrets_by_pool ON client_secrets (user_pool_id);

ALTER TABLE sign_ins ADD COLUMN revoked INTEGER;
`,
  // The functions' ledger: what was guessed and used up, and its key.
  `
CREATE TABLE ledger_items (
  table_name TEXT NOT NULL,
  pk TEXT NOT NULL,
  attributes TEXT NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (table_name, pk)
) STRICT, WITHOUT ROWID;

CREATE TABLE mac_keys (
  key_id TEXT PRIMARY KEY,
  secret BLOB NOT NULL
) STRICT, WITHOUT ROWID;
`,
  // Keys of KMS of every kind. Those of before are the ledger's, which is named by its ARN, and others that made HMACs.
  `
CREATE TABLE kms_keys (
  key_arn TEXT PRIMARY KEY,
  key_spec TEXT NOT NULL,
  secret BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO kms_keys SELECT key_id, 'HMAC_256', secret FROM mac_keys;
DROP TABLE mac_keys;
`,
];

/** The version of the schema, as `PRAGMA user_version` holds it. */
export const VERSION = MIGRATIONS.length + 1;
