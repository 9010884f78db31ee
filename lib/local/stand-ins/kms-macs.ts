import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Keyring } from '../kms/keyring.ts';
import { assertMembers, bytesIn, type KmsMembers, keyIdIn } from './kms-members.ts';
import { invalid, StandInRefusal } from './refusal.ts';

const MOST_MESSAGE_BYTES = 4096;
const MOST_MAC_BYTES = 6144;

/**
 * GenerateMac.
 *
 * @throws StandInRefusal, KeyUseError
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html
 */
export function generateMac(keyring: Keyring, members: KmsMembers): object {
  assertMembers(members, ['KeyId', 'Message', 'MacAlgorithm']);
  const { keyArn, mac } = macOf(keyring, members, 'GenerateMac');
  return { KeyId: keyArn, Mac: mac.toString('base64'), MacAlgorithm: members.MacAlgorithm };
}

/**
 * VerifyMac.
 *
 * @throws StandInRefusal KMSInvalidMacException for one that isn't right
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html
 */
export function verifyMac(keyring: Keyring, members: KmsMembers): object {
  assertMembers(members, ['KeyId', 'Message', 'MacAlgorithm', 'Mac']);
  const given = bytesIn(members, 'Mac', MOST_MAC_BYTES);
  const { keyArn, mac } = macOf(keyring, members, 'VerifyMac');
  if (given.length !== mac.length || !timingSafeEqual(given, mac)) {
    throw new StandInRefusal('KMSInvalidMacException', 'The MAC is not that of the message under this key.');
  }
  return { KeyId: keyArn, MacValid: true, MacAlgorithm: members.MacAlgorithm };
}

/** An algorithm is of one key spec: `HMAC_SHA_256` of `HMAC_256`. */
function macOf(keyring: Keyring, members: KmsMembers, operation: string): { keyArn: string; mac: Buffer } {
  const { MacAlgorithm: algorithm } = members;
  const bits = /^HMAC_SHA_(224|256|384|512)$/.exec(String(algorithm))?.[1];
  if (bits === undefined) {
    throw invalid('MacAlgorithm must be HMAC_SHA_224, HMAC_SHA_256, HMAC_SHA_384 or HMAC_SHA_512.');
  }
  const message = bytesIn(members, 'Message', MOST_MESSAGE_BYTES);
  const { keyArn, keySpec, secret } = keyring.keyFor(operation, keyIdIn(members), `HMAC_${bits}`);
  if (keySpec !== `HMAC_${bits}`) {
    throw new StandInRefusal(
      'InvalidKeyUsageException',
      `Algorithm ${algorithm} is incompatible with key spec ${keySpec}.`,
    );
  }
  return { keyArn, mac: createHmac(`sha${bits}`, secret).update(message).digest() };
}
