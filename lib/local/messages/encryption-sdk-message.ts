import { createCipheriv, generateKeyPairSync, hkdfSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { TextMap } from '../../protocol/text-map.ts';

/** A data key, in plain and as KMS encrypted it. */
export interface EncryptedDataKey {
  /** 32 bytes. */
  readonly plaintext: Uint8Array;
  readonly ciphertext: Uint8Array;
  /** The ARN of the key that encrypted it. */
  readonly keyArn: string;
}

/** AES-256-GCM, its key by HKDF with SHA-384, signed by ECDSA on P-384; without a commitment to the key (docs/cognito.md#12-events). */
const ALGORITHM = 0x0378;
const DIGEST = 'sha384';
/** Where the context has the key that verifies the signature. */
const PUBLIC_KEY = 'aws-crypto-public-key';
/** Writers of the format make a signature until it is this long; readers take any length. */
const SIGNATURE_BYTES = 103;
const VERSION = 1;
/** Customer authenticated encrypted data: the only type. */
const TYPE = 0x80;
const FRAMED = 2;
const FRAME_LENGTH = 4096;
const MESSAGE_ID_BYTES = 16;
const IV_BYTES = 12;
const KEY_BYTES = 32;
const LAST_FRAME = 0xffff_ffff;

const uint8 = (value: number): Buffer => Buffer.from([value]);
const uint16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
/** Bytes behind their length. */
const measured = (bytes: Uint8Array): Buffer => Buffer.concat([uint16(bytes.length), bytes]);
const measuredText = (text: string): Buffer => measured(Buffer.from(text));

/** Sorted by the bytes of the keys. */
function contextBytes(context: TextMap): Buffer {
  const entries = Object.entries(context).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (entries.length === 0) return uint16(0);
  return measured(
    Buffer.concat([uint16(entries.length), ...entries.flatMap(([key, value]) => [key, value].map(measuredText))]),
  );
}

/** A public key on P-384 as the format has it: the compressed point, in base64. */
function publicKeyText(publicKey: KeyObject): string {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const isOdd = (Buffer.from(y, 'base64url').at(-1) ?? 0) % 2 === 1;
  return Buffer.concat([uint8(isOdd ? 3 : 2), Buffer.from(x, 'base64url')]).toString('base64');
}

function signatureOf(signed: Buffer, privateKey: KeyObject): Buffer {
  for (;;) {
    const signature = sign(DIGEST, signed, privateKey);
    if (signature.length === SIGNATURE_BYTES) return signature;
  }
}

/**
 * Seals a text as the AWS Encryption SDK does, in its message format 1: one frame, one data key of AWS KMS, signed.
 *
 * @param given what is authenticated beside it; the signature's key is added
 * @param encryptDataKey makes a data key, encrypted in the context that it is given
 * @returns in base64
 * @see https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/message-format.html
 * @example
 * seal('123456', { 'userpool-id': 'eu-central-1_EXAMPLE01' }, encryptDataKey); // 'AYADeA…'
 */
export function seal(text: string, given: TextMap, encryptDataKey: (context: TextMap) => EncryptedDataKey): string {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const context = { ...given, [PUBLIC_KEY]: publicKeyText(publicKey) };
  const { plaintext, ciphertext, keyArn } = encryptDataKey(context);
  const messageId = randomBytes(MESSAGE_ID_BYTES);
  const key = new Uint8Array(
    hkdfSync(DIGEST, plaintext, Buffer.alloc(0), Buffer.concat([uint16(ALGORITHM), messageId]), KEY_BYTES),
  );
  const encrypt = (iv: Buffer, aad: Buffer, bytes: Uint8Array) => {
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad);
    const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()]);
    return { encrypted, tag: cipher.getAuthTag() };
  };
  const header = Buffer.concat([
    ...[uint8(VERSION), uint8(TYPE), uint16(ALGORITHM), messageId, contextBytes(context)],
    ...[uint16(1), measuredText('aws-kms'), measuredText(keyArn), measured(ciphertext)],
    ...[uint8(FRAMED), uint32(0), uint8(IV_BYTES), uint32(FRAME_LENGTH)],
  ]);
  const headerIv = Buffer.alloc(IV_BYTES);
  const { tag: headerTag } = encrypt(headerIv, header, Buffer.alloc(0));

  const content = Buffer.from(text);
  const number = uint32(1);
  const iv = Buffer.concat([Buffer.alloc(IV_BYTES - number.length), number]);
  const aad = Buffer.concat([
    ...[messageId, Buffer.from('AWSKMSEncryptionClient Final Frame'), number],
    ...[uint32(0), uint32(content.length)],
  ]);
  const { encrypted, tag } = encrypt(iv, aad, content);
  const body = [uint32(LAST_FRAME), number, iv, uint32(content.length), encrypted, tag];
  const signed = Buffer.concat([header, headerIv, headerTag, ...body]);
  return Buffer.concat([signed, measured(signatureOf(signed, privateKey))]).toString('base64');
}
