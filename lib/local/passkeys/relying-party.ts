import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { CognitoError } from '../../protocol/index.ts';
import type { LocalPoolDefinition } from '../model.ts';
import type { Passkey } from '../store/passkeys.ts';
import type { StoredUser } from '../store/users.ts';

/** Loaded with the first passkey: it is large. */
const library = () => import('@simplewebauthn/server');

/** ES256 and RS256, as Cognito offers them. */
const ALGORITHMS = [-7, -257];
const TIMEOUT_MS = 60_000;
const ATTACHMENTS = ['platform', 'cross-platform'];

type UserVerification = 'required' | 'preferred';

/** Cognito falls back to the pool's domain, which isn't here: localhost, so that a browser on this machine can do it. */
export const relyingPartyIdOf = ({ webAuthn }: LocalPoolDefinition): string => webAuthn?.relyingPartyId ?? 'localhost';

/** What a browser needs to make a passkey, as JSON (`PublicKeyCredentialCreationOptionsJSON`). */
export async function registrationOptions(user: StoredUser, pool: LocalPoolDefinition, present: Iterable<Passkey>) {
  const { generateRegistrationOptions } = await library();
  const {
    extensions: _,
    hints: __,
    attestation: ___,
    ...options
  } = await generateRegistrationOptions({
    rpName: pool.name,
    rpID: relyingPartyIdOf(pool),
    userName: user.attributes.email ?? user.attributes.phone_number ?? user.userName,
    userDisplayName: user.attributes.name ?? user.attributes.email ?? user.userName,
    userID: new Uint8Array(Buffer.from(user.attributes.sub as string)),
    timeout: TIMEOUT_MS,
    excludeCredentials: [...present].map(descriptorOf),
    authenticatorSelection: {
      requireResidentKey: true,
      residentKey: 'required',
      userVerification: pool.webAuthn?.userVerification ?? 'preferred',
    },
    supportedAlgorithmIDs: ALGORITHMS,
  });
  return options;
}

const descriptorOf = ({ credentialId, transports }: Passkey) => ({ id: credentialId, transports: [...transports] });

/** What a browser needs to sign in with a passkey, as JSON (`PublicKeyCredentialRequestOptionsJSON`). */
export async function authenticationOptions(
  pool: LocalPoolDefinition,
  userVerification: UserVerification,
  present: Iterable<Passkey>,
) {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: relyingPartyIdOf(pool),
    allowCredentials: [...present].map(descriptorOf),
    timeout: TIMEOUT_MS,
    userVerification,
  });
}

const refused = (code: string, message: string, cause?: unknown): CognitoError =>
  new CognitoError(code, message, cause === undefined ? undefined : { cause });

/**
 * Verifies what a browser made of registration options. The texts aren't documented.
 *
 * @throws CognitoError WebAuthnChallengeNotFoundException, WebAuthnOriginNotAllowedException,
 * WebAuthnRelyingPartyMismatchException, WebAuthnCredentialNotSupportedException
 */
export async function verifyRegistration(
  credential: unknown,
  challenge: string,
  pool: LocalPoolDefinition,
): Promise<Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'attachment' | 'transports'>> {
  const response = credential as RegistrationResponseJSON;
  const unsupported = (cause?: unknown) =>
    refused('WebAuthnCredentialNotSupportedException', 'The passkey is not supported.', cause);
  const clientData = clientDataOf(response);
  if (!clientData) throw unsupported();
  if (clientData.challenge !== challenge) {
    throw refused('WebAuthnChallengeNotFoundException', 'Challenge not found or expired.');
  }
  const { origin } = clientData;
  if (!isAllowedOrigin(origin, relyingPartyIdOf(pool))) {
    throw refused('WebAuthnOriginNotAllowedException', `The origin is not allowed: ${origin.slice(0, 256)}`);
  }
  const { verifyRegistrationResponse } = await library();
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: relyingPartyIdOf(pool),
    requireUserVerification: pool.webAuthn?.userVerification === 'required',
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((cause: unknown) => {
    const isOtherParty = cause instanceof Error && cause.name === 'UnexpectedRPIDHash';
    if (!isOtherParty) throw unsupported(cause);
    throw refused('WebAuthnRelyingPartyMismatchException', 'The passkey is of another relying party.', cause);
  });
  if (!verified.verified) throw unsupported();
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
  const { authenticatorAttachment } = response;
  const attachment = ATTACHMENTS.find((name) => name === authenticatorAttachment) ?? null;
  const named = Array.isArray(transports) ? transports.filter((name) => typeof name === 'string') : [];
  return { credentialId: id, publicKey, counter, attachment, transports: named };
}

/** A question that a passkey is to sign. Plain data. */
export interface PasskeyQuestion {
  readonly challenge: string;
  readonly userVerification: UserVerification;
}

/** What a browser answered to authentication options: its id says which passkey. Undefined where it is none. */
export function readAssertion(text: string): AuthenticationResponseJSON | undefined {
  let answer: Partial<AuthenticationResponseJSON> | null;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typeof answer?.id === 'string' && clientDataOf(answer as AuthenticationResponseJSON)
    ? (answer as AuthenticationResponseJSON)
    : undefined;
}

/**
 * Verifies a passkey's signature: challenge, origin, relying party, counter.
 *
 * @returns the authenticator's new counter; undefined where anything is wrong
 */
export async function verifyAssertion(
  response: AuthenticationResponseJSON,
  { challenge, userVerification }: PasskeyQuestion,
  passkey: Passkey,
  { user, pool }: { readonly user: StoredUser; readonly pool: LocalPoolDefinition },
): Promise<number | undefined> {
  const origin = clientDataOf(response)?.origin ?? '';
  const { userHandle } = response.response;
  if (!isAllowedOrigin(origin, passkey.relyingPartyId) || passkey.relyingPartyId !== relyingPartyIdOf(pool)) {
    return undefined;
  }
  const isOther = typeof userHandle === 'string' && fromBase64url(userHandle) !== user.attributes.sub;
  if (userHandle && isOther) return undefined;
  const { verifyAuthenticationResponse } = await library();
  const { credentialId: id, publicKey, counter } = passkey;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: passkey.relyingPartyId,
      requireUserVerification: userVerification === 'required',
      credential: { id, publicKey, counter },
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    return undefined;
  }
}

const fromBase64url = (text: string): string => Buffer.from(text, 'base64url').toString();

/** What the browser says it did, as far as it is read here. */
function clientDataOf(credential: RegistrationResponseJSON | AuthenticationResponseJSON | null) {
  try {
    const text = fromBase64url(credential?.response.clientDataJSON ?? '');
    const { challenge, origin } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return typeof challenge === 'string' && typeof origin === 'string' ? { challenge, origin } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a page of this origin may use the relying party's passkeys: its host is the id, or under it, by HTTPS, or on
 * this very machine.
 *
 * @see https://www.w3.org/TR/webauthn-3/#relying-party-identifier
 */
export function isAllowedOrigin(origin: string, relyingPartyId: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, origin: canonical } = new URL(origin);
  const isUnder = hostname === relyingPartyId || hostname.endsWith(`.${relyingPartyId}`);
  const isHere = hostname === 'localhost' || hostname.endsWith('.localhost');
  return canonical === origin && isUnder && (protocol === 'https:' || (protocol === 'http:' && isHere));
}
