import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Keyring, keyringOf } from '../../../lib/local/kms/keyring.ts';
import type { LocalKey } from '../../../lib/local/model.ts';
import { callKms } from '../../../lib/local/stand-ins/kms-operations.ts';
import { StandInRefusal } from '../../../lib/local/stand-ins/refusal.ts';
import { startStandIns } from '../../../lib/local/stand-ins/start-stand-ins.ts';
import { openStore } from '../../../lib/local/store/store.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { temporaryFolder } from '../store/support.ts';

const arnOf = (id: string): string => `arn:aws:kms:eu-central-1:123456789012:key/${id}`;
const key = (keyId: string, keySpec: string, ...aliases: readonly string[]): LocalKey => ({
  ...{ keyId, keyArn: arnOf(keyId), aliases, keySpec },
  keyUsage: keySpec.startsWith('HMAC') ? 'GENERATE_VERIFY_MAC' : 'ENCRYPT_DECRYPT',
});
const app = {
  ...{ region: 'eu-central-1', accountId: '123456789012' },
  keys: [
    key('symmetric', 'SYMMETRIC_DEFAULT', 'alias/codes'),
    key('hmac', 'HMAC_384', 'alias/macs'),
    key('rsa', 'RSA_2048'),
  ],
};

let keyring: Keyring;
beforeAll(() => {
  const { kmsKeys, close } = openStore('memory');
  keyring = keyringOf({ kmsKeys, app: () => app });
  return close;
});

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
// biome-ignore lint/suspicious/noExplicitAny: answers of several operations
const call = (operation: string, members: object): any => callKms(keyring, operation, { ...members });
const refusal = (operation: string, members: object): string | undefined => {
  try {
    call(operation, members);
    return undefined;
  } catch (error) {
    if (error instanceof StandInRefusal) return error.type;
    throw error;
  }
};

const plaintexts = fc.uint8Array({ minLength: 1, maxLength: 4096 });
const contexts = fc.dictionary(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), { maxKeys: 4 });
const names = fc.constantFrom('symmetric', arnOf('symmetric'), 'alias/codes', 'unknown', 'alias/unknown', arnOf('x'));

describe('Encrypt and Decrypt', () => {
  it('give back whatever was encrypted, whichever way the key is named, in the same context in any order', () => {
    fc.assert(
      fc.property(plaintexts, contexts, names, (plaintext, EncryptionContext, KeyId) => {
        const { CiphertextBlob, KeyId: named } = call('Encrypt', {
          ...{ KeyId, Plaintext: base64(plaintext), EncryptionContext },
        });
        const reversed = Object.fromEntries(Object.entries(EncryptionContext).reverse());
        for (const more of [{}, { KeyId }, { KeyId: named }]) {
          const opened = call('Decrypt', { CiphertextBlob, EncryptionContext: reversed, ...more });
          expect(opened).toEqual({
            ...{ KeyId: named, Plaintext: base64(plaintext), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
          });
        }
      }),
    );
  });

  it('take no ciphertext of which a byte is another one, is gone or was added', () => {
    const { CiphertextBlob } = call('Encrypt', { KeyId: 'symmetric', Plaintext: base64('a code') });
    const blob = Buffer.from(CiphertextBlob, 'base64');
    const isRefused = (changed: Uint8Array): void => {
      expect(refusal('Decrypt', { CiphertextBlob: base64(changed) })).toBe('InvalidCiphertextException');
    };
    for (let position = 0; position < blob.length; position++) {
      for (const bit of [1, 128]) {
        const changed = Buffer.from(blob);
        changed[position] = (changed[position] as number) ^ bit;
        isRefused(changed);
      }
      if (position > 0) isRefused(blob.subarray(0, position));
    }
    isRefused(Buffer.concat([blob, Buffer.from([0])]));
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), isRefused));
  });

  it('are bound to the encryption context', () => {
    fc.assert(
      fc.property(contexts, contexts, (context, other) => {
        fc.pre(JSON.stringify(Object.entries(context).sort()) !== JSON.stringify(Object.entries(other).sort()));
        const { CiphertextBlob } = call('Encrypt', {
          ...{ KeyId: 'symmetric', Plaintext: base64('a'), EncryptionContext: context },
        });
        expect(refusal('Decrypt', { CiphertextBlob, EncryptionContext: other })).toBe('InvalidCiphertextException');
      }),
    );
  });

  it('tell a wrong key that is named from a ciphertext of elsewhere', () => {
    const { CiphertextBlob } = call('Encrypt', { KeyId: 'symmetric', Plaintext: base64('a') });
    expect(refusal('Decrypt', { CiphertextBlob, KeyId: 'unknown' })).toBe('IncorrectKeyException');
    const other = openStore('memory');
    onTestFinished(() => other.close());
    const elsewhere = keyringOf({ kmsKeys: other.kmsKeys, app: () => app });
    expect(() => callKms(elsewhere, 'Decrypt', { CiphertextBlob })).toThrow(
      expect.objectContaining({ type: 'InvalidCiphertextException' }),
    );
  });

  it('open after the pool was started anew what was encrypted before', () => {
    const folder = temporaryFolder();
    const run = (operation: string, members: object): Record<string, string> => {
      const { kmsKeys, close } = openStore({ folder });
      const answer = callKms(keyringOf({ kmsKeys, app: () => app }), operation, { ...members });
      close();
      return answer as Record<string, string>;
    };
    const { CiphertextBlob } = run('Encrypt', { KeyId: 'alias/codes', Plaintext: base64('later') });
    expect(run('Decrypt', { CiphertextBlob }).Plaintext).toBe(base64('later'));
  });
});

