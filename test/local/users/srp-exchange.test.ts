import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isRightClaim, openExchange, type SrpClaim } from '../../../lib/local/users/srp-exchange.ts';
import {
  type Credentials,
  challengeOf,
  integerOf,
  power,
  publicKeyOf,
  verifierOf,
} from '../../../lib/protocol/srp/index.ts';

const sha512 = (text: string): bigint => integerOf(createHash('sha512').update(text).digest('hex'));
const secretBlock = btoa('secret-block-bytes');
const timestamp = 'Fri Jan 2 03:04:05 UTC 2026';
const exchange = {
  publicKey: publicKeyOf(sha512('a'), power).toString(16),
  secret: sha512('b').toString(16),
  secretBlock,
};

/** The vectors of docs/cognito.md#62-test-vectors. */
const VECTORS = [
  {
    of: 'a password',
    credentials: {
      poolName: 'EXAMPLEPL',
      userId: '3f1c6f58-0d5c-4d9e-9a6e-0c1f2e3d4c5b',
      password: 'Correct-Horse-9',
    },
    salt: '63479ad69a090b258277ec8fba6f9941',
    signature: 'UiPPh1REH2Igc/dBOO7xKOeZ2iomEelbavjyfXz7ZUM=',
  },
  {
    of: 'a device',
    credentials: {
      poolName: '-FDRunwQv',
      userId: 'us-east-1_3f1c6f58-0d5c-4d9e-9a6e-0c1f2e3d4c5b',
      password: 'eY2JfQw6eXWbD1zrokOtrqQeiJj/3dZ6VRBLvgUAzb33DdmnAdcziA==',
    },
    salt: createHash('sha256').update('device-salt').digest('hex').slice(0, 32),
    signature: 'hM037ixzBQQhA93sQJ6TyoYqrVpUCmxNNLmpW8pd34E=',
  },
] as const;

// docs/cognito.md#62-test-vectors
describe.each(VECTORS)('the vector of $of', ({ credentials, salt, signature }) => {
  const claim: SrpClaim = { signature, secretBlock, timestamp };
  const check = async (given: SrpClaim, who: Omit<Credentials, 'password'>) => {
    const verifier = await verifierOf(credentials, integerOf(salt), power);
    const challenge = challengeOf(sha512('b'), verifier, power).toString(16);
    return isRightClaim({ ...exchange, challenge }, { verifier: verifier.toString(16) }, who, given);
  };

  it('is a right claim', async () => {
    expect(await check(claim, credentials)).toBe(true);
  });

  it.each([
    ['signature', { signature: signature.replace(/^./, 'x') }],
    ['shorter signature', { signature: signature.slice(1) }],
    ['block', { secretBlock: btoa('another') }],
    ['time', { timestamp: 'Fri Jan 2 03:04:06 UTC 2026' }],
    ['form of the time', { timestamp: 'Fri Jan 02 03:04:05 UTC 2026' }],
    ['text for a time', { timestamp: 'now' }],
  ])('is wrong with another %s', async (_, changed) => {
    expect(await check({ ...claim, ...changed }, credentials)).toBe(false);
  });

  it('is wrong for another one', async () => {
    const other = { ...credentials, userId: 'another' };
    expect(await check(claim, other)).toBe(false);
  });
});

it.each(['', 'xyz', '0', '00', '-1', 'f'.repeat(769)])('opens no exchange for the public key "%s"', (publicKey) => {
  expect(() => openExchange(publicKey, { salt: '1', verifier: '2' })).toThrow('Invalid SRP_A.');
});

it('opens every exchange with another challenge, and writes the salt as a number', () => {
  const open = () => openExchange(exchange.publicKey, { salt: '00ab', verifier: '1234' }).parameters;
  const [first, second] = [open(), open()];
  expect(first.SALT).toBe('ab');
  expect(first.SRP_B).not.toBe(second.SRP_B);
  expect(first.SECRET_BLOCK).not.toBe(second.SECRET_BLOCK);
});
