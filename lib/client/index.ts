export { getWebAuthnCredential, registerWebAuthnCredential } from './browser-web-authn.ts';
export {
  type ChangedPassword,
  changePassword,
  confirmForgotPassword,
  type ForgottenPassword,
  forgotPassword,
} from './change-password.ts';
export {
  type AuthClient,
  type AuthClientConfig,
  type CreateAuthClient,
  createAuthClient,
  type SignOutOptions,
} from './client.ts';
export type { CallOptions, ClientConfig } from './client-config.ts';
export type { CodeDelivery } from './code-delivery.ts';
export type {
  ChoiceAskedStep,
  CodeSent,
  CognitoFlow,
  FirstFactor,
  FirstSoftwareTokenCode,
  MfaAskedStep,
  NewPassword,
  PasswordAskedStep,
} from './cognito-step.ts';
export type { TokensOptions } from './current-tokens.ts';
export { endpointOf } from './endpoint.ts';
export {
  AuthError,
  ConfigurationError,
  NetworkError,
  PasskeyError,
  ResponseError,
  ServiceError,
  SessionError,
  StaleStepError,
  UnsupportedChallengeError,
} from './errors.ts';
export { type Claims, claimsOf } from './read-claims.ts';
export { type StartSignIn, startSignIn } from './sign-in.ts';
export type { SignInOptions } from './sign-in-options.ts';
export { confirmSignUp, resendConfirmationCode, type SignedUp, type SignUpInput, signUp } from './sign-up.ts';
export { associateSoftwareToken, type SoftwareTokenCode, verifySoftwareToken } from './software-token.ts';
export type { ChallengeStep, MaybeFlow, PendingStep, SignedInStep, SignInInput, Step } from './step.ts';
export { type AuthStorage, memoryStorage } from './storage.ts';
export type { TokensListener } from './token-changes.ts';
export type { Tokens } from './tokens.ts';
export type { WebAuthnAssertion, WebAuthnDescriptor, WebAuthnRequest } from './web-authn-json.ts';
