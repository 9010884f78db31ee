import { randomUUID } from 'node:crypto';
import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { type AuthenticationResult, CognitoError, notAuthorized } from '../../protocol/index.ts';
import type { LocalClientDefinition, LocalPoolDefinition } from '../model.ts';
import type { SignIn } from '../store/sign-ins.ts';
import type { Store } from '../store/store.ts';
import type { StoredUser } from '../store/users.ts';
import { groupClaims } from '../users/group-claims.ts';
import { type KeyRing, keyRing, type SigningKey } from './key-ring.ts';
import { hashRefreshToken, makeRefreshToken } from './refresh-token.ts';
import { accessClaims, type ClaimsOverride, idClaims } from './token-claims.ts';

/** Whose tokens, for which client. */
export interface TokenOwner {
  readonly pool: LocalPoolDefinition;
  readonly client: LocalClientDefinition;
  readonly user: StoredUser;
  /** The device that a new sign-in comes from, where the pool tracks devices. */
  readonly deviceKey?: string;
}

/** What a good access token says. */
export interface VerifiedAccessToken {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly userName: string;
  /** The sign-in's: whether that was revoked is the caller's to check. */
  readonly eventId: string;
  readonly deviceKey?: string;
}

/** Issues and verifies tokens. */
export interface TokenService {
  readonly keys: KeyRing;
  issuerOf(userPoolId: string): string;
  /** Begins a sign-in: three tokens, the refresh token kept as a hash. */
  issue(owner: TokenOwner, override?: ClaimsOverride): Promise<AuthenticationResult>;
  /** New ID and access tokens of the same sign-in. */
  refresh(owner: TokenOwner, signIn: SignIn, override?: ClaimsOverride): Promise<AuthenticationResult>;
  /**
   * The sign-in of a refresh token.
   *
   * @throws CognitoError NotAuthorizedException if it is unknown, revoked, expired or another client's;
   * RefreshTokenReuseException if it was rotated out and its grace period is over.
   */
  signInOf(refreshToken: string, clientId: string): SignIn;
  /**
   * Takes a refresh token out of use and gives another one, which lives as long as the first of its sign-in would have.
   *
   * @param gracePeriod how long the old one still refreshes. Seconds
   * @throws CognitoError as signInOf: somebody else may have been faster.
   */
  rotate(refreshToken: string, clientId: string, gracePeriod: number): string;
  /**
   * Verifies an access token: signature, issuer, use, scope, expiry.
   *
   * @throws CognitoError NotAuthorizedException
   */
  verifyAccessToken(token: string): Promise<VerifiedAccessToken>;
}

