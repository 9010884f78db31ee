import type { AuthenticationResponse } from '../../../protocol/index.ts';
import { keptPassword, poolNameOf } from '../../users/password.ts';
import { isRightClaim, openExchange } from '../../users/srp-exchange.ts';
import { requiredParameter } from '../auth-parameters.ts';
import { assertPasswordProof } from '../check-password.ts';
import type { PasswordVerifierState } from '../session-state.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { ask, passed, type SignInUnderWay } from '../sign-in-under-way.ts';
import { simulatedFor } from '../unknown-user.ts';
import type { ChallengeKind } from './challenge-kind.ts';

/**
 * How far the claim's clock may be from ours. Cognito's documents say "within a few seconds" and no number; some clients
 * take the time before they ask for the challenge.
 */
const MOST_APART_MS = 5 * 60_000;

/**
 * Asks for the proof of a password (docs/cognito.md#6-srp). A user that doesn't exist, or has no password, is asked all
 * the same.
 *
 * In USER_SRP_AUTH there is no Session: what the client sends back as PASSWORD_CLAIM_SECRET_BLOCK leads to the state.
 *
 * @param srpA A, in hexadecimal
 * @throws CognitoError InvalidParameterException
 */
export async function askPasswordVerifier(
  signIn: SignInUnderWay,
  srpA: string,
  context: Pick<SignInContext, 'sessions' | 'tokens' | 'store'>,
): Promise<AuthenticationResponse> {
  const { at, user, progress } = signIn;
  const simulated = await simulatedFor(progress.typed, at.pool, context);
  const passwordHash = user?.passwordHash ?? null;
  const kept = keptPassword(passwordHash) ?? simulated;
  const userName = user?.userName ?? simulated.userName;
  const { exchange, parameters } = openExchange(srpA, kept);
  const state = { challenge: 'PASSWORD_VERIFIER', progress, exchange, verifier: kept.verifier, passwordHash } as const;
  const shown = { ...parameters, USERNAME: userName, USER_ID_FOR_SRP: userName };
  const asked = (session?: string): AuthenticationResponse =>
    ask({ ...signIn, userName }, { state, parameters: shown, session }, context);
  if (progress.flow !== 'USER_SRP_AUTH') return asked();
  const { Session: _, ...response } = asked(exchange.secretBlock);
  return response;
}

/** @see docs/cognito.md#14-password-first, docs/cognito.md#6-srp */
export const passwordVerifier: ChallengeKind<PasswordVerifierState> = {
  sessionOf: ({ PASSWORD_CLAIM_SECRET_BLOCK }) => PASSWORD_CLAIM_SECRET_BLOCK,

  async answer({ state, responses, ...signIn }, context) {
    const claim = {
      signature: requiredParameter(responses, 'PASSWORD_CLAIM_SIGNATURE'),
      secretBlock: requiredParameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK'),
      timestamp: requiredParameter(responses, 'TIMESTAMP'),
    };
    const { at, user, userName } = signIn;
    const who = { poolName: poolNameOf(at.pool), userId: userName };
    const isRight = async (): Promise<boolean> => {
      const proven = await isRightClaim(state.exchange, state, who, claim);
      const inTime = Math.abs(context.now() - Date.parse(claim.timestamp)) <= MOST_APART_MS;
      return proven && inTime && state.passwordHash !== null && state.passwordHash === user?.passwordHash;
    };
    return passed(signIn, 'PASSWORD_VERIFIER', await assertPasswordProof(signIn, isRight, context));
  },
};
