import crypto from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { N } from '../../../lib/protocol/srp/group.ts';
import {
  challengeOf,
  claimSignature,
  clientKey,
  freshSecret,
  integerOf,
  nativePower,
  paddedBytes,
  poolKey,
  power,
  publicKeyOf,
  timestampOf,
  UnsafeKeyError,
  verifierOf,
} from '../../../lib/protocol/srp/index.ts';

const native = nativePower(crypto);
const sha512 = (text: string) => integerOf(crypto.createHash('sha512').update(text).digest('hex'));
const sha256Hex = (bytes: Uint8Array | string) => crypto.createHash('sha256').update(bytes).digest('hex');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const a = sha512('a');
const b = sha512('b');
const timestamp = timestampOf(new Date('2026-01-02T03:04:05Z'));
const secretBlock = btoa('secret-block-bytes');

// docs/cognito.md#62-test-vectors
describe.each([
  ['by BigInt', power],
  ['natively', native],
])('SRP as Cognito does it, %s', (_, power) => {
  const alice = { poolName: 'EXAMPLEPL', userId: '3f1c6f58-0d5c-4d9e-9a6e-0c1f2e3d4c5b', password: 'Correct-Horse-9' };
  const salt = integerOf('63479ad69a090b258277ec8fba6f9941');

  it('reproduces the full vector on both sides', async () => {
    const verifier = await verifierOf(alice, salt, power);
    const A = publicKeyOf(a, power);
    const B = challengeOf(b, verifier, power);
    expect(sha256Hex(paddedBytes(verifier))).toBe('927633a1d1535de2a0329e4f95aca962bea041835194d71e4d0ebf4fc6152e05');
    expect(sha256Hex(paddedBytes(A))).toBe('c6d3e8eff86abb3a5afa6f332cd9708835bc5c1483cc74e41e84694cb026fa57');
    expect(sha256Hex(paddedBytes(B))).toBe('9fad71dcdf2af98af0d4ac995f279d2b81c34f18cda1726c8b22c4dd9067048d');
    const ours = await clientKey(a, { salt, B }, alice, power);
    const theirs = await poolKey(b, verifier, A, power);
    expect(hex(ours)).toBe('5594bf553121cd4a6a2df74d254322bc');
    expect(hex(theirs)).toBe(hex(ours));
    const signature = await claimSignature(ours, alice, secretBlock, timestamp);
    expect(signature).toBe('UiPPh1REH2Igc/dBOO7xKOeZ2iomEelbavjyfXz7ZUM=');
  });

  it('reproduces the device vector, whose salt has its top bit set', async () => {
    const password = crypto.createHash('sha512').update('device').digest().subarray(0, 40).toString('base64');
    const device = { poolName: '-FDRunwQv', userId: `us-east-1_${alice.userId}`, password };
    const salt = integerOf(sha256Hex('device-salt').slice(0, 32));
    expect(Buffer.from(paddedBytes(salt)).toString('base64')).toBe('AMMWvsUV7yMag2XaYCykS9k=');
    const verifier = await verifierOf(device, salt, power);
    expect(sha256Hex(Buffer.from(paddedBytes(verifier)).toString('base64'))).toBe(
      '7288d604889c2b6d2622372671f4410265f599c3ea87089cec306cd717be2568',
    );
    const key = await clientKey(a, { salt, B: challengeOf(b, verifier, power) }, device, power);
    expect(hex(key)).toBe('8c607d5b543314663014bba90b348282');
    const signature = await claimSignature(key, device, secretBlock, timestamp);
    expect(signature).toBe('hM037ixzBQQhA93sQJ6TyoYqrVpUCmxNNLmpW8pd34E=');
  });

  it('gives the two sides different keys for a wrong password', async () => {
    const verifier = await verifierOf(alice, salt, power);
    const wrong = { ...alice, password: 'correct-horse-9' };
    const ours = await clientKey(a, { salt, B: challengeOf(b, verifier, power) }, wrong, power);
    expect(hex(ours)).not.toBe(hex(await poolKey(b, verifier, publicKeyOf(a, power), power)));
  });

  it.each([0n, N, 2n * N])('refuses a public key that is zero modulo N', async (zero) => {
    const verifier = await verifierOf(alice, salt, power);
    await expect(poolKey(b, verifier, zero, power)).rejects.toThrow(UnsafeKeyError);
    await expect(clientKey(a, { salt, B: zero }, alice, power)).rejects.toThrow(UnsafeKeyError);
  });
});

it('computes the same powers by BigInt and natively, whatever base and exponent', () => {
  const base = fc.bigInt({ min: 0n, max: N - 1n });
  const exponent = fc.oneof(fc.bigInt({ min: 0n, max: 70n }), fc.bigInt({ min: 0n, max: 1n << 300n }));
  fc.assert(
    fc.property(base, exponent, (base, exponent) => native(base, exponent) === power(base, exponent)),
    { numRuns: 40 },
  );
});

it('pads integers as Java does', () => {
  const padded = (text: string) => hex(paddedBytes(integerOf(text)));
  expect(padded('7f')).toBe('7f');
  expect(padded('80')).toBe('0080');
  expect(padded('abc')).toBe('0abc');
  expect(padded('8abc')).toBe('008abc');
  expect(padded('00112233')).toBe('112233');
});

it('makes secrets that differ', () => {
  expect(freshSecret()).not.toBe(freshSecret());
});

it('writes the day of a timestamp without a leading zero', () => {
  expect(timestampOf(new Date('2000-02-01T03:04:05Z'))).toBe('Tue Feb 1 03:04:05 UTC 2000');
  expect(timestampOf(new Date('2026-12-31T23:00:00Z'))).toBe('Thu Dec 31 23:00:00 UTC 2026');
});
