import type { Outbox } from '../../cognito/index.ts';
import type { AppIndex } from '../app-index.ts';
import type { PendingRegistrations } from '../passkeys/pending-registrations.ts';
import type { PoolRegistry } from '../pool-registry.ts';
import type { AuthSessions } from '../sign-in/auth-sessions.ts';
import type { SessionState } from '../sign-in/session-state.ts';
import type { Store } from '../store/store.ts';
import type { TokenService } from '../tokens/token-service.ts';
import type { Triggers } from '../triggers/invoke-trigger.ts';
import type { PasswordLockout } from '../users/password-lockout.ts';
import { type Input, type Member, readInput, structure } from './input.ts';

/** What operations work with. */
export interface PoolServices {
  /** The app as it is now: it changes with its sources. */
  readonly index: AppIndex;
  /** What changes the pools there are. */
  readonly registry: PoolRegistry;
  readonly store: Store;
  readonly sessions: AuthSessions<SessionState>;
  readonly tokens: TokenService;
  readonly lockout: PasswordLockout;
  readonly registrations: PendingRegistrations;
  readonly triggers: Triggers;
  readonly outbox: Outbox;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One API call. */
export interface Call {
  readonly requestId: string;
}

/** One operation of the API. */
export interface Operation {
  /** Whether AWS demands a signature (SigV4) for it. */
  readonly signed: boolean;
  /** @throws CognitoError as the client gets it. */
  run(body: unknown, services: PoolServices, call: Call): object | Promise<object>;
}

type Members = Readonly<Record<string, Member<unknown>>>;
type Run<Named extends Members> = (input: Input<Named>, services: PoolServices, call: Call) => object | Promise<object>;

function made<const Named extends Members>(signed: boolean, members: Named, run: Run<Named>): Operation {
  const request = structure(members);
  return { signed, run: (body, services, call) => run(readInput(request, body), services, call) };
}

/** An operation that everybody may call, as sign-in must be. */
export const openOperation = <const Named extends Members>(members: Named, run: Run<Named>): Operation =>
  made(false, members, run);

/** An operation for the pool's owner, which AWS takes only with a signature. */
export const signedOperation = <const Named extends Members>(members: Named, run: Run<Named>): Operation =>
  made(true, members, run);
