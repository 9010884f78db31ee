import { randomBytes } from 'node:crypto';
import { keyArnOfBlob, openBlob, sealBlob } from '../kms/ciphertext-blob.ts';
import type { Keyring } from '../kms/keyring.ts';
import {
  assertMembers,
  assertSymmetric,
  bytesIn,
  encryptionContextIn,
  type KmsMembers,
  keyIdIn,
} from './kms-members.ts';
import { invalid, StandInRefusal } from './refusal.ts';

const MOST_PLAINTEXT_BYTES = 4096;
const MOST_CIPHERTEXT_BYTES = 6144;
const MOST_KEY_BYTES = 1024;
const DATA_KEY_BYTES = { AES_128: 16, AES_256: 32 } as const;
const ALGORITHM = 'SYMMETRIC_DEFAULT';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * Encrypt: under a symmetric key, bound to the encryption context.
 *
 * @throws StandInRefusal, KeyUseError
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
 */
export function encrypt(keyring: Keyring, members: KmsMembers): object {
  assertMembers(members, ['KeyId', 'Plaintext', 'EncryptionContext', 'EncryptionAlgorithm']);
  assertSymmetric(members);
  const plaintext = bytesIn(members, 'Plaintext', MOST_PLAINTEXT_BYTES);
  const context = encryptionContextIn(members);
  const key = keyring.keyFor('Encrypt', keyIdIn(members), ALGORITHM);
  return {
    CiphertextBlob: base64(sealBlob(key, plaintext, context)),
    KeyId: key.keyArn,
    EncryptionAlgorithm: ALGORITHM,
  };
}

/**
 * Decrypt: finds the key by the ciphertext itself; one that is named must be that key.
 *
 * @throws StandInRefusal InvalidCiphertextException for what was changed, or encrypted elsewhere or in another context
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
 */
export function decrypt(keyring: Keyring, members: KmsMembers): object {
  assertMembers(members, ['KeyId', 'CiphertextBlob', 'EncryptionContext', 'EncryptionAlgorithm']);
  assertSymmetric(members);
  const blob = bytesIn(members, 'CiphertextBlob', MOST_CIPHERTEXT_BYTES);
  const context = encryptionContextIn(members);
  const keyArn = keyArnOfBlob(blob);
  const key = keyArn === undefined ? undefined : keyring.find(keyArn);
  if (key && members.KeyId !== undefined && keyring.arnOf(keyIdIn(members)) !== key.keyArn) {
    throw new StandInRefusal(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  const plaintext = key && openBlob(key, blob, context);
  if (!plaintext) {
    throw new StandInRefusal(
      'InvalidCiphertextException',
      'The ciphertext was changed, or encrypted elsewhere, or in another encryption context.',
    );
  }
  return { KeyId: key.keyArn, Plaintext: base64(plaintext), EncryptionAlgorithm: ALGORITHM };
}

/**
 * GenerateDataKey.
 *
 * @throws StandInRefusal, KeyUseError
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html
 */
export function generateDataKey(keyring: Keyring, members: KmsMembers, operation = 'GenerateDataKey') {
  assertMembers(members, ['KeyId', 'KeySpec', 'NumberOfBytes', 'EncryptionContext']);
  const plaintext = randomBytes(dataKeyBytes(members));
  const context = encryptionContextIn(members);
  const key = keyring.keyFor(operation, keyIdIn(members), ALGORITHM);
  return {
    CiphertextBlob: base64(sealBlob(key, plaintext, context)),
    Plaintext: base64(plaintext),
    KeyId: key.keyArn,
  };
}

/** GenerateDataKeyWithoutPlaintext. @throws StandInRefusal, KeyUseError */
export function generateDataKeyWithoutPlaintext(keyring: Keyring, members: KmsMembers): object {
  const { Plaintext: _, ...rest } = generateDataKey(keyring, members, 'GenerateDataKeyWithoutPlaintext');
  return rest;
}

/** How long a data key is: one of two ways says it, and only one. */
function dataKeyBytes({ KeySpec: keySpec, NumberOfBytes: count }: KmsMembers): number {
  if ((keySpec === undefined) === (count === undefined)) {
    throw invalid('Please specify either number of bytes or key spec.');
  }
  if (keySpec === 'AES_128' || keySpec === 'AES_256') return DATA_KEY_BYTES[keySpec];
  if (Number.isInteger(count) && Number(count) >= 1 && Number(count) <= MOST_KEY_BYTES) return Number(count);
  throw invalid(`KeySpec must be AES_128 or AES_256, or NumberOfBytes an integer from 1 to ${MOST_KEY_BYTES}.`);
}
