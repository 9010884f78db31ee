/** One entry of Cognito's session. `challengeMetadata` is null where Create set none. */
export interface SessionEntry {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata: string | null;
}

/** The three triggers of a custom sign-in, by their names in `LambdaConfig`. */
export type CustomAuthTrigger = 'DefineAuthChallenge' | 'CreateAuthChallenge' | 'VerifyAuthChallengeResponse';

interface TriggerEvent<Source extends string, Request, Response> {
  /** A text; "1" for these triggers. */
  version: string;
  triggerSource: Source;
  region: string;
  userPoolId: string;
  /** The real user name, never the alias. */
  userName: string;
  callerContext: { awsSdkVersion: string; clientId: string };
  request: Request;
  response: Response;
}

interface CustomAuthRequest {
  userAttributes: Record<string, string>;
  /** Present only where the client has PreventUserExistenceErrors ENABLED. */
  userNotFound?: boolean;
  /** Never on InitiateAuth's own triggers; what a RespondToAuthChallenge sent. */
  clientMetadata?: Record<string, string>;
}

/** Define's event. Cognito fills the response with nulls. */
export type DefineAuthChallengeEvent = TriggerEvent<
  'DefineAuthChallenge_Authentication',
  CustomAuthRequest & { session: SessionEntry[] },
  { challengeName: string | null; issueTokens: boolean | null; failAuthentication: boolean | null }
>;

/** Create's event. */
export type CreateAuthChallengeEvent = TriggerEvent<
  'CreateAuthChallenge_Authentication',
  CustomAuthRequest & { session: SessionEntry[]; challengeName: string },
  {
    publicChallengeParameters: Record<string, string> | null;
    privateChallengeParameters: Record<string, string> | null;
    challengeMetadata: string | null;
  }
>;

/** Verify's event: it carries no session. */
export type VerifyAuthChallengeResponseEvent = TriggerEvent<
  'VerifyAuthChallengeResponse_Authentication',
  CustomAuthRequest & { privateChallengeParameters: Record<string, string>; challengeAnswer: string },
  { answerCorrect: boolean | null }
>;

/** The event of each trigger. */
export interface CustomAuthEvents {
  DefineAuthChallenge: DefineAuthChallengeEvent;
  CreateAuthChallenge: CreateAuthChallengeEvent;
  VerifyAuthChallengeResponse: VerifyAuthChallengeResponseEvent;
}
