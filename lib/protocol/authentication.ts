import type { ChallengeName } from './challenge-name.ts';
import type { TextMap } from './text-map.ts';

/** A request to begin a sign-in. */
export interface InitiateAuthRequest {
  readonly AuthFlow: string;
  readonly ClientId: string;
  readonly AuthParameters?: TextMap;
  readonly ClientMetadata?: TextMap;
  readonly Session?: string;
}

/** A request that answers a challenge. */
export interface RespondToAuthChallengeRequest {
  readonly ClientId: string;
  readonly ChallengeName: ChallengeName;
  readonly Session?: string;
  readonly ChallengeResponses?: TextMap;
  readonly ClientMetadata?: TextMap;
}

/** The tokens of a finished sign-in. A refresh gives no new refresh token unless rotation is on. */
export interface AuthenticationResult {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  /** Seconds until access and ID token expire. */
  readonly ExpiresIn: number;
  readonly TokenType: string;
  readonly NewDeviceMetadata?: { readonly DeviceKey: string; readonly DeviceGroupKey: string };
}

/** What both requests answer: a challenge, or the tokens. */
export interface AuthenticationResponse {
  readonly ChallengeName?: ChallengeName;
  readonly Session?: string;
  readonly ChallengeParameters?: TextMap;
  readonly AuthenticationResult?: AuthenticationResult;
  readonly AvailableChallenges?: readonly ChallengeName[];
}
