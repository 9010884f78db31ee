import { createHmac, randomBytes } from 'node:crypto';
import { saltOf } from './password.ts';
import type { SrpVerifier } from './srp-exchange.ts';

/** What a user that doesn't exist, or has no password, looks like to a client. */
export interface SimulatedUser extends SrpVerifier {
  /** A UUID. */
  readonly userName: string;
}

/**
 * Makes up a user for a name: always the same UUID and salt for it, as Cognito does (RFC 5054, section 2.5.1.3). Nobody
 * knows a password that fits the verifier.
 *
 * @param key a secret of the pool's
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function simulatedUser(typed: string, key: string): SimulatedUser {
  const derived = (what: string): Buffer => createHmac('sha256', key).update(`${what}:${typed}`).digest();
  const id = derived('user');
  // The bits by which a UUID says that it is random.
  id[6] = ((id[6] as number) & 0x0f) | 0x40;
  id[8] = ((id[8] as number) & 0x3f) | 0x80;
  const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(id.toString('hex')) as RegExpExecArray;
  return { userName: parts.join('-'), salt: saltOf(derived('salt')), verifier: randomBytes(383).toString('hex') };
}
