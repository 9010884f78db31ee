import {
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  type RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { TestPool } from './start-pool.ts';

type Challenged = InitiateAuthCommandOutput | RespondToAuthChallengeCommandOutput;

/** Begins a sign-in. */
export const begin = (
  { sdk, ClientId }: Pick<TestPool, 'sdk' | 'ClientId'>,
  USERNAME = 'alice@example.com',
  more: Readonly<Record<string, string>> = {},
): Promise<InitiateAuthCommandOutput> =>
  sdk.send(new InitiateAuthCommand({ AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters: { USERNAME, ...more } }));

/** Answers a challenge, by the name that Cognito returned. */
export const answer = (
  { sdk, ClientId }: Pick<TestPool, 'sdk' | 'ClientId'>,
  { Session, ChallengeParameters }: Challenged,
  ANSWER: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RespondToAuthChallengeCommandOutput> =>
  sdk.send(
    new RespondToAuthChallengeCommand({
      ClientId,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session,
      ChallengeResponses: { USERNAME: ChallengeParameters?.USERNAME ?? '', ANSWER, ...more },
    }),
  );

/** The tokens of a finished sign-in. */
export interface Tokens {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken: string;
}

/** Signs in with the code that was mailed. */
export async function signInByCode(pool: TestPool, username?: string): Promise<Tokens> {
  const challenged = await begin(pool, username);
  const { AuthenticationResult } = await answer(pool, challenged, pool.outbox.lastCode(username));
  const { AccessToken = '', IdToken = '', RefreshToken = '' } = AuthenticationResult ?? {};
  return { AccessToken, IdToken, RefreshToken };
}

/** A code that is wrong for sure. */
export const wrongCode = ({ outbox }: TestPool): string => (outbox.lastCode() === '00000000' ? '11111111' : '00000000');