describe('GenerateDataKey', () => {
  it('gives a key of as many bytes as were asked for, and Decrypt gives it back', () => {
    const lengths = fc.oneof(
      fc.integer({ min: 1, max: 1024 }).map((NumberOfBytes) => [{ NumberOfBytes }, NumberOfBytes] as const),
      fc.constant([{ KeySpec: 'AES_256' }, 32] as const),
      fc.constant([{ KeySpec: 'AES_128' }, 16] as const),
    );
    fc.assert(
      fc.property(lengths, contexts, ([how, bytes], EncryptionContext) => {
        const made = call('GenerateDataKey', { KeyId: 'alias/codes', ...how, EncryptionContext });
        expect(Buffer.from(made.Plaintext, 'base64')).toHaveLength(bytes);
        const { CiphertextBlob } = made;
        expect(call('Decrypt', { CiphertextBlob, EncryptionContext }).Plaintext).toBe(made.Plaintext);
      }),
    );
  });

  it('is kept to itself where no plaintext is wanted', () => {
    const made = call('GenerateDataKeyWithoutPlaintext', { KeyId: 'symmetric', NumberOfBytes: 20 });
    expect(Object.keys(made).sort()).toEqual(['CiphertextBlob', 'KeyId']);
    const { Plaintext } = call('Decrypt', { CiphertextBlob: made.CiphertextBlob });
    expect(Buffer.from(Plaintext, 'base64')).toHaveLength(20);
  });
});

describe('MACs', () => {
  it.each(['224', '256', '384', '512'])('of HMAC_SHA_%s are verified, and no others', (bits) => {
    const request = { KeyId: `key-of-${bits}`, MacAlgorithm: `HMAC_SHA_${bits}`, Message: base64('a message') };
    const { Mac, KeyId } = call('GenerateMac', request);
    expect(Buffer.from(Mac, 'base64')).toHaveLength(Number(bits) / 8);
    expect(call('VerifyMac', { ...request, KeyId, Mac })).toEqual({
      ...{ KeyId: arnOf(`key-of-${bits}`), MacValid: true, MacAlgorithm: request.MacAlgorithm },
    });
    expect(refusal('VerifyMac', { ...request, Mac, Message: base64('another') })).toBe('KMSInvalidMacException');
    const short = base64(Buffer.from(Mac, 'base64').subarray(1));
    expect(refusal('VerifyMac', { ...request, Mac: short })).toBe('KMSInvalidMacException');
  });
});

