import { plainCode } from '../protocol/typed-code.ts';
import { call } from './call.ts';
import { callByUserName } from './call-by-user-name.ts';
import type { CallOptions, ClientConfig } from './client-config.ts';
import { type CodeDelivery, type CodeDeliveryResponse, deliveryOf } from './code-delivery.ts';

/**
 * Has Cognito send a code to who forgot their password.
 *
 * @returns where it went, as far as Cognito tells: of somebody who doesn't exist too, if the app client hides that
 * @throws ServiceError: InvalidParameterException where the user has no verified address, LimitExceededException, …
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html
 */
export async function forgotPassword(
  config: ClientConfig,
  { username }: { readonly username: string },
  options?: CallOptions,
): Promise<CodeDelivery | undefined> {
  return deliveryOf(await callByUserName<CodeDeliveryResponse>(config, 'ForgotPassword', username, {}, options));
}

/** A new password, by the code that was sent. */
export interface ForgottenPassword {
  readonly username: string;
  readonly code: string;
  readonly newPassword: string;
}

/**
 * Sets a new password by the code that was sent.
 *
 * @throws ServiceError: CodeMismatchException, ExpiredCodeException, InvalidPasswordException, …
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html
 */
export async function confirmForgotPassword(
  config: ClientConfig,
  { username, code, newPassword }: ForgottenPassword,
  options?: CallOptions,
): Promise<void> {
  const request = { ConfirmationCode: plainCode(String(code)), Password: newPassword };
  await callByUserName(config, 'ConfirmForgotPassword', username, request, options);
}

/** A new password, by the one before. */
export interface ChangedPassword {
  readonly accessToken: string;
  /** Not of somebody who never had one. */
  readonly previousPassword?: string;
  readonly newPassword: string;
}

/**
 * Changes the password of who is signed in.
 *
 * @throws ServiceError: NotAuthorizedException, InvalidPasswordException, LimitExceededException, …
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html
 */
export async function changePassword(
  config: ClientConfig,
  { accessToken, previousPassword, newPassword }: ChangedPassword,
  { signal }: Pick<CallOptions, 'signal'> = {},
): Promise<void> {
  const request = { AccessToken: accessToken, PreviousPassword: previousPassword, ProposedPassword: newPassword };
  await call(config, 'ChangePassword', request, signal);
}
