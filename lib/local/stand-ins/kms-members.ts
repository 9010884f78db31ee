import { isRecord } from '../../protocol/is-record.ts';
import type { EncryptionContext } from '../kms/ciphertext-blob.ts';
import { assertTaken } from './json-members.ts';
import { invalid } from './refusal.ts';

/** The members of a request to KMS. */
export type KmsMembers = Readonly<Record<string, unknown>>;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Refuses members that an operation doesn't take here. Grants are of permissions, which nobody checks here. @throws StandInRefusal */
export const assertMembers = ({ GrantTokens: _, ...members }: KmsMembers, taken: readonly string[]): void =>
  assertTaken('KMS', members, taken);

/** A member that names a key. */
export function keyIdIn({ KeyId }: KmsMembers): string {
  if (typeof KeyId !== 'string' || KeyId === '') throw invalid('KeyId must be a text.');
  return KeyId;
}

/** A member that holds bytes. */
export function bytesIn(members: KmsMembers, name: string, most: number): Buffer {
  const value = members[name];
  const bytes = typeof value === 'string' && BASE64.test(value) ? Buffer.from(value, 'base64') : undefined;
  if (!bytes || bytes.length === 0 || bytes.length > most) {
    throw invalid(`${name} must be 1 to ${most} bytes, in base64.`);
  }
  return bytes;
}

/** What a ciphertext is bound to. None is the same as an empty one. */
export function encryptionContextIn({ EncryptionContext: context = {} }: KmsMembers): EncryptionContext {
  if (isRecord(context) && Object.values(context).every((value) => typeof value === 'string')) {
    return context as EncryptionContext;
  }
  throw invalid('EncryptionContext must be an object of texts.');
}

/** @throws StandInRefusal for an algorithm of asymmetric keys */
export function assertSymmetric({ EncryptionAlgorithm: algorithm = 'SYMMETRIC_DEFAULT' }: KmsMembers): void {
  if (algorithm === 'SYMMETRIC_DEFAULT') return;
  throw invalid("The local pool's stand-in for KMS takes only the EncryptionAlgorithm SYMMETRIC_DEFAULT.");
}
