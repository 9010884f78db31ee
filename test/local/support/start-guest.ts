import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { App, type Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type AuthClient, createAuthClient, memoryStorage } from '../../../lib/client/index.ts';
import { type RunningLocal, runLocal, type SeedUser } from '../../../lib/local/index.ts';
import { SimulatedClock } from '../../../lib/testing/index.ts';
import { closeResolver } from './closed-resolver.ts';
import { sdkFor } from './pool-parts.ts';

const MODULES = join(import.meta.dirname, '../../../node_modules');

/** How a guest is started. */
export interface GuestOptions {
  readonly seed?: readonly SeedUser[];
  /** As `--env` gives them. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Somebody else's app that runs in the local pool, and what a client needs of it. */
export interface Guest {
  readonly local: RunningLocal;
  readonly sdk: CognitoIdentityProviderClient;
  readonly ClientId: string;
  readonly ClientSecret: string | undefined;
  readonly UserPoolId: string;
  /** The pool's and the functions'. */
  readonly clock: SimulatedClock;
  /** What was called beyond this machine, by the functions or by the test, and what no stand-in took. */
  readonly calledBeyond: () => readonly string[];
  /** This project's client. */
  client(): AuthClient;
  /** What was sent, newest first. */
  sent(): ReturnType<RunningLocal['outbox']['list']>;
  /** @throws Error where something was called beyond this machine */
  close(): Promise<void>;
}

/**
 * Runs an app as `countersign local --memory --offline --no-watch` does. The CDK makes its cloud assembly in this process, in a project
 * of its own that has this one's packages: what isn't bundled finds AWS's SDK there.
 */
export async function startGuest(
  make: new (scope: Construct, id: string) => Stack,
  { seed = [], environment = {} }: GuestOptions = {},
): Promise<Guest> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-guest-'));
  symlinkSync(MODULES, join(directory, 'node_modules'));
  const app = new App({ outdir: join(directory, 'cdk.out') });
  new make(app, 'Guest');
  app.synth();
  const beyond: string[] = [];
  const clock = new SimulatedClock(Date.now());
  const local = await runLocal({
    ...{ directory, app: 'cdk.out', port: 0, storage: 'memory', watch: false, offline: true, seed, environment },
    now: clock.now,
    onLog: () => {},
    onOutside: ({ functionName, host }) => beyond.push(`${functionName} called ${host}`),
    onRefused: ({ service, operation }) => beyond.push(`${operation} of ${service} was refused`),
  });
  const sdk = sdkFor(local.endpoint);
  const { userPoolId = '', clients: [client] = [] } = local.config();
  const { clientId = '', clientSecret } = client ?? {};
  const resolver = closeResolver();
  const calledBeyond = () => [...beyond, ...resolver.asked.map((name) => `the test looked up ${name}`)];
  return {
    ...{ local, sdk, calledBeyond },
    ...{ ClientId: clientId, ClientSecret: clientSecret, UserPoolId: userPoolId, clock },
    client: () =>
      createAuthClient({
        ...{ endpoint: local.endpoint, userPoolId, clientId, ...(clientSecret && { clientSecret }) },
        ...{ storage: memoryStorage(), pendingStorage: memoryStorage(), now: clock.now },
      }),
    sent: () => local.outbox.list(),
    async close() {
      resolver.open();
      sdk.destroy();
      await local.close();
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
      if (calledBeyond().length > 0) throw new Error(`Not on this machine: ${calledBeyond().join(', ')}`);
    },
  };
}
