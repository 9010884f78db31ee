import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { TextMap } from '../../protocol/text-map.ts';
import type { StoredKmsKey } from '../store/kms-keys.ts';

/** What Encrypt and Decrypt take beside the bytes: not secret, and the same for both. */
export type EncryptionContext = TextMap;

const MAGIC = Buffer.from('CSK1');
const LENGTH_BYTES = 2;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Of a secret of a key: what AES-256 takes. */
export const KEY_BYTES = 32;

/** The same for the same entries, whatever their order; another one for others. */
const contextBytes = (context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));

/**
 * Encrypts under a key, by AES-256-GCM. The blob names its key, so that Decrypt needs no name, and is bound to it and to the
 * context.
 */
export function sealBlob({ keyArn, secret }: StoredKmsKey, plaintext: Uint8Array, context: EncryptionContext): Buffer {
  const name = Buffer.from(keyArn);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(name.length);
  const head = Buffer.concat([MAGIC, length, name]);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.concat([head, contextBytes(context)]));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([head, iv, cipher.getAuthTag(), sealed]);
}

/** The ARN of the key that a blob names; undefined: it isn't of these keys. */
export function keyArnOfBlob(blob: Buffer): string | undefined {
  const start = MAGIC.length + LENGTH_BYTES;
  if (blob.length < start || !blob.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const end = start + blob.readUInt16BE(MAGIC.length);
  return blob.length < end + IV_BYTES + TAG_BYTES ? undefined : blob.toString('utf8', start, end);
}

/** Decrypts a blob of this key; undefined where it isn't, where a byte of it is another one, or the context. */
export function openBlob(
  { keyArn, secret }: StoredKmsKey,
  blob: Buffer,
  context: EncryptionContext,
): Buffer | undefined {
  if (keyArnOfBlob(blob) !== keyArn) return undefined;
  const headLength = MAGIC.length + LENGTH_BYTES + Buffer.byteLength(keyArn);
  const [head, rest] = [blob.subarray(0, headLength), blob.subarray(headLength)];
  const [iv, tag] = [rest.subarray(0, IV_BYTES), rest.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
  const decipher = createDecipheriv('aes-256-gcm', secret, iv, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.concat([head, contextBytes(context)]))
    .setAuthTag(tag);
  const opened = decipher.update(rest.subarray(IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([opened, decipher.final()]);
  } catch {
    return undefined;
  }
}
