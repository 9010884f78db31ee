import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { LedgerUnavailableError } from './errors.ts';

/** Which key and form it is. */
const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD = 1 + IV_BYTES + TAG_BYTES;
/**
 * What is sealed is padded to a multiple: its length tells nothing of what is in it. With one block an item stays below the
 * kilobyte that DynamoDB writes at the least price.
 */
const BLOCK = 768;

/**
 * Encrypts a value, written as JSON, with AES-256-GCM.
 *
 * @param key 32 bytes
 * @param place where it will stand: it opens nowhere else
 */
export function seal(key: Uint8Array, place: string, value: unknown): Uint8Array {
  const text = Buffer.from(JSON.stringify(value));
  const whole = Math.ceil((text.length + OVERHEAD) / BLOCK) * BLOCK - OVERHEAD;
  // JSON may end in blanks.
  const padded = Buffer.alloc(whole, ' ');
  text.copy(padded);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(padded), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), sealed]);
}

/**
 * Decrypts what {@link seal} made for this place.
 *
 * @throws LedgerUnavailableError if it is anything else
 */
export function unseal(key: Uint8Array, place: string, sealed: Uint8Array): unknown {
  try {
    const [version] = sealed;
    if (version !== VERSION) throw new RangeError('another version');
    const iv = sealed.subarray(1, 1 + IV_BYTES);
    const tag = sealed.subarray(1 + IV_BYTES, OVERHEAD);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(place))
      .setAuthTag(tag);
    const text = Buffer.concat([decipher.update(sealed.subarray(OVERHEAD)), decipher.final()]);
    return JSON.parse(text.toString());
  } catch {
    // No cause: a parser quotes what it read.
    throw new LedgerUnavailableError('a message of the ledger can’t be opened: it is of another key, or was changed');
  }
}
