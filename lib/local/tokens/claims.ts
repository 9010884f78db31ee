import type { JWTPayload } from 'jose';
import type { LocalClientDefinition } from '../model.ts';
import type { SignIn } from '../store/sign-ins.ts';
import type { StoredUser } from '../store/users.ts';

/** What tokens are made from. */
export interface TokenSubject {
  readonly user: StoredUser;
  readonly client: LocalClientDefinition;
  readonly signIn: SignIn;
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** An id for this one token. */
  readonly jti: string;
}

/** What a PreTokenGeneration trigger makes of the ID token's claims. */
export interface ClaimsOverride {
  readonly add: Readonly<Record<string, string>>;
  readonly suppress: readonly string[];
}

const BOOLEANS: ReadonlySet<string> = new Set(['email_verified', 'phone_number_verified']);

/** Claims that no trigger can change. */
const OWN_CLAIMS: ReadonlySet<string> = new Set([
  ...['acr', 'amr', 'at_hash', 'aud', 'auth_time', 'azp', 'cognito:username', 'event_id', 'exp', 'iat', 'iss', 'jti'],
  ...['nbf', 'nonce', 'origin_jti', 'sub', 'token_use'],
]);

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

function commonClaims({ user, client, signIn, issuer, now, jti }: TokenSubject): JWTPayload {
  return {
    sub: user.attributes.sub as string,
    iss: issuer,
    ...(client.enableTokenRevocation && { origin_jti: signIn.originJti }),
    event_id: signIn.eventId,
    auth_time: seconds(signIn.authenticatedAt),
    iat: seconds(now),
    ...(client.enableTokenRevocation && { jti }),
  };
}

/**
 * The claims of an ID token: the user's attributes that the client may read, as texts but for the two `_verified`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
export function idClaims(subject: TokenSubject, override?: ClaimsOverride): JWTPayload {
  const { user, client, now } = subject;
  const attributes = Object.entries(user.attributes)
    .filter(([name]) => client.readAttributes === undefined || client.readAttributes.includes(name))
    .map(([name, value]) => [name, BOOLEANS.has(name) ? value.toLowerCase() === 'true' : value]);
  const changed = Object.entries(override?.add ?? {}).filter(([name]) => !OWN_CLAIMS.has(name));
  const claims: JWTPayload = {
    ...Object.fromEntries(attributes),
    ...Object.fromEntries(changed),
    ...commonClaims(subject),
    'cognito:username': user.userName,
    aud: client.clientId,
    token_use: 'id',
    exp: seconds(now) + client.idTokenValidity,
  };
  for (const name of override?.suppress ?? []) if (!OWN_CLAIMS.has(name)) delete claims[name];
  return claims;
}

/**
 * The claims of an access token of a sign-in by API. It names no audience.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export const accessClaims = (subject: TokenSubject): JWTPayload => ({
  ...commonClaims(subject),
  client_id: subject.client.clientId,
  token_use: 'access',
  scope: 'aws.cognito.signin.user.admin',
  exp: seconds(subject.now) + subject.client.accessTokenValidity,
  username: subject.user.userName,
  ...(subject.signIn.deviceKey !== undefined && { device_key: subject.signIn.deviceKey }),
});
