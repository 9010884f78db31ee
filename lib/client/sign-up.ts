import type { TextMap } from '../protocol/text-map.ts';
import { plainCode } from '../protocol/typed-code.ts';
import { callByUserName } from './call-by-user-name.ts';
import type { CallOptions, ClientConfig } from './client-config.ts';
import { type CodeDelivery, type CodeDeliveryResponse, deliveryOf } from './code-delivery.ts';
import { ConfigurationError } from './errors.ts';

/** Who signs up. No password: people who never type one have one that nobody knows. */
export interface SignUpInput {
  readonly username: string;
  /** `email`, `phone_number`, `custom:…`. @default - none */
  readonly attributes?: TextMap;
  /** Where the pool's flow asks a password. @default - a random one that nobody knows */
  readonly password?: string;
}

/** What a sign-up gives. */
export interface SignedUp {
  /** True where the pool asks no confirmation: the user can sign in. */
  readonly confirmed: boolean;
  /** The user's `sub`. */
  readonly userSub: string;
  /** Where Cognito sent the code for `confirmSignUp`; undefined where it sent none. */
  readonly delivery: CodeDelivery | undefined;
}

/**
 * Signs a user up.
 *
 * @throws ServiceError: UsernameExistsException, InvalidPasswordException, UserLambdaValidationException, …;
 * ConfigurationError where a password must be drawn and the platform can't.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 */
export async function signUp(config: ClientConfig, input: SignUpInput, options?: CallOptions): Promise<SignedUp> {
  const { username, attributes = {}, password = unknownPassword() } = input;
  const answer = await callByUserName<CodeDeliveryResponse & { UserConfirmed: boolean; UserSub: string }>(
    config,
    'SignUp',
    username,
    { Password: password, UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })) },
    options,
  );
  return { confirmed: answer.UserConfirmed, userSub: answer.UserSub, delivery: deliveryOf(answer) };
}

/**
 * Confirms a sign-up by the code that was sent.
 *
 * @throws ServiceError: CodeMismatchException, ExpiredCodeException, …
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
 */
export async function confirmSignUp(
  config: ClientConfig,
  { username, code }: { readonly username: string; readonly code: string },
  options?: CallOptions,
): Promise<void> {
  await callByUserName(config, 'ConfirmSignUp', username, { ConfirmationCode: plainCode(String(code)) }, options);
}

/**
 * Has Cognito send the confirmation code again.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html
 */
export async function resendConfirmationCode(
  config: ClientConfig,
  { username }: { readonly username: string },
  options?: CallOptions,
): Promise<CodeDelivery | undefined> {
  return deliveryOf(
    await callByUserName<CodeDeliveryResponse>(config, 'ResendConfirmationCode', username, {}, options),
  );
}

/**
 * A password of 98 characters that meets any policy: 47 random bytes, and one of each kind.
 *
 * @throws ConfigurationError where the platform draws no random bytes.
 */
export function unknownPassword(): string {
  if (!globalThis.crypto?.getRandomValues) {
    throw new ConfigurationError('no crypto.getRandomValues: give a password, or bring react-native-get-random-values');
  }
  let password = 'aA1!';
  for (const byte of crypto.getRandomValues(new Uint8Array(47))) password += byte.toString(16).padStart(2, '0');
  return password;
}
