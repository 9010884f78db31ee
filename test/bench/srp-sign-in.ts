import crypto from 'node:crypto';
import {
  claimSignature,
  clientKey,
  freshSecret,
  integerOf,
  nativePower,
  publicKeyOf,
  timestampOf,
} from '../../lib/protocol/srp/index.ts';
import { callerOf, request, type Target } from './load-generator.ts';
import { USERS, usernameOf } from './local-pool.ts';

const PASSWORD = 'Correct-Horse-9';
const power = nativePower(crypto);

/**
 * Sign-ins by SRP at a local pool that runs: USER_SRP_AUTH, no triggers. The client's arithmetic runs on the same
 * machine, in the process that measures.
 */
export async function bySrp({ endpoint }: Pick<Target, 'endpoint'>): Promise<Target> {
  const call = callerOf(endpoint);
  const { userPoolId: UserPoolId } = JSON.parse(await request(`${endpoint}/_local/config`));
  const made = await call('CreateUserPoolClient', {
    ...{ UserPoolId, ClientName: 'srp', ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] },
  });
  const { ClientId } = made.UserPoolClient as { readonly ClientId: string };
  for (let user = 0; user < USERS; user++) {
    await call('AdminSetUserPassword', { UserPoolId, Username: usernameOf(user), Password: PASSWORD, Permanent: true });
  }
  return {
    endpoint,
    async signIn(callWith, index) {
      const secret = freshSecret();
      const SRP_A = publicKeyOf(secret, power).toString(16);
      const AuthParameters = { USERNAME: usernameOf(index), SRP_A };
      const asked = await callWith('InitiateAuth', { AuthFlow: 'USER_SRP_AUTH', ClientId, AuthParameters });
      const { SALT, SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP } = asked.ChallengeParameters as Challenge;
      const who = { poolName: UserPoolId.split('_')[1], userId: USER_ID_FOR_SRP };
      const parameters = { salt: integerOf(SALT), B: integerOf(SRP_B) };
      const key = await clientKey(secret, parameters, { ...who, password: PASSWORD }, power);
      const TIMESTAMP = timestampOf(new Date());
      const answered = await callWith('RespondToAuthChallenge', {
        ...{ ChallengeName: 'PASSWORD_VERIFIER', ClientId },
        ChallengeResponses: {
          ...{ USERNAME: USER_ID_FOR_SRP, PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK, TIMESTAMP },
          PASSWORD_CLAIM_SIGNATURE: await claimSignature(key, who, SECRET_BLOCK, TIMESTAMP),
        },
      });
      if (!answered.AuthenticationResult) throw new Error(`no tokens: ${JSON.stringify(answered)}`);
    },
  };
}

type Challenge = Readonly<Record<'SALT' | 'SRP_B' | 'SECRET_BLOCK' | 'USER_ID_FOR_SRP', string>>;
