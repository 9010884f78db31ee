import { Outbox } from '../cognito/index.ts';
import { LocalPoolError } from './errors.ts';
import { eventInvocations, printFailure } from './event-invocations.ts';
import type { KeptStore } from './kept-store.ts';
import { keyringOf } from './kms/keyring.ts';
import { DEFAULT_PORT, deployedIssuer, localEndpoint } from './local-endpoint.ts';
import type { LocalPool, LocalPoolOptions } from './local-pool.ts';
import { customSenders } from './messages/custom-sender.ts';
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
import { tokenService } from './tokens/token-service.ts';
import { Trace } from './trace.ts';
import { triggersOf } from './triggers/invoke-trigger.ts';
import { PasswordLockout } from './users/password-lockout.ts';
import { seedUsers } from './users/seed.ts';

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
  const closing = new AbortController();
  // What was cut off by closing is no fault.
  const tell = (error: unknown, operation: string): void => {
    if (!closing.signal.aborted) onError(faultOf(error), operation);
  };
  const ownEvents = eventInvocations({
    functions: () => registry.index.app.functions,
    host: () => host,
    onTry: printFailure,
  });
  const { events = ownEvents } = options;
  const keyring = keyringOf({ kmsKeys: store.kmsKeys, app: () => registry.index.app });
  const services = {
    senders: customSenders({ keyring, events, trace, now, onError: tell }),
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
  const config = (): LocalConfig => configOf(registry.index, endpoint, issuerOf);
  const exampleUser = (): string | undefined => seed[0]?.username;
  const delivered = (): Promise<void> => events.idle();
  const wire = wireProtocol({
    ...{ operations, contextOf, now, trace, doors },
    onError: tell,
  });
  const routes = router({
    ...{ wire, config, issuerOf, keys: tokens.keys, outbox, trace, doors, exampleUser, signInCommand },
    ...{ contextOf, unlock: options.unlock, delivered },
    closing: closing.signal,
  });

  let closed: Promise<void> | undefined;
  const end = async (listening: Listening): Promise<void> => {
    closing.abort();
    ownEvents.close();
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
    delivered,
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
  console.error(`${operation} failed:`, error instanceof LocalPoolError ? error.message : error);
}
