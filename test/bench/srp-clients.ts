import crypto from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import { createSrpSession, signSrpSession } from 'cognito-srp-helper';
import {
  claimSignature,
  clientKey,
  freshSecret,
  integerOf,
  nativePower,
  type Power,
  power,
  publicKeyOf,
  timestampOf,
} from '../../lib/protocol/srp/index.ts';

export const POOL = 'eu-central-1_AbCdEf123';
export const POOL_NAME = 'AbCdEf123';
export const USER = '3f6b2c1e-7f0c-4a55-9d0e-0f6f4c7c1a11';
export const PASSWORD = 'Correct-Horse-9';

/** What PASSWORD_VERIFIER brings. */
export interface PasswordVerifier {
  readonly SALT: string;
  readonly SRP_B: string;
  readonly SECRET_BLOCK: string;
  readonly USER_ID_FOR_SRP: string;
}

/** What a client sends: at first, and in answer to PASSWORD_VERIFIER. */
export interface SentProof {
  readonly SRP_A: string;
  readonly TIMESTAMP: string;
  readonly PASSWORD_CLAIM_SIGNATURE: string;
}

/** All arithmetic of one sign-in by password, nothing sent. */
export type Prove = (asked: PasswordVerifier) => Promise<SentProof>;

const ours =
  (by: Power): Prove =>
  async ({ SALT, SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP: userId }) => {
    const secret = freshSecret();
    const A = publicKeyOf(secret, by);
    const credentials = { poolName: POOL_NAME, userId, password: PASSWORD };
    const key = await clientKey(secret, { salt: integerOf(SALT), B: integerOf(SRP_B) }, credentials, by, A);
    const TIMESTAMP = timestampOf(new Date());
    return {
      SRP_A: A.toString(16),
      TIMESTAMP,
      PASSWORD_CLAIM_SIGNATURE: await claimSignature(key, credentials, SECRET_BLOCK, TIMESTAMP),
    };
  };

interface IdentityJsRequest {
  readonly AuthParameters: { readonly SRP_A: string };
  readonly ChallengeResponses: Omit<SentProof, 'SRP_A'>;
}

/** Its own user object; only what sends is put in the place of its own. */
const identityJs: Prove = (asked) =>
  new Promise((resolve, reject) => {
    const Pool = new CognitoUserPool({ UserPoolId: POOL, ClientId: '1h57kf5cpq17m0eml12EXAMPLE' });
    const user = new CognitoUser({ Username: USER, Pool });
    let SRP_A = '';
    const request = (
      operation: string,
      { AuthParameters, ChallengeResponses }: IdentityJsRequest,
      answer: (error: null, data: object) => void,
    ) => {
      if (operation === 'RespondToAuthChallenge') return resolve({ SRP_A, ...ChallengeResponses });
      SRP_A = AuthParameters.SRP_A;
      answer(null, { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: asked });
    };
    Object.assign(user, { client: { request } });
    const details = new AuthenticationDetails({ Username: USER, Password: PASSWORD });
    user.authenticateUser(details, { onSuccess: () => reject(new Error('no password was asked')), onFailure: reject });
  });

interface AmplifySrp {
  getAuthenticationHelper(poolName: string): Promise<{
    readonly A: object;
    getPasswordAuthenticationKey(input: {
      username: string;
      password: string;
      serverBValue: object;
      salt: object;
    }): Promise<Uint8Array>;
  }>;
  getSignatureString(input: {
    userPoolName: string;
    username: string;
    challengeParameters: PasswordVerifier;
    dateNow: string;
    hkdf: Uint8Array;
  }): string;
  getNowString(): string;
  BigInteger: new (digits: string, radix: number) => object;
}

/** What its sign-in calls, in the same order; its own module exports no more than the whole sign-in. */
async function amplify(): Promise<Prove> {
  const require = createRequire(import.meta.url);
  const folder = join(
    dirname(require.resolve('@aws-amplify/auth/package.json')),
    'dist/esm/providers/cognito/utils/srp',
  );
  const load = (file: string): Promise<AmplifySrp> => import(pathToFileURL(join(folder, file)).href);
  const { getAuthenticationHelper } = await load('getAuthenticationHelper.mjs');
  const { getSignatureString } = await load('getSignatureString.mjs');
  const { getNowString } = await load('getNowString.mjs');
  const { BigInteger } = await load('BigInteger/index.mjs');
  return async (challengeParameters) => {
    const { SALT, SRP_B, USER_ID_FOR_SRP: username } = challengeParameters;
    const helper = await getAuthenticationHelper(POOL_NAME);
    const serverBValue = new BigInteger(SRP_B, 16);
    const salt = new BigInteger(SALT, 16);
    const hkdf = await helper.getPasswordAuthenticationKey({ username, password: PASSWORD, serverBValue, salt });
    const dateNow = getNowString();
    const signed = { userPoolName: POOL_NAME, username, challengeParameters, dateNow, hkdf };
    const toHex = helper.A as { toString(radix: number): string };
    return { SRP_A: toHex.toString(16), TIMESTAMP: dateNow, PASSWORD_CLAIM_SIGNATURE: getSignatureString(signed) };
  };
}

const srpHelper: Prove = async (ChallengeParameters) => {
  const session = createSrpSession(USER, PASSWORD, POOL, false);
  const signed = signSrpSession(session, {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: { ...ChallengeParameters },
  });
  return { SRP_A: signed.largeA, TIMESTAMP: signed.timestamp, PASSWORD_CLAIM_SIGNATURE: signed.passwordSignature };
};

/** Every client that proves a password. */
export const srpClients = async (): Promise<Readonly<Record<string, Prove>>> => ({
  'countersign, natively (Node)': ours(nativePower(crypto)),
  'countersign, by BigInt (browsers)': ours(power),
  'amazon-cognito-identity-js 6.3.21': identityJs,
  'aws-amplify 6.22.1': await amplify(),
  'cognito-srp-helper 2.3.4': srpHelper,
});
