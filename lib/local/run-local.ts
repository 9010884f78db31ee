import { join, resolve } from 'node:path';
import { Outbox } from '../cognito/index.ts';
import type { TextMap } from '../protocol/text-map.ts';
import { functionsInUse, type GivenValues, makeScratchFolder, synthesizeLocalApp, watchLocalApp } from './app/index.ts';
import type { StorageError } from './errors.ts';
import { type EventTry, eventInvocations, printFailure } from './event-invocations.ts';
import { lockFolder } from './folder-lock.ts';
import { type FunctionLog, type OutsideCall, startFunctionHost } from './host/index.ts';
import { openKeptStore } from './kept-store.ts';
import { reachedAt } from './local-endpoint.ts';
import type { IssuerKind, LocalPool } from './local-pool.ts';
import type { LocalApp, SeedUser } from './model.ts';
import { startPoolOn } from './pool-on-store.ts';
import { appTables } from './stand-ins/app-tables.ts';
import { oncePerService, type RefusedCall } from './stand-ins/refused-call.ts';
import { startStandInsOn } from './stand-ins/stand-ins-on-store.ts';
import type { Storage } from './store/database.ts';
import { unlocker } from './unlocker.ts';

/** What runs locally, and how. */
export interface RunLocalOptions {
  /** The project's folder; of a CDK app the one where its cdk.json is. */
  readonly directory: string;
  /** How the CDK app is run, or a folder with a written cloud assembly. @default - `app` of cdk.json; else Amplify's */
  readonly app?: string | undefined;
  /**
   * A folder with a flow, `sign-in.ts`, to run instead of a CDK app, on the pool that `CustomAuth` makes by default.
   * @default - none: the CDK app
   */
  readonly lambdas?: string | undefined;
  /** 0 takes any free one. @default 9339 */
  readonly port?: number | undefined;
  /** @default - 127.0.0.1 and ::1 */
  readonly hostname?: string | undefined;
  /** Names beside localhost by which the pool may be called. @default [] */
  readonly allowHosts?: readonly string[] | undefined;
  /**
   * Where users are kept. What `memory` synthesizes goes to a folder of the system's, and the project stays as it is.
   *
   * @default - `.countersign` in the directory
   */
  readonly storage?: Storage | undefined;
  /** @default 'deployed' */
  readonly issuer?: IssuerKind | undefined;
  /** Users to make, or to make what this says of them where the pool has them. @default - alice@example.com */
  readonly seed?: readonly SeedUser[] | undefined;
  /**
   * Where the app's own tables are, a URL: as if the functions had it as `AWS_ENDPOINT_URL_DYNAMODB`.
   *
   * @default - in a dynalite that is started when a function calls one, if the project has it
   */
  readonly dynamodb?: string | undefined;
  /** Environment variables of all functions, on top of the template's. @default {} */
  readonly environment?: TextMap | undefined;
  /** Values that only a deployment would tell, over those of the directory's countersign.local.json. @default {} */
  readonly given?: GivenValues | undefined;
  /**
   * Whether the waits after wrong answers, those between messages and messages' budgets are held. By default there are none, for
   * end-to-end tests.
   *
   * @default false
   */
  readonly budgets?: boolean | undefined;
  /** How a sign-in is begun on the command line: the page shows it. @default 'npx countersign sign-in' */
  readonly signInCommand?: string | undefined;
  /** Whether a change of the sources replaces the functions. @default true */
  readonly watch?: boolean | undefined;
  /** Stops the first build, whose promise then rejects. What runs is stopped by `close`. @default - nothing does */
  readonly signal?: AbortSignal | undefined;
  /** Whether functions may call this machine alone. AWS they never may. @default false */
  readonly offline?: boolean | undefined;
  /**
   * The clock of all that runs: the pool, the stand-ins, and what functions see as `Date`. Timers stay the machine's.
   * Milliseconds since 1970.
   *
   * @default Date.now
   */
  readonly now?: (() => number) | undefined;
  /** Called for each line that a function prints. @default - it goes to the standard error output */
  readonly onLog?: ((log: FunctionLog) => void) | undefined;
  /** Called when a function calls a host beyond this machine, once for each host. @default - nobody is told */
  readonly onOutside?: ((call: OutsideCall) => void) | undefined;
  /**
   * Called after each try of a function that another one had invoked: what delivers messages.
   *
   * @default - a failure goes to the standard error output
   */
  readonly onEventTry?: ((tried: EventTry) => void) | undefined;
  /**
   * Called for each call of AWS that nothing here answers, whatever the function makes of it.
   *
   * @default - once a service it goes to the standard error output
   */
  readonly onRefused?: ((refused: RefusedCall) => void) | undefined;
  /** Called when sources have changed and the app is synthesized again: with the files, as seen from the directory. */
  readonly onChange?: ((files: readonly string[]) => void) | undefined;
  /** Called after the sources have changed and the new app runs. */
  readonly onUpdate?: ((app: LocalApp) => void) | undefined;
  /** Called where changed sources fail; what ran before goes on. */
  readonly onUpdateError?: ((error: unknown) => void) | undefined;
  /**
   * Called when the folder that keeps the users has been deleted or moved: the pool ends.
   *
   * @default - it goes to the standard error output
   */
  readonly onGone?: ((error: StorageError) => void) | undefined;
}

