import { HOTP, Secret } from 'otpauth';
import { isSameText } from '../secret-text.ts';

const PERIOD_MS = 30_000;
/** Cognito takes codes of 30 seconds before and after, and those by HMAC-SHA1 only. */
const WINDOW = [-1, 0, 1] as const;
const SETTINGS = { algorithm: 'SHA1', digits: 6 } as const;

/** What came of a code; the step is the period of 30 seconds it belongs to. */
export type TotpResult = { readonly kind: 'right'; readonly step: number } | { readonly kind: 'wrong' | 'used' };

/** A secret for an authenticator app, in base32. */
export const makeTotpSecret = (): string => new Secret({ size: 32 }).base32;

/**
 * Checks a code of an authenticator app. A step counts once: that of `lastStep` and those before it are used.
 *
 * @param lastStep of the code that was taken last; -1 where there is none
 * @param now milliseconds since 1970
 * @see https://www.rfc-editor.org/rfc/rfc6238
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
 */
export function checkTotp(code: string, secret: string, lastStep: number, now: number): TotpResult {
  const key = Secret.fromBase32(secret);
  const isOf = (step: number): boolean => isSameText(code, HOTP.generate({ ...SETTINGS, secret: key, counter: step }));
  const present = Math.floor(now / PERIOD_MS);
  const steps = WINDOW.map((offset) => present + offset).filter((step) => step >= 0 && isOf(step));
  const step = steps.find((candidate) => candidate > lastStep);
  if (step !== undefined) return { kind: 'right', step };
  return { kind: steps.length > 0 ? 'used' : 'wrong' };
}
