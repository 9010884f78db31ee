import { DEFAULT_PORT, localEndpoint } from '../../local/local-endpoint.ts';
import { isRecord } from '../../protocol/is-record.ts';
import { unlockedIn } from '../../protocol/unlocked-challenges.ts';
import { FailedError } from '../errors.ts';
import { readLocalConfig } from '../sign-in/local-config.ts';
import { pickClient } from '../sign-in/pick-client.ts';
import type { Terminal } from '../terminal.ts';
import type { UnlockOutcome } from './unlock-outcome.ts';

/** Who is to be unlocked, in which local pool. */
export interface LocalUser {
  readonly endpoint: string | undefined;
  readonly userPoolId: string | undefined;
  readonly username: string;
}

/**
 * Has the local pool unlock a user, by any name that the user signs in by.
 *
 * @throws FailedError where no local pool answers, or it can't
 */
export async function unlockLocally(terminal: Terminal, user: LocalUser): Promise<UnlockOutcome> {
  const { endpoint = localEndpoint(terminal.environment.PORT || DEFAULT_PORT), username } = user;
  const config = await readLocalConfig(endpoint);
  const { userPoolId = pickClient(config, undefined).userPoolId } = user;
  if (!config.pools.some((pool) => pool.userPoolId === userPoolId)) {
    const pools = config.pools.map((pool) => pool.userPoolId).join(', ') || 'none';
    throw new FailedError(`the local pool has no user pool ${userPoolId}; its user pools: ${pools}`);
  }
  const response = await fetch(new URL('/_local/unlock', endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userPoolId, username }),
    signal: terminal.interrupted(),
  }).catch((cause: unknown) => {
    throw new FailedError(`the local pool at ${endpoint} broke off`, { cause });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  const unlocked = unlockedIn(answer);
  if (response.ok && isRecord(answer) && unlocked) {
    return { userPoolId, userNotFound: answer.userNotFound === true, unlocked };
  }
  const said = isRecord(answer) && typeof answer.message === 'string' ? answer.message : `HTTP ${response.status}`;
  throw new FailedError(`the local pool unlocked nobody: ${said}`);
}