/** What issuing needs. */
export interface TokenServiceOptions {
  readonly store: Store;
  readonly issuerOf: (userPoolId: string) => string;
  readonly hasPool: (userPoolId: string) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const sign = (claims: JWTPayload, { kid, privateKey }: SigningKey): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey);

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html */
export function tokenService({ store, issuerOf, hasPool, now }: TokenServiceOptions): TokenService {
  const keys = keyRing(store.signingKeys);

  async function result(
    { pool, client, user }: TokenOwner,
    signIn: SignIn,
    override: ClaimsOverride | undefined,
  ): Promise<AuthenticationResult> {
    const { id, access } = await keys.keysOf(pool.userPoolId);
    const groups = override?.groups ?? groupClaims(store.groups.of(user));
    const subject = { user, client, signIn, issuer: issuerOf(pool.userPoolId), now: now(), groups };
    // Both at once: the signatures are made in the thread pool.
    const [AccessToken, IdToken] = await Promise.all([
      sign(accessClaims({ ...subject, jti: randomUUID() }, override?.access), access),
      sign(idClaims({ ...subject, jti: randomUUID() }, override?.id), id),
    ]);
    return { AccessToken, ExpiresIn: client.accessTokenValidity, IdToken, TokenType: 'Bearer' };
  }

  function signInOf(refreshToken: string, clientId: string): SignIn {
    const found = store.signIns.findByRefreshToken(hashRefreshToken(refreshToken));
    if (!found || found.clientId !== clientId) throw notAuthorized('Invalid Refresh Token');
    const { goodUntil = Number.POSITIVE_INFINITY, revoked = false, ...signIn } = found;
    if (revoked) throw notAuthorized('Refresh Token has been revoked');
    if (signIn.expiresAt <= now()) throw notAuthorized('Refresh Token has expired');
    // The text isn't documented, nor whether reuse ends the sign-in: here it doesn't.
    if (goodUntil <= now()) {
      throw new CognitoError('RefreshTokenReuseException', 'Refresh Token has been rotated and cannot be used again.');
    }
    return signIn;
  }

  return {
    keys,
    issuerOf,
    async issue(owner, override) {
      const { pool, client, user, deviceKey } = owner;
      const { token, hash } = makeRefreshToken();
      const authenticatedAt = now();
      const signIn: SignIn = {
        eventId: randomUUID(),
        originJti: randomUUID(),
        userPoolId: pool.userPoolId,
        clientId: client.clientId,
        userName: user.userName,
        authenticatedAt,
        expiresAt: authenticatedAt + client.refreshTokenValidity * 1000,
        ...(deviceKey !== undefined && { deviceKey }),
      };
      const tokens = await result(owner, signIn, override);
      // Last: from here on the tokens are good.
      store.signIns.add(signIn, hash);
      return { ...tokens, RefreshToken: token };
    },
    refresh: result,
    signInOf,
    rotate(refreshToken, clientId, gracePeriod) {
      const { eventId } = signInOf(refreshToken, clientId);
      const { token, hash } = makeRefreshToken();
      store.signIns.rotate(eventId, hashRefreshToken(refreshToken), hash, now() + gracePeriod * 1000);
      return token;
    },
    async verifyAccessToken(token) {
      const userPoolId = poolOf(token);
      const known = hasPool(userPoolId) ? await keys.keysIfMade(userPoolId) : undefined;
      if (!known) throw notAuthorized('Invalid Access Token');
      const claims = await verified(token, known.access, now());
      const { username, event_id: eventId, client_id: clientId, iss, token_use: use, scope } = claims;
      const { device_key: deviceKey } = claims;
      if (use !== 'access' || iss !== issuerOf(userPoolId)) throw notAuthorized('Invalid Access Token');
      if (typeof username !== 'string' || typeof eventId !== 'string' || typeof clientId !== 'string') {
        throw notAuthorized('Invalid Access Token');
      }
      if (!String(scope).split(' ').includes('aws.cognito.signin.user.admin')) {
        throw notAuthorized('Access Token does not have required scopes');
      }
      const from = typeof deviceKey === 'string' && { deviceKey };
      return { userPoolId, clientId, userName: username, eventId, ...from };
    },
  };
}

/** The pool that a token says it is of: the end of its issuer. Nothing of it is proven yet. */
function poolOf(token: string): string {
  try {
    return decodeJwt(token).iss?.split('/').at(-1) ?? '';
  } catch {
    return '';
  }
}

/** Verifies a token by the key that its header names. */
async function verified(token: string, { kid: known, publicKey }: SigningKey, now: number): Promise<JWTPayload> {
  const keyNamed = ({ kid }: { readonly kid?: string }) => {
    if (kid === known) return publicKey;
    throw new errors.JWKSNoMatchingKey();
  };
  try {
    return (await jwtVerify(token, keyNamed, { algorithms: ['RS256'], currentDate: new Date(now) })).payload;
  } catch (cause) {
    const expired = cause instanceof errors.JWTExpired;
    throw new CognitoError('NotAuthorizedException', expired ? 'Access Token has expired' : 'Invalid Access Token', {
      cause,
    });
  }
}
