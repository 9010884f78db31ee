import type { AuthenticationResponse } from '../../../protocol/index.ts';
import type { PoolServices } from '../../request/operation.ts';
import { keptPassword, poolNameOf } from '../../users/password.ts';
import { isRightClaim, openExchange, type SrpExchange } from '../../users/srp-exchange.ts';
import { requiredParameter } from '../auth-parameters.ts';
import { assertPasswordProof, simulatedFor } from '../check-password.ts';
import type { Progress } from '../session-state.ts';
import { type Attempt, ask, type ChallengeKind, passed } from '../signing-in.ts';

/** A password that waits for its proof. */
export interface PasswordVerifierState {
  readonly challenge: 'PASSWORD_VERIFIER';
  readonly progress: Progress;
  readonly exchange: SrpExchange;
  readonly verifier: string;
  /** As it was when the exchange began: a password that was changed since is another one. */
  readonly passwordHash: string | null;
}

/**
 * How far the claim's clock may be from ours. Cognito's documents say "within a few seconds" and no number; some clients
 * take the time before they ask for the challenge.
 */
const MOST_APART_MS = 5 * 60_000;

/**
 * Asks for the proof of a password (reference 6). A user that doesn't exist, or has no password, is asked all the same.
 *
 * In USER_SRP_AUTH there is no Session: what the client sends back as PASSWORD_CLAIM_SECRET_BLOCK leads to the state.
 *
 * @param srpA A, in hexadecimal
 * @throws CognitoError InvalidParameterException
 */
export async function askPasswordVerifier(
  attempt: Attempt,
  typed: string,
  srpA: string,
  services: PoolServices,
): Promise<AuthenticationResponse> {
  const { at, user, progress } = attempt;
  const simulated = await simulatedFor(typed, at.pool, services);
  const passwordHash = user?.passwordHash ?? null;
  const kept = keptPassword(passwordHash) ?? simulated;
  const userName = user?.userName ?? simulated.userName;
  const { exchange, parameters } = openExchange(srpA, kept);
  const state = { challenge: 'PASSWORD_VERIFIER', progress, exchange, verifier: kept.verifier, passwordHash } as const;
  const shown = { ...parameters, USERNAME: userName, USER_ID_FOR_SRP: userName };
  const asked = (session?: string): AuthenticationResponse =>
    ask({ ...attempt, userName }, 'PASSWORD_VERIFIER', state, shown, services, session);
  if (progress.flow !== 'USER_SRP_AUTH') return asked();
  const { Session: _, ...response } = asked(exchange.secretBlock);
  return response;
}

/** Reference 1.4 and 6. */
export const passwordVerifier: ChallengeKind<PasswordVerifierState> = {
  sessionOf: ({ PASSWORD_CLAIM_SECRET_BLOCK }) => PASSWORD_CLAIM_SECRET_BLOCK,

  async answer({ state, responses, ...attempt }, services) {
    const claim = {
      signature: requiredParameter(responses, 'PASSWORD_CLAIM_SIGNATURE'),
      secretBlock: requiredParameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK'),
      timestamp: requiredParameter(responses, 'TIMESTAMP'),
    };
    const { at, user, userName } = attempt;
    const who = { poolName: poolNameOf(at.pool), userId: userName };
    const isRight = async (): Promise<boolean> => {
      const proven = await isRightClaim(state.exchange, state, who, claim);
      const inTime = Math.abs(services.now() - Date.parse(claim.timestamp)) <= MOST_APART_MS;
      return proven && inTime && state.passwordHash !== null && state.passwordHash === user?.passwordHash;
    };
    return passed(attempt, 'PASSWORD_VERIFIER', await assertPasswordProof(attempt, isRight, services));
  },
};
