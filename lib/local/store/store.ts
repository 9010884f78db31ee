import { type ApiPools, apiPoolsIn } from './api-pools.ts';
import { type ClientSecrets, clientSecretsIn } from './client-secrets.ts';
import { type ConfirmationCodes, confirmationCodesIn } from './confirmation-codes.ts';
import { openDatabase, type Storage } from './database.ts';
import { type Devices, devicesIn } from './devices.ts';
import { type Groups, groupsIn } from './groups.ts';
import { type KmsKeys, kmsKeysIn } from './kms-keys.ts';
import { type LedgerItems, ledgerItemsIn } from './ledger-items.ts';
import { type UserMfas, userMfasIn } from './mfa.ts';
import { type Passkeys, passkeysIn } from './passkeys.ts';
import { type SignIns, signInsIn } from './sign-ins.ts';
import { type SigningKeys, signingKeysIn } from './signing-keys.ts';
import { type Users, usersIn } from './users.ts';

/** What outlives the process: users, all that is theirs, the pools' keys, the functions' ledger. Auth sessions don't. */
export interface Store {
  readonly users: Users;
  readonly confirmationCodes: ConfirmationCodes;
  readonly signIns: SignIns;
  readonly signingKeys: SigningKeys;
  readonly mfa: UserMfas;
  readonly devices: Devices;
  readonly passkeys: Passkeys;
  readonly groups: Groups;
  readonly apiPools: ApiPools;
  readonly clientSecrets: ClientSecrets;
  readonly ledgerItems: LedgerItems;
  readonly kmsKeys: KmsKeys;
  close(): void;
}

/**
 * Opens the store. Every statement is prepared once.
 *
 * @throws StorageError if the folder can't be used, or a newer version wrote it, or something else did.
 * @example
 * const store = openStore({ folder: '.countersign' });
 */
export function openStore(storage: Storage): Store {
  return openDatabase(storage, (database) => ({
    users: usersIn(database),
    confirmationCodes: confirmationCodesIn(database),
    signIns: signInsIn(database),
    signingKeys: signingKeysIn(database),
    mfa: userMfasIn(database),
    devices: devicesIn(database),
    passkeys: passkeysIn(database),
    groups: groupsIn(database),
    apiPools: apiPoolsIn(database),
    clientSecrets: clientSecretsIn(database),
    ledgerItems: ledgerItemsIn(database),
    kmsKeys: kmsKeysIn(database),
    close: () => database.close(),
  }));
}
