import { bytesOfBase64url } from '../protocol/decode-base64url.ts';

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
 * @throws SyntaxError if that is no token.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 * @example
 * claimsOf(tokens.idToken).email; // 'alice@example.com'
 */
export function claimsOf(token: string): Claims {
  const payload = token.split('.')[1] ?? '';
  return JSON.parse(new TextDecoder().decode(bytesOfBase64url(payload)));
}
