import { CognitoError } from '../../protocol/index.ts';
import type { LocalClientDefinition } from '../model.ts';
import type { StoredUser } from '../store/users.ts';

/** A registration that a browser was asked for. */
interface Pending {
  readonly challenge: string;
  readonly clientId: string;
  readonly expiresAt: number;
}

/** How long isn't documented: as long as a new sign-in's session may live. */
const LIFETIME_MS = 15 * 60_000;
const MOST = 10_000;

/** Who registers a passkey, by which client. */
interface Holder {
  readonly user: Pick<StoredUser, 'userPoolId' | 'userName'>;
  readonly client: Pick<LocalClientDefinition, 'clientId'>;
}

const keyOf = ({ user: { userPoolId, userName } }: Holder): string => `${userPoolId}/${userName}`;

/** The passkeys that are being registered, one a user. They live in memory: a restart ends them. */
export class PendingRegistrations {
  readonly #now: () => number;
  /** Oldest first. */
  readonly #pending = new Map<string, Pending>();

  constructor({ now }: { /** Milliseconds since 1970. */ readonly now: () => number }) {
    this.#now = now;
  }

  /** Begins one; what the user had begun before ends. */
  open(holder: Holder, challenge: string): void {
    const key = keyOf(holder);
    this.#pending.delete(key);
    this.#pending.set(key, { challenge, clientId: holder.client.clientId, expiresAt: this.#now() + LIFETIME_MS });
    for (const oldest of this.#pending.keys()) {
      if (this.#pending.size <= MOST) break;
      this.#pending.delete(oldest);
    }
  }

  /**
   * Takes the challenge: it is good for one answer.
   *
   * @throws CognitoError WebAuthnChallengeNotFoundException, WebAuthnClientMismatchException. The texts aren't documented.
   */
  take(holder: Holder): string {
    const pending = this.#pending.get(keyOf(holder));
    if (!pending || pending.expiresAt <= this.#now()) {
      throw new CognitoError('WebAuthnChallengeNotFoundException', 'Challenge not found or expired.');
    }
    if (pending.clientId !== holder.client.clientId) {
      throw new CognitoError('WebAuthnClientMismatchException', 'The registration was begun by another client.');
    }
    this.#pending.delete(keyOf(holder));
    return pending.challenge;
  }
}
