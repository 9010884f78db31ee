import { base64urlOf } from '../protocol/base64.ts';
import { bytesOfBase64url } from '../protocol/decode-base64url.ts';
import { call } from './call.ts';
import type { CallOptions, ClientConfig } from './client-config.ts';
import { ConfigurationError, PasskeyError, ResponseError } from './errors.ts';
import type { WebAuthnAssertion, WebAuthnDescriptor, WebAuthnRequest } from './web-authn-json.ts';

/** WebAuthn's `PublicKeyCredentialCreationOptionsJSON`, as far as it is read here. */
interface CreationOptions {
  readonly challenge: string;
  readonly user: { readonly id: string };
  readonly excludeCredentials?: readonly WebAuthnDescriptor[];
}

/** A credential of the platform: its members are bytes, and newer ones write themselves as JSON. */
interface Credential {
  readonly id: string;
  readonly type: string;
  readonly authenticatorAttachment?: string | null;
  readonly response: Readonly<Record<string, unknown>> & { getTransports?(): readonly string[] };
  getClientExtensionResults(): object;
  toJSON?(): object;
}

/** What of the platform this asks; a browser has it. */
interface Platform {
  readonly PublicKeyCredential?: {
    parseRequestOptionsFromJSON?(options: object): object;
    parseCreationOptionsFromJSON?(options: object): object;
  };
  readonly navigator?: {
    readonly credentials?: Record<'get' | 'create', (options: object) => Promise<Credential | null>>;
  };
}

const platform = (): Platform => globalThis as object;

const withBytes = (keys: readonly WebAuthnDescriptor[] = []) =>
  keys.map((key) => ({ ...key, id: bytesOfBase64url(key.id) }));

/** @throws ConfigurationError */
function credentialsHere() {
  const { credentials } = platform().navigator ?? {};
  if (credentials) return credentials;
  throw new ConfigurationError('no passkeys here: they need a browser, and a page served by https');
}

const senseless = (cause: unknown) =>
  new ResponseError('no answer of Cognito: its options for WebAuthn make no sense', { cause });

/** Options as the browser takes them. @throws ResponseError if Cognito's make no sense. */
function parsedBy(parse: () => object): object {
  try {
    return parse();
  } catch (cause) {
    throw senseless(cause);
  }
}

/** @throws PasskeyError; the signal's reason where it aborted. */
async function credentialFrom(how: 'get' | 'create', publicKey: object, signal?: AbortSignal): Promise<object> {
  const credentials = credentialsHere();
  let credential: Credential | null;
  try {
    credential = await credentials[how]({ publicKey, ...(signal && { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof TypeError) throw senseless(cause);
    throw new PasskeyError((cause as Error | undefined)?.name ?? 'UnknownError', { cause });
  }
  // As a browser may say it, too, that nobody picked one.
  if (!credential) throw new PasskeyError('NotAllowedError');
  try {
    return credential.toJSON?.() ?? jsonOf(credential);
  } catch (cause) {
    throw new PasskeyError('EncodingError', { cause });
  }
}

/** As newer browsers write it themselves. */
function jsonOf(credential: Credential): object {
  const { id, type, authenticatorAttachment, response } = credential;
  const written: Record<string, unknown> = {};
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    const bytes = response[name];
    if (bytes instanceof ArrayBuffer) written[name] = base64urlOf(new Uint8Array(bytes));
  }
  const transports = response.getTransports?.();
  return {
    id,
    rawId: id,
    type,
    response: transports ? { ...written, transports } : written,
    ...(authenticatorAttachment && { authenticatorAttachment }),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

/**
 * Asks the user's passkey: what answers WEB_AUTHN.
 *
 * @throws PasskeyError: `NotAllowedError` where the user declines; ResponseError if the request makes no sense;
 * ConfigurationError where there is no browser; the signal's reason where it aborted.
 * @example
 * if (step.name === 'WEB_AUTHN') step = await step.answer(await getWebAuthnCredential(step.parameters.request));
 */
export async function getWebAuthnCredential(
  request: WebAuthnRequest,
  { signal }: Pick<CallOptions, 'signal'> = {},
): Promise<WebAuthnAssertion> {
  credentialsHere();
  const parsed = parsedBy(
    () =>
      platform().PublicKeyCredential?.parseRequestOptionsFromJSON?.(request) ?? {
        ...request,
        challenge: bytesOfBase64url(request.challenge),
        allowCredentials: withBytes(request.allowCredentials),
      },
  );
  return (await credentialFrom('get', parsed, signal)) as WebAuthnAssertion;
}

/**
 * Registers a passkey for who is signed in.
 *
 * @throws ServiceError; PasskeyError: `InvalidStateError` where that authenticator has one already; ResponseError if
 * Cognito's options make no sense; ConfigurationError where there is no browser; the signal's reason where it aborted.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html
 */
export async function registerWebAuthnCredential(
  config: ClientConfig,
  { accessToken }: { readonly accessToken: string },
  { signal }: Pick<CallOptions, 'signal'> = {},
): Promise<void> {
  // Before Cognito is asked for what nobody could answer.
  credentialsHere();
  const { CredentialCreationOptions: options } = await call<{ CredentialCreationOptions: CreationOptions }>(
    config,
    'StartWebAuthnRegistration',
    { AccessToken: accessToken },
    signal,
  );
  const parsed = parsedBy(
    () =>
      platform().PublicKeyCredential?.parseCreationOptionsFromJSON?.(options) ?? {
        ...options,
        challenge: bytesOfBase64url(options.challenge),
        user: { ...options.user, id: bytesOfBase64url(options.user.id) },
        excludeCredentials: withBytes(options.excludeCredentials),
      },
  );
  const credential = await credentialFrom('create', parsed, signal);
  const registered = { AccessToken: accessToken, Credential: credential };
  await call(config, 'CompleteWebAuthnRegistration', registered, signal);
}
