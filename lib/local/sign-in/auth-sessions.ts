import { randomBytes } from 'node:crypto';
import { type CognitoError, notAuthorized } from '../../protocol/index.ts';

/** What a session is bound to. */
export interface SessionBinding {
  readonly userPoolId: string;
  readonly clientId: string;
  /** What the client got as USERNAME: the real user name, or what stands for it. */
  readonly userName: string;
  readonly challengeName: string;
}

/** A sign-in that waits for an answer. */
export interface OpenSession<State> extends SessionBinding {
  readonly state: State;
}

type Entry<State> =
  | { readonly kind: 'open'; readonly session: OpenSession<State>; readonly expiresAt: number }
  /** Its answer is being looked at. */
  | { readonly kind: 'taken'; readonly session: OpenSession<State>; readonly expiresAt: number }
  /** `used`: its answer was taken. `failed`: the sign-in ended with it. */
  | { readonly kind: 'used'; readonly next?: string }
  | { readonly kind: 'failed' };

/** How sessions are kept. */
export interface AuthSessionsOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The oldest are dropped beyond that. @default 20000 */
  readonly most?: number;
}

const invalid = (): CognitoError => notAuthorized('Invalid session for the user.');

/** Cognito's sessions have this beginning: an envelope of the AWS Encryption SDK. */
const PREFIX = 'AYAB';

/**
 * The sessions of sign-ins under way. Each is good for one answer, for its user, client, pool and challenge, and only so
 * long. They live in memory: a restart ends them, as it should.
 */
export class AuthSessions<State> {
  readonly #now: () => number;
  readonly #most: number;
  /** Oldest first. Used ones stay for a while, so that their second use gets its own error. */
  readonly #entries = new Map<string, Entry<State>>();

  constructor({ now, most = 20_000 }: AuthSessionsOptions) {
    this.#now = now;
    this.#most = most;
  }

  /**
   * Opens a session.
   *
   * @param token what it is found by. @default - a fresh one
   */
  open(session: OpenSession<State>, minutes: number, token = PREFIX + randomBytes(96).toString('base64url')): string {
    this.#entries.set(token, { kind: 'open', session, expiresAt: this.#now() + minutes * 60_000 });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#most) break;
      this.#entries.delete(oldest);
    }
    return token;
  }

  /**
   * Takes a session: it is used up unless it is given back. One that belongs to something else is refused and left alone.
   *
   * @throws CognitoError NotAuthorizedException
   */
  take(token: string, { userPoolId, clientId, userName, challengeName }: SessionBinding): OpenSession<State> {
    const entry = this.#entries.get(token);
    if (!entry) throw invalid();
    if (entry.kind !== 'open') {
      // After a trigger's error or a refusal the answer is the general text (docs/cognito.md#18-errors).
      if (entry.kind === 'failed') throw invalid();
      throw notAuthorized('Invalid session for the user, session can only be used once.');
    }
    const { session } = entry;
    const { userPoolId: pool, clientId: client, userName: user } = session;
    if (pool !== userPoolId || client !== clientId || user !== userName) throw invalid();
    if (session.challengeName !== challengeName) throw notAuthorized('Invalid session provided for the user.');
    if (this.#now() >= entry.expiresAt) {
      throw notAuthorized('Invalid session for the user, session is expired.');
    }
    this.#entries.set(token, { ...entry, kind: 'taken' });
    return session;
  }

  /**
   * Takes a session for a request that brings nothing else: it alone says whose it is.
   *
   * @throws CognitoError NotAuthorizedException
   */
  takeAlone(token: string, challengeName: string): OpenSession<State> {
    const entry = this.#entries.get(token);
    const owner = entry && 'session' in entry ? entry.session : { userPoolId: '', clientId: '', userName: '' };
    return this.take(token, { ...owner, challengeName });
  }

  /** Whom a session belongs to, whatever became of it. */
  ownerOf(token: string): string | undefined {
    const entry = this.#entries.get(token);
    return entry && 'session' in entry ? entry.session.userName : undefined;
  }

  /** Lets a session that was taken be used again, as long as it lives: its answer was one that may be corrected. */
  giveBack(token: string): void {
    const entry = this.#entries.get(token);
    if (entry?.kind === 'taken') this.#entries.set(token, { ...entry, kind: 'open' });
  }

  /**
   * Forgets what a session that was taken carried.
   *
   * @param next the session that `successorOf` finds by it. @default - none
   */
  spend(token: string, next?: string): void {
    if (this.#entries.has(token)) this.#entries.set(token, { kind: 'used', ...(next !== undefined && { next }) });
  }

  /** The session that followed a used one; else the one given. */
  successorOf(token: string): string {
    const entry = this.#entries.get(token);
    return entry?.kind === 'used' ? (entry.next ?? token) : token;
  }

  /** Notes that the sign-in of a session that was taken has failed. */
  fail(token: string): void {
    if (this.#entries.has(token)) this.#entries.set(token, { kind: 'failed' });
  }
}
