import { notAuthorized } from '../../protocol/index.ts';

const FAILURES_AT_FIRST = 5;
/** Cognito's "approximately 15 minutes". After as long without an attempt it begins anew. */
const LONGEST_MS = 15 * 60_000;

interface Failures {
  readonly count: number;
  readonly lockedUntil: number;
  readonly lastAt: number;
}

/** How attempts are counted. */
export interface PasswordLockoutOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How many names are remembered: the oldest are dropped beyond that. @default 20000 */
  readonly most?: number;
}

/**
 * Locks a user out after wrong passwords: a second after the fifth, twice as long after each further one. In memory: a
 * restart forgets it.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html
 */
export class PasswordLockout {
  readonly #now: () => number;
  readonly #most: number;
  readonly #failures = new Map<string, Failures>();
  /** The check that each name's next one waits for, so that guesses made at once are counted one by one. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor({ now, most = 20_000 }: PasswordLockoutOptions) {
    this.#now = now;
    this.#most = most;
  }

  /**
   * Makes one attempt.
   *
   * @param name whose it is, whether there is such a user or not
   * @throws CognitoError NotAuthorizedException while the user is locked out: nothing is checked or counted then.
   */
  async attempt(name: string, isRight: () => Promise<boolean>): Promise<boolean> {
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(
      () => this.#check(name, isRight),
      () => this.#check(name, isRight),
    );
    this.#last.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(name) === turn) this.#last.delete(name);
    }
  }

  async #check(name: string, isRight: () => Promise<boolean>): Promise<boolean> {
    const before = this.#failures.get(name);
    if (before && this.#now() < before.lockedUntil) {
      throw notAuthorized('Password attempts exceeded');
    }
    if (await isRight()) {
      this.#failures.delete(name);
      return true;
    }
    const now = this.#now();
    const count = before && now - before.lastAt < LONGEST_MS ? before.count + 1 : 1;
    const locked = count < FAILURES_AT_FIRST ? 0 : Math.min(1000 * 2 ** (count - FAILURES_AT_FIRST), LONGEST_MS);
    this.#failures.delete(name);
    this.#failures.set(name, { count, lockedUntil: now + locked, lastAt: now + locked });
    for (const oldest of this.#failures.keys()) {
      if (this.#failures.size <= this.#most) break;
      this.#failures.delete(oldest);
    }
    return false;
  }
}
