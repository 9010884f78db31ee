import { type Keyring, KeyUseError } from '../kms/keyring.ts';
import { decrypt, encrypt, generateDataKey, generateDataKeyWithoutPlaintext } from './kms-encryption.ts';
import { generateMac, verifyMac } from './kms-macs.ts';
import type { KmsMembers } from './kms-members.ts';
import { StandInRefusal } from './refusal.ts';

const OPERATIONS: Readonly<Record<string, (keyring: Keyring, members: KmsMembers) => object>> = {
  Encrypt: encrypt,
  Decrypt: decrypt,
  GenerateDataKey: (keyring, members) => generateDataKey(keyring, members),
  GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
  GenerateMac: generateMac,
  VerifyMac: verifyMac,
};

/** Whether there is a stand-in for an operation of KMS. */
export const isKmsOperation = (operation: string): boolean => Object.hasOwn(OPERATIONS, operation);

/**
 * Stands in for KMS: symmetric encryption, data keys and MACs, under the keys of this machine.
 *
 * @throws StandInRefusal
 */
export function callKms(keyring: Keyring, operation: string, members: KmsMembers): object {
  try {
    return OPERATIONS[operation]?.(keyring, members) ?? {};
  } catch (error) {
    throw error instanceof KeyUseError ? new StandInRefusal(error.code, error.message) : error;
  }
}
