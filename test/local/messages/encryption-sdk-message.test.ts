import { randomBytes } from 'node:crypto';
import { buildClient, CommitmentPolicy, KMS, KmsKeyringNode, type KmsKeyringNodeInput } from '@aws-crypto/client-node';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openKeptStore } from '../../../lib/local/kept-store.ts';
import { sealBlob } from '../../../lib/local/kms/ciphertext-blob.ts';
import { keyringOf } from '../../../lib/local/kms/keyring.ts';
import { seal } from '../../../lib/local/messages/encryption-sdk-message.ts';
import { startStandInsOn } from '../../../lib/local/stand-ins/stand-ins-on-store.ts';
import { Outbox } from '../../../lib/testing/index.ts';

const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/1';
const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);

/** Seals as a custom sender's code is sealed. */
let sealed: (text: string, context: Readonly<Record<string, string>>) => string;
/** Opens as AWS documents it, by a call of Decrypt over HTTP. */
let open: (message: string | Uint8Array) => ReturnType<typeof decrypt>;

beforeAll(async () => {
  const kept = openKeptStore('memory', () => {});
  const app = { region: 'eu-central-1', accountId: '123456789012' };
  const standIns = await startStandInsOn(kept, { outbox: new Outbox(), resources: () => app });
  const kms = new KMS({
    ...{ region: 'eu-central-1', endpoint: standIns.environment.AWS_ENDPOINT_URL as string, maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  // Its types and the client's differ in what may be undefined.
  const clientProvider = (() => kms) as unknown as NonNullable<KmsKeyringNodeInput['clientProvider']>;
  const keyring = new KmsKeyringNode({ keyIds: [KEY_ARN], clientProvider });
  const local = keyringOf({ kmsKeys: kept.store.kmsKeys, app: () => app });
  sealed = (text, context) => {
    const key = local.keyFor('Encrypt', KEY_ARN, 'SYMMETRIC_DEFAULT');
    return seal(text, context, (whole) => {
      const plaintext = randomBytes(32);
      return { plaintext, ciphertext: sealBlob(key, plaintext, whole), keyArn: KEY_ARN };
    });
  };
  open = (message) => decrypt(keyring, typeof message === 'string' ? Buffer.from(message, 'base64') : message);
  return async () => {
    kms.destroy();
    await standIns.close();
    kept.close();
  };
});

describe("a text that is sealed as the AWS Encryption SDK does, opened by AWS's own client", () => {
  it('is what it was, whatever it is, and its context too', async () => {
    const texts = fc.oneof(
      fc.integer({ min: 0, max: 99_999_999 }).map((code) => String(code).padStart(8, '0')),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 256 }),
    );
    const contexts = fc.dictionary(
      // What the client reserves, and what AWS lets nobody use.
      fc.string({ minLength: 1, maxLength: 10 }).filter((name) => !name.startsWith('aws-crypto-')),
      fc.string({ minLength: 1, maxLength: 10 }),
      { maxKeys: 3 },
    );
    await fc.assert(
      fc.asyncProperty(texts, contexts, async (text, context) => {
        const { plaintext, messageHeader } = await open(sealed(text, context));
        expect(plaintext.toString()).toBe(text);
        const { 'aws-crypto-public-key': publicKey, ...others } = messageHeader.encryptionContext;
        expect(publicKey).toMatch(/^A[\w+/]{65}==$|^A[\w+/=]{67}$/);
        expect(others).toEqual({ ...context });
        expect(messageHeader.suiteId).toBe(0x0378);
      }),
      { numRuns: 40 },
    );
  });

  it('begins as the format does, and is another one each time', () => {
    const messages = [sealed('123456', { a: 'b' }), sealed('123456', { a: 'b' })];
    expect(messages[0]).toMatch(/^AYADe/);
    expect(messages[0]).not.toBe(messages[1]);
  });

  it('is opened no more once a byte of it is another one', async () => {
    const message = Buffer.from(sealed('123456', { 'userpool-id': 'eu-central-1_EXAMPLE01' }), 'base64');
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: message.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (position, bits) => {
          const changed = Buffer.from(message);
          changed[position] = (changed[position] as number) ^ bits;
          await expect(open(changed)).rejects.toThrow();
        },
      ),
      { numRuns: 60 },
    );
  });
});
