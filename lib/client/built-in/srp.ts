import { base64Of } from '../../protocol/base64.ts';
import {
  type Credentials,
  claimSignature,
  clientKey,
  freshSecret,
  integerOf,
  type NativeCrypto,
  nativePower,
  type Power,
  paddedBytes,
  power,
  publicKeyOf,
  timestampOf,
  verifierOf,
} from '../../protocol/srp/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';

/** What a claim is made of: whose password, and what Cognito sent for it. */
export interface Claim {
  readonly credentials: Credentials;
  /** In hexadecimal, as B. */
  readonly salt: string;
  readonly B: string;
  /** In base64. */
  readonly secretBlock: string;
  readonly date: Date;
}

/** A password's proof, begun. The secret stays inside. */
export interface Proof {
  readonly SRP_A: string;
  /**
   * What answers the verifier's challenge.
   *
   * @throws UnsafeKeyError if Cognito's key would make any password right.
   */
  claim(claim: Claim): Promise<TextMap>;
}

interface Platform {
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

/** OpenSSL where this is Node; BigInt in a browser, and where another library stands in for OpenSSL, as in Electron. */
function fastestPower(): Power {
  try {
    const crypto = (globalThis as Platform).process?.getBuiltinModule?.('crypto');
    const native = nativePower(crypto as NativeCrypto<object>);
    // Some take short exponents only.
    if (native(1n, 2n ** 1024n + 1n) === 1n) return native;
  } catch {}
  return power;
}

const fastest = fastestPower();

/** Begins a proof: draws the client's secret. */
export function newProof(): Proof {
  const secret = freshSecret();
  const A = publicKeyOf(secret, fastest);
  return {
    SRP_A: A.toString(16),
    async claim({ credentials, salt, B, secretBlock, date }) {
      const TIMESTAMP = timestampOf(date);
      const key = await clientKey(secret, { salt: integerOf(salt), B: integerOf(B) }, credentials, fastest, A);
      return {
        PASSWORD_CLAIM_SIGNATURE: await claimSignature(key, credentials, secretBlock, TIMESTAMP),
        PASSWORD_CLAIM_SECRET_BLOCK: secretBlock,
        TIMESTAMP,
      };
    },
  };
}

/** A device's password, and what Cognito keeps of it. */
export async function newDeviceSecret(deviceGroupKey: string, deviceKey: string) {
  const password = base64Of(crypto.getRandomValues(new Uint8Array(40)));
  const salt = freshSecret() >> 128n;
  const verifier = await verifierOf({ poolName: deviceGroupKey, userId: deviceKey, password }, salt, fastest);
  const verifierConfig = { PasswordVerifier: base64Of(paddedBytes(verifier)), Salt: base64Of(paddedBytes(salt)) };
  return { password, verifierConfig };
}