describe('KMS refuses', () => {
  const Plaintext = base64('a');
  const mac = { MacAlgorithm: 'HMAC_SHA_384', Message: Plaintext };
  it.each([
    ['to encrypt under a key for MACs', 'Encrypt', { KeyId: 'alias/macs', Plaintext }, 'InvalidKeyUsageException'],
    ['a data key under one', 'GenerateDataKey', { KeyId: 'hmac', KeySpec: 'AES_256' }, 'InvalidKeyUsageException'],
    ['a MAC by a symmetric key', 'GenerateMac', { KeyId: 'symmetric', ...mac }, 'InvalidKeyUsageException'],
    [
      'a MAC of another length than the key is for',
      'GenerateMac',
      { KeyId: 'hmac', ...mac, MacAlgorithm: 'HMAC_SHA_256' },
      'InvalidKeyUsageException',
    ],
    ['an asymmetric key', 'Encrypt', { KeyId: 'rsa', Plaintext }, 'UnsupportedOperationException'],
    ['too long a text', 'Encrypt', { KeyId: 'k', Plaintext: base64(Buffer.alloc(4097)) }, 'ValidationException'],
    ['no text', 'Encrypt', { KeyId: 'k', Plaintext: '' }, 'ValidationException'],
    ['no key', 'Encrypt', { Plaintext }, 'ValidationException'],
    [
      'a context that is no object of texts',
      'Encrypt',
      { KeyId: 'k', Plaintext, EncryptionContext: { a: 1 } },
      'ValidationException',
    ],
    [
      'another algorithm',
      'Encrypt',
      { KeyId: 'k', Plaintext, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' },
      'ValidationException',
    ],
    ['both lengths', 'GenerateDataKey', { KeyId: 'k', KeySpec: 'AES_256', NumberOfBytes: 1 }, 'ValidationException'],
    ['neither', 'GenerateDataKey', { KeyId: 'k' }, 'ValidationException'],
    ['a data key of no byte', 'GenerateDataKey', { KeyId: 'k', NumberOfBytes: 0 }, 'ValidationException'],
    ['one of 1025', 'GenerateDataKey', { KeyId: 'k', NumberOfBytes: 1025 }, 'ValidationException'],
    ['a spec of none', 'GenerateDataKey', { KeyId: 'k', KeySpec: 'RSA_2048' }, 'ValidationException'],
    ['another digest', 'GenerateMac', { KeyId: 'hmac', ...mac, MacAlgorithm: 'HMAC_MD5' }, 'ValidationException'],
    ['a member that it does not know', 'Encrypt', { KeyId: 'k', Plaintext, DryRun: true }, 'ValidationException'],
  ])('%s', (_what, operation, members, type) => {
    expect(refusal(operation, members)).toBe(type);
  });

  it('one use of a key that the app does not make once it has the other', () => {
    call('GenerateMac', { KeyId: 'first-a-mac', MacAlgorithm: 'HMAC_SHA_256', Message: Plaintext });
    expect(refusal('Encrypt', { KeyId: 'first-a-mac', Plaintext })).toBe('InvalidKeyUsageException');
  });
});

describe("AWS's own client", () => {
  it('encrypts and decrypts over HTTP, and gets the errors that it knows', async () => {
    const standIns = await startStandIns({ outbox: new Outbox(), resources: () => app });
    const client = new KMSClient({
      ...{ region: 'eu-central-1', endpoint: standIns.environment.AWS_ENDPOINT_URL as string, maxAttempts: 1 },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    onTestFinished(async () => {
      client.destroy();
      await standIns.close();
    });
    const EncryptionContext = { purpose: 'a test' };
    const Plaintext = Buffer.from('a code');
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({ KeyId: 'alias/codes', Plaintext, EncryptionContext }),
    );
    const opened = await client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    expect(Buffer.from(opened.Plaintext as Uint8Array).toString()).toBe('a code');
    expect(opened.KeyId).toBe(arnOf('symmetric'));
    await expect(client.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
    await expect(
      client.send(new GenerateDataKeyCommand({ KeyId: 'alias/macs', KeySpec: 'AES_256' })),
    ).rejects.toMatchObject({ name: 'InvalidKeyUsageException', message: expect.stringContaining('GenerateDataKey') });
  });
});
