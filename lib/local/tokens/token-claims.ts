import type { JWTPayload } from 'jose';
import type { LocalClientDefinition } from '../model.ts';
import type { SignIn } from '../store/sign-ins.ts';
import type { StoredUser } from '../store/users.ts';
import type { GroupClaims } from '../users/group-claims.ts';

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
  readonly groups: GroupClaims;
}

/** What a PreTokenGeneration trigger makes of one token's claims. */
export interface ClaimChanges {
  /** Of a trigger's first version texts only, of the later ones any JSON. */
  readonly add: Readonly<Record<string, unknown>>;
  readonly suppress: readonly string[];
}

/** What a PreTokenGeneration trigger makes of the tokens. */
export interface ClaimsOverride {
  readonly id: ClaimChanges;
  /** From the second version on. */
  readonly access?: ClaimChanges & {
    readonly scopesToAdd: readonly string[];
    readonly scopesToSuppress: readonly string[];
  };
  /** In place of the user's own groups. */
  readonly groups?: GroupClaims;
}

const NO_CHANGES: ClaimChanges = { add: {}, suppress: [] };

const BOOLEANS: ReadonlySet<string> = new Set(['email_verified', 'phone_number_verified']);

/** Claims that no trigger can change. */
const OWN_CLAIMS: ReadonlySet<string> = new Set([
  ...['acr', 'amr', 'at_hash', 'aud', 'auth_time', 'azp', 'event_id', 'exp', 'iat', 'identities', 'iss', 'jti', 'nbf'],
  ...['nonce', 'origin_jti', 'sub', 'token_use'],
]);
/** Of an access token, these neither; its scopes change by name. */
const OWN_ACCESS_CLAIMS: ReadonlySet<string> = new Set(['client_id', 'device_key', 'scope', 'username', 'version']);
/** Nor any of Cognito's own namespaces: groups change by `groupOverrideDetails`. */
const RESERVED = /^(cognito|dev):/;

const isOwn = (name: string): boolean => OWN_CLAIMS.has(name) || RESERVED.test(name);

/** Applies a trigger's changes. What is both added and suppressed is suppressed. */
function changed(claims: JWTPayload, { add, suppress }: ClaimChanges, isFixed: (name: string) => boolean): JWTPayload {
  const isLeft = (name: string): boolean => isFixed(name) || !suppress.includes(name);
  const all = [...Object.entries(claims), ...Object.entries(add).filter(([name]) => !isFixed(name))];
  return Object.fromEntries(all.filter(([name]) => isLeft(name)));
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

function commonClaims({ user, client, signIn, issuer, now, jti, groups }: TokenSubject): JWTPayload {
  return {
    sub: user.attributes.sub as string,
    iss: issuer,
    ...(client.enableTokenRevocation && { origin_jti: signIn.originJti }),
    event_id: signIn.eventId,
    auth_time: seconds(signIn.authenticatedAt),
    iat: seconds(now),
    ...(client.enableTokenRevocation && { jti }),
    ...(groups.groups.length > 0 && { 'cognito:groups': groups.groups }),
  };
}

/**
 * The claims of an ID token: the user's attributes that the client may read, as texts but for the two `_verified`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
export function idClaims(subject: TokenSubject, changes: ClaimChanges = NO_CHANGES): JWTPayload {
  const { user, client, now, groups } = subject;
  const attributes = Object.entries(user.attributes)
    .filter(([name]) => client.readAttributes === undefined || client.readAttributes.includes(name))
    .map(([name, value]) => [name, BOOLEANS.has(name) ? value.toLowerCase() === 'true' : value]);
  const claims: JWTPayload = {
    ...Object.fromEntries(attributes),
    ...commonClaims(subject),
    ...(groups.roles.length > 0 && { 'cognito:roles': groups.roles }),
    ...(groups.preferredRole !== undefined && { 'cognito:preferred_role': groups.preferredRole }),
    'cognito:username': user.userName,
    aud: client.clientId,
    token_use: 'id',
    exp: seconds(now) + client.idTokenValidity,
  };
  return changed(claims, changes, isOwn);
}

/**
 * The claims of an access token of a sign-in by API. It names no audience, unless a trigger gives it the client's id.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export function accessClaims(subject: TokenSubject, changes?: ClaimsOverride['access']): JWTPayload {
  const { client, user, signIn, now } = subject;
  const suppressed = changes?.scopesToSuppress ?? [];
  const scopes = ['aws.cognito.signin.user.admin', ...(changes?.scopesToAdd ?? [])];
  const claims: JWTPayload = {
    ...commonClaims(subject),
    client_id: client.clientId,
    token_use: 'access',
    scope: [...new Set(scopes)].filter((scope) => !suppressed.includes(scope)).join(' '),
    exp: seconds(now) + client.accessTokenValidity,
    username: user.userName,
    ...(signIn.deviceKey !== undefined && { device_key: signIn.deviceKey }),
  };
  const mayName = (name: string): boolean => name === 'aud' && changes?.add.aud === client.clientId;
  return changed(
    claims,
    changes ?? NO_CHANGES,
    (name) => !mayName(name) && (isOwn(name) || OWN_ACCESS_CLAIMS.has(name)),
  );
}
