export type {
  AuthenticationResponse,
  AuthenticationResult,
  InitiateAuthRequest,
  RespondToAuthChallengeRequest,
} from './authentication.ts';
export { CHALLENGE_NAMES, type ChallengeName } from './challenge-name.ts';
export { CognitoError, invalidParameter, notAuthorized } from './error.ts';
export { secretHash } from './secret-hash.ts';
export type {
  CreateAuthChallengeEvent,
  CustomAuthEvents,
  CustomAuthTrigger,
  DefineAuthChallengeEvent,
  SessionEntry,
  VerifyAuthChallengeResponseEvent,
} from './trigger-events.ts';
