import { API_CLIENTS, API_POOLS } from './api-pools.ts';
import { CLIENT_SECRETS } from './client-secrets.ts';
import { CONFIRMATION_CODES } from './confirmation-codes.ts';
import { DEVICES } from './devices.ts';
import { GROUP_MEMBERS, GROUPS } from './groups.ts';
import { KMS_KEYS } from './kms-keys.ts';
import { LEDGER_ITEMS } from './ledger-items.ts';
import { USER_MFA } from './mfa.ts';
import { NAMES } from './names.ts';
import { PASSKEYS } from './passkeys.ts';
import { SEARCH_TERMS } from './search-terms.ts';
import { ROTATED_TOKENS, SIGN_INS } from './sign-ins.ts';
import { SIGNING_KEYS } from './signing-keys.ts';
import { creationOf } from './table.ts';
import { USER_COUNTS } from './user-counts.ts';
import { USERS } from './users.ts';

/** The SQL that lays the tables of a new database. */
export const SCHEMA = [
  creationOf(USERS),
  creationOf(NAMES),
  creationOf(CONFIRMATION_CODES),
  creationOf(SIGN_INS),
  creationOf(SIGNING_KEYS),
  creationOf(DEVICES),
  creationOf(PASSKEYS),
  creationOf(USER_MFA),
  creationOf(GROUPS),
  creationOf(GROUP_MEMBERS),
  creationOf(API_POOLS),
  creationOf(API_CLIENTS),
  creationOf(CLIENT_SECRETS),
  creationOf(ROTATED_TOKENS),
  creationOf(SEARCH_TERMS),
  creationOf(USER_COUNTS),
  creationOf(LEDGER_ITEMS),
  creationOf(KMS_KEYS),
].join('\n');
