import { base64urlOf } from '../protocol/base64.ts';
import { bytesOfBase64url } from '../protocol/decode-base64url.ts';
import { call } from './call.ts';
import type { CallOptions, ClientConfig } from './client-config.ts';
import { ConfigurationError } from './errors.ts';
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

async function credentialFrom(how: 'get' | 'create', publicKey: object, signal?: AbortSignal): Promise<object> {
  const { credentials } = platform().navigator ?? {};
  if (!credentials) throw new ConfigurationError('no passkeys here: they need a browser, and a page served securely');
  const credential = await credentials[how]({ publicKey, ...(signal && { signal }) });
  if (!credential) throw new ConfigurationError('the browser gave no passkey');
  return credential.toJSON?.() ?? jsonOf(credential);
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
 * @throws DOMException as the browser gives it: `NotAllowedError` where the user declines; ConfigurationError where there
 * is no browser.
 * @example
 * if (step.name === 'WEB_AUTHN') step = await step.answer(await getWebAuthnCredential(step.parameters.request));
 */
export async function getWebAuthnCredential(
  request: WebAuthnRequest,
  { signal }: Pick<CallOptions, 'signal'> = {},
): Promise<WebAuthnAssertion> {
  const parsed = platform().PublicKeyCredential?.parseRequestOptionsFromJSON?.(request) ?? {
    ...request,
    challenge: bytesOfBase64url(request.challenge),
    allowCredentials: withBytes(request.allowCredentials),
  };
  return (await credentialFrom('get', parsed, signal)) as WebAuthnAssertion;
}

/**
 * Registers a passkey for who is signed in.
 *
 * @throws ServiceError; DOMException as the browser gives it; ConfigurationError where there is no browser.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html
 */
export async function registerWebAuthnCredential(
  config: ClientConfig,
  { accessToken }: { readonly accessToken: string },
  { signal }: Pick<CallOptions, 'signal'> = {},
): Promise<void> {
  const { CredentialCreationOptions: options } = await call<{ CredentialCreationOptions: CreationOptions }>(
    config,
    'StartWebAuthnRegistration',
    { AccessToken: accessToken },
    signal,
  );
  const parsed = platform().PublicKeyCredential?.parseCreationOptionsFromJSON?.(options) ?? {
    ...options,
    challenge: bytesOfBase64url(options.challenge),
    user: { ...options.user, id: bytesOfBase64url(options.user.id) },
    excludeCredentials: withBytes(options.excludeCredentials),
  };
  const credential = await credentialFrom('create', parsed, signal);
  const registered = { AccessToken: accessToken, Credential: credential };
  await call(config, 'CompleteWebAuthnRegistration', registered, signal);
}
