export {
  type ChangedPassword,
  changePassword,
  confirmForgotPassword,
  type ForgottenPassword,
  forgotPassword,
} from './change-password.ts';
export { type Claims, claimsOf } from './claims.ts';
export {
  type AuthClient,
  type AuthClientConfig,
  type CreateAuthClient,
  createAuthClient,
  type SignOutOptions,
} from './client.ts';
export type {
  ChoiceAskedStep,
  CodeSent,
  CognitoFlow,
  FirstFactor,
  FirstTotpCode,
  MfaAskedStep,
  NewPassword,
  PasswordAskedStep,
} from './cognito-step.ts';
export type { CallOptions, ClientConfig } from './config.ts';
export { endpointOf } from './endpoint.ts';
export {
  AuthError,
  ConfigurationError,
  NetworkError,
  ResponseError,
  ServiceError,
  SessionError,
  StaleStepError,
  UnsupportedChallengeError,
} from './errors.ts';
export type { PasskeyAssertion, PasskeyDescriptor, PasskeyRequest } from './passkey.ts';
export type { TokensOptions } from './refresh.ts';
export { type StartSignIn, startSignIn } from './sign-in.ts';
export { confirmSignUp, resendConfirmationCode, type SignedUp, type SignUpInput, signUp } from './sign-up.ts';
export { associateSoftwareToken, type SoftwareTokenCode, verifySoftwareToken } from './software-token.ts';
export type { ChallengeStep, MaybeFlow, PendingStep, SignedInStep, SignInInput, Step } from './step.ts';
export { type AuthStorage, memoryStorage } from './storage.ts';
export type { Tokens } from './tokens.ts';
export type { CodeDelivery } from './user-call.ts';
export { askPasskey, registerPasskey } from './web-authn.ts';
