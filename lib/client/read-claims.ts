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
  const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (byte) => byte.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
