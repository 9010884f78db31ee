import { bytesOfBase64url } from '../protocol/decode-base64url.ts';
import { ResponseError } from './errors.ts';

/** The claims of a token: what stands in it, whether true or not. */
export interface Claims {
  readonly sub: string;
  /** When the token was issued, and when it expires: seconds since 1970, by Cognito's clock. */
  readonly iat: number;
  readonly exp: number;
  readonly token_use: 'id' | 'access';
  readonly [claim: string]: unknown;
}

/**
 * Reads a token's claims, for showing them. The signature is not checked: a backend must verify the token instead.
 *
 * @throws ResponseError if that is no token.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 * @example
 * claimsOf(tokens.idToken).email; // 'alice@example.com'
 */
export function claimsOf(token: string): Claims {
  try {
    // UTF-8 without TextDecoder: not every platform has that.
    const bytes = Array.from(bytesOfBase64url(String(token.split('.')[1])), (byte) =>
      (256 + byte).toString(16).slice(1),
    );
    const claims = JSON.parse(decodeURIComponent(`%${bytes.join('%')}`));
    if (Object(claims) === claims) return claims;
  } catch {
    // The cause would tell a part of it.
  }
  throw new ResponseError('that is no token');
}
