import type { LedgerSubject } from '../ledger/keys.ts';
import type { Ledger, OpenLedger } from '../ledger/ledger.ts';
import { foldedName } from './folded-name.ts';
import type { Invocation } from './handler.ts';
import { hasLedger } from './named-ledger.ts';
import type { Surroundings } from './options.ts';
import type { NamedUser, TriggerRequest } from './request.ts';

/** What of an invocation a ledger is opened by. */
export type LedgerInvocation = Pick<Invocation, 'signal' | 'left'>;

/**
 * Opens a handler's ledger for one invocation. Undefined where the deployment has none, on purpose.
 *
 * @throws LedgerUnavailableError
 */
export type OpenLedgerOf = (invocation: LedgerInvocation) => Promise<OpenLedger | undefined>;

/** Makes what opens a handler's ledger. It is found at the first invocation: loading a handler reads no variable. */
export function ledgerOpener(surroundings: Surroundings): OpenLedgerOf {
  let found: Promise<Ledger | undefined> | undefined;
  return async ({ signal, left }) => {
    found ??= findLedger(surroundings);
    return (await found)?.open({ signal, left, now: surroundings.now });
  };
}

async function findLedger(surroundings: Surroundings): Promise<Ledger | undefined> {
  const { ledger, environment } = surroundings;
  if (ledger) return ledger;
  if (!hasLedger(environment)) return undefined;
  // In Lambda a ledger that is missing closes the door: memory there would forget with each execution environment.
  if (!environment.COUNTERSIGN_LEDGER && !isLambda(environment)) {
    return new (await import('../ledger/memory-ledger.ts')).MemoryLedger();
  }
  return (await import('../ledger/deployed-ledger.ts')).deployedLedger(surroundings);
}

/** Whether it runs in Lambda. */
export const isLambda = (environment: Surroundings['environment']): boolean =>
  [environment, process.env].some(({ AWS_LAMBDA_FUNCTION_NAME: name }) => Boolean(name));

/**
 * Whom the ledger remembers, and at which challenge. Of a user that exists, the name is Cognito's own, so it is never folded: two
 * users whose names differ by case alone would share a count, and one reset the other's.
 */
export const ledgerSubject = (
  { userPoolId, user, userNotFound }: NamedUser & Pick<TriggerRequest, 'userNotFound'>,
  challenge: string,
  environment: Surroundings['environment'],
): LedgerSubject => ({
  userPoolId,
  userName: userNotFound ? foldedName(user.userName, environment) : user.userName,
  challenge,
});
