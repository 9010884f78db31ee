import { plainCode } from '../protocol/typed-code.ts';
import { call } from './call.ts';
import type { CallOptions, ClientConfig } from './client-config.ts';
import { ResponseError } from './errors.ts';

/**
 * Begins to set up an authenticator app for who is signed in.
 *
 * @returns the secret for the app, in base32: `otpauth://totp/NAME?secret=SECRET` as a QR code is what apps read
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html
 */
export async function associateSoftwareToken(
  config: ClientConfig,
  { accessToken }: { readonly accessToken: string },
  { signal }: Pick<CallOptions, 'signal'> = {},
): Promise<string> {
  const request = { AccessToken: accessToken };
  const { SecretCode } = await call<{ SecretCode?: string }>(config, 'AssociateSoftwareToken', request, signal);
  if (typeof SecretCode !== 'string')
    throw new ResponseError('no answer of Cognito: AssociateSoftwareToken gave no SecretCode');
  return SecretCode;
}

/** The first code of an authenticator app. */
export interface SoftwareTokenCode {
  readonly accessToken: string;
  readonly code: string;
  /** What to call the device that the app runs on. */
  readonly deviceName?: string;
}

/**
 * Ends setting up an authenticator app: by its first code.
 *
 * @throws ServiceError: EnableSoftwareTokenMFAException or CodeMismatchException for a wrong code
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
 */
export async function verifySoftwareToken(
  config: ClientConfig,
  { accessToken, code, deviceName }: SoftwareTokenCode,
  { signal }: Pick<CallOptions, 'signal'> = {},
): Promise<void> {
  const request = { AccessToken: accessToken, UserCode: plainCode(String(code)), FriendlyDeviceName: deviceName };
  await call(config, 'VerifySoftwareToken', request, signal);
}
