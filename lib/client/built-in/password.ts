import type { Credentials } from '../../protocol/srp/index.ts';
import type { CallOptions } from '../config.ts';
import type { Answered, Machinery } from '../machinery.ts';
import type { Step } from '../step.ts';
import type { Proof } from './srp.ts';

/** Begins to prove a password: loads the arithmetic, draws the secret. */
export const startProof = async (): Promise<Proof> => (await import('./srp.ts')).startProof();

/** Answers PASSWORD_VERIFIER, if that is what Cognito asks, and gives the next step. */
export async function provePassword(
  machinery: Machinery,
  proof: Proof,
  password: string,
  answered: Answered,
  options?: CallOptions,
): Promise<Step> {
  const { config, settle } = machinery;
  // A flow may ask no password of who began with one.
  if (answered.ChallengeName !== 'PASSWORD_VERIFIER') return settle(answered, options);
  const { USERNAME, USER_ID_FOR_SRP = answered.username } = answered.ChallengeParameters ?? {};
  // Never the alias that was typed.
  const credentials = { poolName: config.userPoolId.split('_')[1] ?? '', userId: USER_ID_FOR_SRP, password };
  const asked = { ...answered, username: USERNAME ?? USER_ID_FOR_SRP };
  return settle(await answerClaim(machinery, proof, credentials, asked, options), options);
}

/**
 * Answers PASSWORD_VERIFIER or DEVICE_PASSWORD_VERIFIER.
 *
 * @throws ResponseError if what came is no SRP, or its key would make any password right.
 */
export async function answerClaim(
  { config, send, ResponseError }: Machinery,
  proof: Proof,
  credentials: Credentials,
  asked: Answered,
  options?: CallOptions,
): Promise<Answered> {
  const { SALT = '', SRP_B = '', SECRET_BLOCK = '', DEVICE_KEY } = asked.ChallengeParameters ?? {};
  const date = new Date((config.now ?? Date.now)());
  const responses = await proof
    .claim({ credentials, salt: SALT, B: SRP_B, secretBlock: SECRET_BLOCK, date })
    .catch((cause: unknown) => {
      throw new ResponseError(`no answer of Cognito: ${asked.ChallengeName} makes no sense`, { cause });
    });
  return send(asked, { DEVICE_KEY, ...responses }, options);
}
