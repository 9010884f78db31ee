import type { Outbox } from '../cognito/index.ts';
import type { StorageError } from './errors.ts';
import type { EventInvocations } from './event-invocations.ts';
import type { FunctionHost } from './host/invocation.ts';
import type { LocalApp, SeedUser } from './model.ts';
import type { LocalConfig } from './server/pool-config.ts';
import type { Storage } from './store/database.ts';
import type { Trace } from './trace.ts';
import type { Unlock } from './unlocker.ts';

/** What the `iss` claim says: the deployed pool's URL, or this server's. */
export type IssuerKind = 'deployed' | 'local';

/** What a local pool is made of. */
export interface LocalPoolOptions {
  readonly app: LocalApp;
  /** Runs the triggers. Closed by who made it. */
  readonly host: Pick<FunctionHost, 'invoke'>;
  /** @default 'memory' */
  readonly storage?: Storage;
  /** 0 takes any free one. @default 9339 */
  readonly port?: number;
  /** The address to listen on. @default - this machine's own two, 127.0.0.1 and ::1 */
  readonly hostname?: string | undefined;
  /** Names beside localhost by which this server may be called. @default [] */
  readonly allowHosts?: readonly string[];
  /** @default 'deployed' */
  readonly issuer?: IssuerKind;
  /** Users to make, or to make what this says of them where the pool has them. @default [] */
  readonly seed?: readonly SeedUser[];
  /** How a sign-in is begun on the command line: its page shows it. @default 'npx countersign sign-in' */
  readonly signInCommand?: string | undefined;
  /** Forgets a user's wrong answers, for `POST /_local/unlock`. @default - nothing does, and the route says so */
  readonly unlock?: Unlock;
  /**
   * Invokes what nobody waits for: custom senders, and whatever the functions have invoked. `GET /_local/messages` waits for
   * those that are under way, a moment long.
   *
   * @default - one of its own, for custom senders
   */
  readonly events?: Pick<EventInvocations, 'begin' | 'idle'>;
  /** What would have been sent. @default - one of its own */
  readonly outbox?: Outbox;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** Told of a fault in an operation. @default - it goes to the standard error output */
  readonly onError?: (error: unknown, operation: string) => void;
  /**
   * Told once, when the folder has been deleted or moved: each call fails from then on, and the pool is to be closed.
   *
   * @default - it goes to the standard error output
   */
  readonly onGone?: (error: StorageError) => void;
}

/** A user pool that runs on this machine. */
export interface LocalPool {
  /** `http://localhost:PORT`. */
  readonly endpoint: string;
  readonly port: number;
  readonly outbox: Outbox;
  readonly trace: Trace;
  /** Resolves when no message is under way: one goes out after the call that asked for it was answered. */
  delivered(): Promise<void>;
  config(): LocalConfig;
  /**
   * Goes on with another app: its sources have changed. Users and sign-ins under way stay.
   *
   * @throws StorageError where its groups can't be written
   */
  update(app: LocalApp): void;
  /** Makes the keys of the app's pools, so that the first sign-in needn't wait for them. */
  prepareKeys(): Promise<void>;
  /** Lets what is under way finish for a moment, then ends. */
  close(): Promise<void>;
}
