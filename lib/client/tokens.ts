import type { AuthenticationResult } from '../protocol/authentication.ts';
import { ResponseError } from './errors.ts';

/** A user's tokens. */
export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
  /** When access or ID token expires: milliseconds since 1970, by this machine's clock, however wrong that is. */
  readonly expiresAt: number;
}

/**
 * The tokens of Cognito's answer.
 *
 * @throws ResponseError if it has none.
 */
export function tokensOf(result: Partial<AuthenticationResult> | undefined, now: number): Tokens {
  const { AccessToken, IdToken, RefreshToken, ExpiresIn } = (result ?? {}) as Required<AuthenticationResult>;
  if (!(AccessToken && IdToken && RefreshToken && ExpiresIn > 0))
    throw new ResponseError('no answer of Cognito: no tokens');
  return { accessToken: AccessToken, idToken: IdToken, refreshToken: RefreshToken, expiresAt: now + ExpiresIn * 1000 };
}
