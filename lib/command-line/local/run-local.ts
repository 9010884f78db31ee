import { join } from 'node:path';
import { synthesizeLocalApp, watchLocalApp } from '../../local/app/index.ts';
import { type FunctionLog, startFunctionHost } from '../../local/host/index.ts';
import { type IssuerKind, startLocalPool } from '../../local/local-pool.ts';
import type { LocalApp } from '../../local/model.ts';
import type { LocalConfig } from '../../local/server/config.ts';
import { Outbox, type OutboxMessage } from '../../testing/index.ts';
import { startStandIns } from '../stand-ins.ts';

/** What is run, and who is told of it. */
export interface LocalRun {
  /** The folder of the CDK app. */
  readonly directory: string;
  /** How the CDK app is run. @default - `app` of cdk.json */
  readonly app?: string | undefined;
  readonly port: number;
  /** Keep nothing. */
  readonly memory: boolean;
  readonly hostname?: string | undefined;
  readonly allowHosts: readonly string[];
  readonly issuer: IssuerKind;
  /** Rebuild when sources change. */
  readonly watch: boolean;
  /** Stops the build. What runs is stopped by `close`. */
  readonly signal: AbortSignal;
  readonly onMessage: (message: OutboxMessage) => void;
  readonly onLog: (log: FunctionLog) => void;
  readonly onRebuilt: () => void;
  /** Told of what failed after the start: what ran before goes on. */
  readonly onError: (error: unknown) => void;
}

/** A local pool that runs. */
export interface RunningLocal {
  readonly config: LocalConfig;
  /** The user that is there to begin with. */
  readonly username: string;
  close(): Promise<void>;
}

const USERNAME = 'alice@example.com';

/** Builds the app and runs its pools: stand-ins, function host, server, and the watch over the sources. */
export async function runLocal(run: LocalRun): Promise<RunningLocal> {
  const { directory, signal, hostname, port, allowHosts, issuer } = run;
  const synthesis = { directory, ...(run.app !== undefined && { app: run.app }) };
  const app = await synthesizeLocalApp({ ...synthesis, signal });
  /** What is to be closed, the newest first. */
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const outbox = new Outbox();
    outbox.subscribe(run.onMessage);
    const standIns = await startStandIns(outbox);
    closing.push(standIns.close);
    const host = startFunctionHost({
      functions: app.functions,
      environment: standIns.environment,
      onLog: run.onLog,
    });
    closing.push(() => host.close());
    const pool = await startLocalPool({
      ...{ app, host, outbox, port, hostname, allowHosts, issuer },
      storage: run.memory ? 'memory' : { folder: join(directory, '.countersign') },
      seed: [{ username: USERNAME }],
      onError: run.onError,
    });
    closing.push(() => pool.close());
    if (run.watch) {
      const onApp = (changed: LocalApp): void => {
        host.update(changed.functions);
        pool.update(changed);
        run.onRebuilt();
      };
      const watching = watchLocalApp({ ...synthesis, onApp, onError: run.onError });
      closing.push(() => watching.close());
    }
    // Nobody need wait for these; who comes first does.
    Promise.all([host.warm(), pool.prepareKeys()]).catch((error: unknown) => {
      if (closing.length > 0) run.onError(error);
    });
    return { config: pool.config(), username: USERNAME, close };
  } catch (error) {
    await close();
    throw error;
  }
}