/** What runs. */
export interface RunningLocal
  extends Pick<LocalPool, 'endpoint' | 'port' | 'outbox' | 'delivered' | 'trace' | 'config'> {
  readonly app: LocalApp;
  close(): Promise<void>;
}

/** Who can sign in on a new pool. */
const ALICE: SeedUser = { username: 'alice@example.com' };

/**
 * Runs a CDK app's user pools on this machine: synthesizes it, starts its functions, the stand-ins for what they call,
 * and the pool; and again when the sources change.
 *
 * @throws LocalAppError if the app can't be synthesized, PortInUseError, AddressError, FolderInUseError, StorageError, SeedError
 * @example
 * const local = await runLocal({ directory: process.cwd(), port: 0, storage: 'memory' });
 * local.endpoint; // http://localhost:PORT
 * // … a sign-in begins …
 * await local.delivered();
 * local.outbox.lastCode(); // '12345678'
 * await local.close();
 */
export async function runLocal(options: RunLocalOptions): Promise<RunningLocal> {
  const {
    directory,
    app: command,
    lambdas,
    seed = [ALICE],
    watch = true,
    signal,
    offline = false,
    now = Date.now,
    onLog,
    onOutside,
    onChange,
    onUpdate,
    onUpdateError,
    onEventTry = printFailure,
    onRefused = oncePerService((line) => console.error(line)),
    onGone = (error) => console.error(error.message),
  } = options;
  const folder = join(resolve(directory), '.countersign');
  const { storage = { folder }, port, hostname, allowHosts, issuer, budgets = false, signInCommand } = options;
  const { dynamodb } = options;
  const environment = {
    ...options.given?.environment,
    ...options.environment,
    ...(dynamodb !== undefined && { AWS_ENDPOINT_URL_DYNAMODB: dynamodb }),
  };
  const given = { ...options.given, environment };
  const described = {
    directory,
    ...(command !== undefined && { app: command }),
    ...(lambdas !== undefined && { lambdas }),
    given,
  };
  const outbox = new Outbox({ now });
  /** Ended in the opposite order, whether all of it has started or not. */
  const started: (() => Promise<void> | void)[] = [];
  const endAll = async (): Promise<void> => {
    for (const end of started.splice(0).reverse()) await end();
  };
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= endAll();
    return closed;
  };
  try {
    const lock = storage === 'memory' ? undefined : await lockFolder(storage.folder);
    if (lock) started.push(lock.release);
    const scratch = storage === 'memory' ? makeScratchFolder(resolve(directory), folder) : undefined;
    if (scratch) started.push(scratch.remove);
    const synthesis = { ...described, ...(scratch && { folder: scratch.folder }) };
    const app = await synthesizeLocalApp({ ...synthesis, ...(signal && { signal }) });
    let current = app;
    const kept = openKeptStore(storage, (error) => {
      onGone(error);
      close().catch(() => {}); // there is nothing left to be lost
    });
    started.push(kept.close);
    const events = eventInvocations({
      functions: () => current.functions,
      // The host needs the stand-ins' addresses, and nobody invokes anything before it is there.
      host: () => host,
      onTry: onEventTry,
    });
    const tables = appTables({
      directory,
      ...(storage !== 'memory' && { folder: join(storage.folder, 'dynalite') }),
      tables: () => current.tables ?? [],
    });
    started.push(tables.close);
    const standIns = await startStandInsOn(kept, {
      ...{ outbox, events, tables, onRefused, budgets, offline, now },
      ...{ functions: () => current.functions, resources: () => current },
      pool: () => reachedAt(pool.endpoint, hostname),
    });
    started.push(standIns.close);
    const host = startFunctionHost({
      functions: app.functions,
      ...{ environment: standIns.environment, offline, now },
      ...(onLog && { onLog }),
      ...(onOutside && { onOutside }),
    });
    started.push(host.close, events.close);
    const { unlock, close: endUnlocking } = unlocker({
      functions: () => current.functions,
      ...{ environment: standIns.environment, offline, now, onLog },
    });
    started.push(endUnlocking);
    const pool = await startPoolOn(kept, {
      ...{ app, host, outbox, seed, hostname, signInCommand, unlock, now, events },
      ...(port !== undefined && { port }),
      ...(allowHosts !== undefined && { allowHosts }),
      ...(issuer !== undefined && { issuer }),
    });
    started.push(pool.close);
    lock?.tell(pool.endpoint, hostname);
    if (watch) {
      const watching = watchLocalApp({
        ...synthesis,
        ...(onChange && { onChange }),
        onApp(changed) {
          current = changed;
          host.update(changed.functions);
          pool.update(changed);
          onUpdate?.(changed);
        },
        onError: (error) => onUpdateError?.(error),
      });
      started.push(() => watching.close());
    }
    // Beside the first calls, so that they needn't wait for a cold start or for new keys.
    host.warm(functionsInUse(app).map(({ functionArn }) => functionArn)).catch(() => {});
    pool.prepareKeys().catch(() => {});
    const { endpoint, outbox: sent, delivered, trace, config } = pool;
    return {
      ...{ endpoint, port: pool.port, outbox: sent, delivered, trace, config, close },
      get app() {
        return current;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
