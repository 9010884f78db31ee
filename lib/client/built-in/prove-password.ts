import type { Credentials } from '../../protocol/srp/index.ts';
import type { CallOptions } from '../client-config.ts';
import type { SignInResponse, SignInRuntime } from '../sign-in-runtime.ts';
import type { Step } from '../step.ts';
import { loadSrp } from './load-srp.ts';
import type { Proof } from './srp.ts';

/**
 * Begins to prove a password: loads the arithmetic, draws the secret.
 *
 * @throws ConfigurationError, NetworkError
 */
export const startProof = async (context: SignInRuntime): Promise<Proof> => (await loadSrp(context)).newProof();

/** Answers PASSWORD_VERIFIER, if that is what Cognito asks, and gives the next step. */
export async function provePassword(
  context: SignInRuntime,
  proof: Proof,
  password: string,
  response: SignInResponse,
  options?: CallOptions,
): Promise<Step> {
  const { config, nextStep, ConfigurationError } = context;
  // A flow may ask no password of who began with one.
  if (response.ChallengeName !== 'PASSWORD_VERIFIER') return nextStep(response, options);
  const { USERNAME, USER_ID_FOR_SRP = response.username } = response.ChallengeParameters ?? {};
  // Never the alias that was typed.
  const poolName = `${config.userPoolId}`.split('_')[1];
  if (!poolName) throw new ConfigurationError(`no user pool has the id ${config.userPoolId}`);
  const credentials = { poolName, userId: USER_ID_FOR_SRP, password };
  const asked = { ...response, username: USERNAME ?? USER_ID_FOR_SRP };
  return nextStep(await answerClaim(context, proof, credentials, asked, options), options);
}

/**
 * Answers PASSWORD_VERIFIER or DEVICE_PASSWORD_VERIFIER.
 *
 * @throws ResponseError if what came is no SRP, or its key would make any password right.
 */
export async function answerClaim(
  { config, send, ResponseError }: SignInRuntime,
  proof: Proof,
  credentials: Credentials,
  asked: SignInResponse,
  options?: CallOptions,
): Promise<SignInResponse> {
  const { SALT = '', SRP_B = '', SECRET_BLOCK = '', DEVICE_KEY } = asked.ChallengeParameters ?? {};
  const date = new Date((config.now ?? Date.now)());
  const responses = await proof
    .claim({ credentials, salt: SALT, B: SRP_B, secretBlock: SECRET_BLOCK, date })
    .catch((cause: unknown) => {
      throw new ResponseError(`no answer of Cognito: ${asked.ChallengeName} makes no sense`, { cause });
    });
  return send(asked, { DEVICE_KEY, ...responses }, options);
}
