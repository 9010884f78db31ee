import crypto, { randomBytes } from 'node:crypto';
import { invalidParameter } from '../../protocol/index.ts';
import { modulo } from '../../protocol/srp/group.ts';
import {
  type Credentials,
  challengeOf,
  claimSignature,
  freshSecret,
  integerOf,
  nativePower,
  poolKey,
  timestampOf,
} from '../../protocol/srp/index.ts';
import { isSameText } from '../secret-text.ts';

/** What stands for a password: salt and verifier, in hexadecimal. */
export interface SrpVerifier {
  readonly salt: string;
  readonly verifier: string;
}

/** An exchange that waits for the client's claim. Plain data; A, b and B in hexadecimal. */
export interface SrpExchange {
  /** A. */
  readonly publicKey: string;
  /** b. */
  readonly secret: string;
  /** B. */
  readonly challenge: string;
  readonly secretBlock: string;
}

/** What the client claims. */
export interface SrpClaim {
  readonly signature: string;
  readonly secretBlock: string;
  readonly timestamp: string;
}

/** By OpenSSL: ten times as fast as BigInt. */
const power = nativePower(crypto);

/** N has 768 hexadecimal digits. */
const PUBLIC_KEY = /^[0-9a-f]{1,768}$/i;
/** As many as Cognito's has, more or less: it is opaque. */
const SECRET_BLOCK_BYTES = 768;

/**
 * Refuses an A that is none, or would make any password right: a multiple of N.
 *
 * @throws CognitoError InvalidParameterException. Its text isn't documented.
 */
export function assertPublicKey(publicKey: string): void {
  if (PUBLIC_KEY.test(publicKey) && modulo(integerOf(publicKey)) !== 0n) return;
  throw invalidParameter('Invalid SRP_A.');
}

/**
 * Begins an exchange: what the pool keeps of it, and what the challenge says.
 *
 * @param publicKey A
 * @throws CognitoError InvalidParameterException, as `assertPublicKey`
 */
export function openExchange(
  publicKey: string,
  { salt, verifier }: SrpVerifier,
): {
  readonly exchange: SrpExchange;
  readonly parameters: { readonly SALT: string; readonly SECRET_BLOCK: string; readonly SRP_B: string };
} {
  assertPublicKey(publicKey);
  const secret = freshSecret();
  const secretBlock = randomBytes(SECRET_BLOCK_BYTES).toString('base64');
  const challenge = challengeOf(secret, integerOf(verifier), power).toString(16);
  return {
    exchange: { publicKey, secret: secret.toString(16), challenge, secretBlock },
    // As a number: clients read the salt as one, and some keep a zero in front that others drop.
    parameters: { SALT: integerOf(salt).toString(16), SECRET_BLOCK: secretBlock, SRP_B: challenge },
  };
}

/**
 * Whether the claim proves the password. How old its timestamp may be isn't documented: some clients take it long before
 * they send it, and the session's own end bounds it.
 */
export async function isRightClaim(
  { publicKey, secret, challenge, secretBlock }: SrpExchange,
  { verifier }: Pick<SrpVerifier, 'verifier'>,
  who: Omit<Credentials, 'password'>,
  claim: SrpClaim,
): Promise<boolean> {
  if (claim.secretBlock !== secretBlock || !isTimestamp(claim.timestamp)) return false;
  const [b, v, A, B] = [secret, verifier, publicKey, challenge].map(integerOf) as [bigint, bigint, bigint, bigint];
  const key = await poolKey(b, v, A, power, B);
  return isSameText(claim.signature, await claimSignature(key, who, secretBlock, claim.timestamp));
}

/** Whether it has the one form that Cognito takes (docs/cognito.md#6-srp). */
function isTimestamp(text: string): boolean {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && timestampOf(date) === text;
}
