import { Outbox } from '../cognito/index.ts';
import { StorageError } from './errors.ts';
import type { FunctionHost } from './host/invocation.ts';
import { type KeptStore, openKeptStore } from './kept-store.ts';
import { DEFAULT_PORT, deployedIssuer, localEndpoint } from './local-endpoint.ts';
import type { LocalApp, SeedUser } from './model.ts';
import type { OperationContext } from './operation.ts';
import { operations } from './operations/all.ts';
import { PendingRegistrations } from './passkeys/pending-registrations.ts';
import { poolRegistry } from './pool-registry.ts';
import { doorsOf } from './server/doors.ts';
import { type Listening, listen } from './server/listen.ts';
import { configOf, type LocalConfig } from './server/pool-config.ts';
import { router } from './server/router.ts';
import { wireProtocol } from './server/wire.ts';
import { AuthSessions } from './sign-in/auth-sessions.ts';
import type { SessionState } from './sign-in/session-state.ts';
import type { Storage } from './store/database.ts';
import { tokenService } from './tokens/token-service.ts';
import { Trace } from './trace.ts';
import { triggersOf } from './triggers/invoke-trigger.ts';
import type { Unlock } from './unlocker.ts';
import { PasswordLockout } from './users/password-lockout.ts';
import { seedUsers } from './users/seed.ts';

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

/**
 * Starts a local user pool: Cognito's wire protocol for the app's pools, triggers run by the host.
 *
 * @throws PortInUseError, AddressError, StorageError, SeedError
 * @example
 * const pool = await startLocalPool({ app, host, port: 0 });
 * const client = new CognitoIdentityProviderClient({ endpoint: pool.endpoint, region: app.region });
 * await pool.close();
 */
export async function startLocalPool(options: LocalPoolOptions): Promise<LocalPool> {
  const { storage = 'memory', onGone = (error) => console.error(error.message) } = options;
  const kept = openKeptStore(storage, onGone);
  try {
    const pool = await startPoolOn(kept, options);
    return { ...pool, close: () => pool.close().finally(kept.close) };
  } catch (error) {
    kept.close();
    throw error;
  }
}

/**
 * Starts a local user pool on a store that others use too. It is closed by who opened it, after the pool.
 *
 * @throws PortInUseError, AddressError, StorageError, SeedError
 */
export async function startPoolOn(
  kept: KeptStore,
  options: Omit<LocalPoolOptions, 'storage' | 'onGone'>,
): Promise<LocalPool> {
  try {
    return await startOn(kept, options);
  } catch (error) {
    throw kept.faultOf(error);
  }
}

async function startOn(
  { store, assertThere, faultOf }: KeptStore,
  options: Omit<LocalPoolOptions, 'storage' | 'onGone'>,
): Promise<LocalPool> {
  const { host, port = DEFAULT_PORT, hostname, allowHosts = [], issuer = 'deployed' } = options;
  const { now = Date.now, onError = printError, seed = [] } = options;
  const { signInCommand = 'npx countersign sign-in' } = options;
  const outbox = options.outbox ?? new Outbox({ now });
  const trace = new Trace();
  const registry = poolRegistry(options.app, store, now);
  let endpoint = '';

  const issuerOf = (userPoolId: string): string =>
    issuer === 'local' ? `${endpoint}/${userPoolId}` : deployedIssuer(userPoolId);
  const hasPool = (userPoolId: string): boolean => registry.index.has(userPoolId);
  const tokens = tokenService({ store, issuerOf, hasPool, now });
  const hasFunction = (functionArn: string): boolean =>
    registry.index.app.functions.some((definition) => definition.functionArn === functionArn);
  const services = {
    registry,
    store,
    sessions: new AuthSessions<SessionState>({ now }),
    tokens,
    lockout: new PasswordLockout({ now }),
    registrations: new PendingRegistrations({ now }),
    triggers: triggersOf({ host, hasFunction, trace, now }),
    outbox,
    now,
  };
  const contextOf = (requestId: string): OperationContext => {
    assertThere();
    return {
      ...services,
      requestId,
      get index() {
        return registry.index;
      },
    };
  };

  const doors = doorsOf(hostname === undefined ? allowHosts : [...allowHosts, hostname]);
  const closing = new AbortController();
  const config = (): LocalConfig => configOf(registry.index, endpoint, issuerOf);
  // What was cut off by closing is no fault.
  const tell = (error: unknown, operation: string): void => {
    if (!closing.signal.aborted) onError(faultOf(error), operation);
  };
  const exampleUser = (): string | undefined => seed[0]?.username;
  const wire = wireProtocol({
    ...{ operations, contextOf, now, trace, doors },
    onError: tell,
  });
  const routes = router({
    ...{ wire, config, issuerOf, keys: tokens.keys, outbox, trace, doors, exampleUser, signInCommand },
    ...{ contextOf, unlock: options.unlock },
    closing: closing.signal,
  });

  let closed: Promise<void> | undefined;
  const end = async (listening: Listening): Promise<void> => {
    closing.abort();
    await listening.close();
  };

  store.signIns.forgetExpired(now());
  store.ledgerItems.forgetExpired(now());
  await seedUsers(seed, options.app.pools, { store, now: now(), known: 'is changed' });
  const listening = await listen(routes, { port, hostname });
  endpoint = localEndpoint(listening.port);
  return {
    endpoint,
    port: listening.port,
    outbox,
    trace,
    config,
    update(app) {
      try {
        registry.update(app);
      } catch (error) {
        throw faultOf(error);
      }
      seedUsers(seed, app.pools, { store, now: now(), known: 'stays' }).catch((error: unknown) => {
        tell(error, 'Seeding');
      });
    },
    async prepareKeys() {
      const ofTemplate = registry.index.app.pools.filter(({ userPoolId }) => registry.isOfTemplate(userPoolId));
      await Promise.all(ofTemplate.map(({ userPoolId }) => tokens.keys.keysOf(userPoolId)));
    },
    close() {
      closed ??= end(listening);
      return closed;
    },
  };
}

/** What names its remedy needs no stack. */
function printError(error: unknown, operation: string): void {
  console.error(`${operation} failed:`, error instanceof StorageError ? error.message : error);
}
