import { createHmac, randomBytes } from 'node:crypto';
import type { MacKeys } from '../store/mac-keys.ts';
import { invalid, KMS } from './json-request.ts';

const KEY_BYTES = 32;
const MOST_BYTES = 4096;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Stands in for KMS, for GenerateMac with HMAC_SHA_256. A key is made when it is first named, and kept.
 *
 * @throws StandInRefusal
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html
 */
export function generateMac(keys: MacKeys, members: Readonly<Record<string, unknown>>): object {
  const { KeyId, MacAlgorithm, Message, ...others } = members;
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalid(KMS, `The stand-in for KMS doesn't take ${other}.`);
  if (typeof KeyId !== 'string' || KeyId === '') throw invalid(KMS, 'KeyId must be a text.');
  if (MacAlgorithm !== 'HMAC_SHA_256')
    throw invalid(KMS, 'The stand-in for KMS takes only the MacAlgorithm HMAC_SHA_256.');
  const message = typeof Message === 'string' && BASE64.test(Message) ? Buffer.from(Message, 'base64') : undefined;
  if (!message || message.length === 0 || message.length > MOST_BYTES) {
    throw invalid(KMS, `Message must be 1 to ${MOST_BYTES} bytes, in base64.`);
  }
  const secret = keys.keep(KeyId, randomBytes(KEY_BYTES));
  return { KeyId, Mac: createHmac('sha256', secret).update(message).digest('base64'), MacAlgorithm };
}
