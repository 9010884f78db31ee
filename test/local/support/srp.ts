import crypto from 'node:crypto';
import {
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  type RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  claimSignature,
  clientKey,
  freshSecret,
  integerOf,
  nativePower,
  publicKeyOf,
  timestampOf,
} from '../../../lib/protocol/srp/index.ts';
import type { TestPool } from './start-pool.ts';

const power = nativePower(crypto);
type Texts = Readonly<Record<string, string>>;
type Around = Pick<TestPool, 'sdk' | 'ClientId' | 'UserPoolId'>;
type Challenged = InitiateAuthCommandOutput | RespondToAuthChallengeCommandOutput;

/** A password step that was begun: what came back, and the client's own secret. */
export interface BegunSrp {
  readonly challenged: InitiateAuthCommandOutput;
  readonly secret: bigint;
}

/** Begins a sign-in with SRP_A. */
export async function beginSrp(
  { sdk, ClientId }: Around,
  USERNAME: string,
  AuthFlow: 'USER_SRP_AUTH' | 'CUSTOM_AUTH' = 'USER_SRP_AUTH',
  more: Texts = {},
): Promise<BegunSrp> {
  const secret = freshSecret();
  const custom = AuthFlow === 'CUSTOM_AUTH' && { CHALLENGE_NAME: 'SRP_A' };
  const SRP_A = publicKeyOf(secret, power).toString(16);
  const AuthParameters = { USERNAME, SRP_A, ...custom, ...more };
  return { secret, challenged: await sdk.send(new InitiateAuthCommand({ AuthFlow, ClientId, AuthParameters })) };
}

/** The responses that prove a password, as a client computes them. */
export async function claimOf(
  { UserPoolId }: Pick<Around, 'UserPoolId'>,
  { secret, challenged: { ChallengeParameters: parameters = {} } }: BegunSrp,
  password: string,
  now: number,
): Promise<Record<string, string>> {
  const { SALT = '', SRP_B = '', SECRET_BLOCK = '', USER_ID_FOR_SRP: userId = '', USERNAME = '' } = parameters;
  const who = { poolName: UserPoolId.split('_')[1] as string, userId };
  const TIMESTAMP = timestampOf(new Date(now));
  const key = await clientKey(secret, { salt: integerOf(SALT), B: integerOf(SRP_B) }, { ...who, password }, power);
  return {
    ...{ USERNAME, TIMESTAMP, PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK },
    PASSWORD_CLAIM_SIGNATURE: await claimSignature(key, who, SECRET_BLOCK, TIMESTAMP),
  };
}

/** Answers a challenge with these responses, and its session if it has one. */
export const respond = (
  { sdk, ClientId }: Pick<Around, 'sdk' | 'ClientId'>,
  { ChallengeName, Session }: Pick<Challenged, 'ChallengeName' | 'Session'>,
  ChallengeResponses: Texts,
): Promise<RespondToAuthChallengeCommandOutput> =>
  sdk.send(new RespondToAuthChallengeCommand({ ClientId, ChallengeName, Session, ChallengeResponses }));

/** Both steps of a password: what comes after it. */
export async function passPassword(
  pool: Around & { readonly clock: Pick<TestPool['clock'], 'now'> },
  username: string,
  password: string,
  flow?: 'USER_SRP_AUTH' | 'CUSTOM_AUTH',
  more: Texts = {},
): Promise<RespondToAuthChallengeCommandOutput> {
  const begun = await beginSrp(pool, username, flow, more);
  const claim = await claimOf(pool, begun, password, pool.clock.now());
  return respond(pool, begun.challenged, { ...claim, ...more });
}
