import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { onTestFinished } from 'vitest';
import { signIn } from '../../../lambdas/sign-in.ts';
import type { Flow } from '../../../lib/flow/index.ts';
import {
  type LocalClientDefinition,
  type LocalPool,
  type LocalPoolDefinition,
  type LocalPoolOptions,
  startLocalPool,
  startStandIns,
} from '../../../lib/local/index.ts';
import { handlersOf, logInto } from '../../../lib/testing/flow-handlers.ts';
import { Outbox, SimulatedClock } from '../../../lib/testing/index.ts';
import { ARNS, exampleApp, exampleClient, examplePool } from './example-app.ts';
import { type HostedFunctions, inProcessHost } from './in-process-host.ts';
import { environment, sdkFor } from './pool-parts.ts';

/** Where the handlers find the ledger. */
const LEDGER = {
  COUNTERSIGN_LEDGER: 'Ledger',
  COUNTERSIGN_LEDGER_KEY: 'arn:aws:kms:eu-central-1:123456789012:key/1',
};

/** What a test may change of the example. */
export interface TestPoolOptions extends Partial<Omit<LocalPoolOptions, 'app' | 'host' | 'outbox'>> {
  readonly flow?: Flow;
  readonly client?: Partial<LocalClientDefinition>;
  readonly moreClients?: readonly LocalClientDefinition[];
  readonly pool?: Partial<LocalPoolDefinition>;
  /** Triggers beside or instead of the flow's. */
  readonly functions?: HostedFunctions;
}

/** A pool that runs, and what a test needs around it. */
export interface TestPool {
  readonly local: LocalPool;
  readonly sdk: CognitoIdentityProviderClient;
  readonly ClientId: string;
  readonly UserPoolId: string;
  readonly clock: SimulatedClock;
  readonly outbox: Outbox;
  readonly events: ReturnType<typeof inProcessHost>['events'];
  /** What no operation should have thrown. */
  readonly faults: unknown[];
}

/** Starts the example on a free port, with the handlers of `lambdas/`, and stops it when the test has finished. */
export async function startTestPool(options: TestPoolOptions = {}): Promise<TestPool> {
  const { flow = signIn, client, moreClients = [], pool, functions, now: given, ...rest } = options;
  const clock = new SimulatedClock(Date.parse('2026-05-04T03:02:01Z'));
  const now = given ?? clock.now;
  const outbox = new Outbox({ now });
  const faults: unknown[] = [];
  // As the command runs it by default: nobody waits, and each sign-in sends its own message.
  const standIns = await startStandIns({ outbox, functions: () => [{ environment: LEDGER }], now });
  const handlers = handlersOf(flow, {
    ...{ now, fetch, log: logInto([]) },
    environment: { ...environment, ...LEDGER, ...standIns.environment },
  });
  const host = inProcessHost({
    [ARNS.define]: handlers.define,
    [ARNS.create]: handlers.create,
    [ARNS.verify]: handlers.verify,
    ...functions,
  });
  const definition = examplePool({ clients: [exampleClient(client), ...moreClients], ...pool });
  const local = await startLocalPool({
    app: exampleApp(definition),
    ...{ host, outbox, now },
    port: 0,
    seed: [{ username: 'alice@example.com' }],
    onError: (error) => faults.push(error),
    ...rest,
  });
  const sdk = sdkFor(local.endpoint);
  onTestFinished(async () => {
    sdk.destroy();
    await local.close();
    await standIns.close();
  });
  const { clientId: ClientId } = definition.clients[0] as LocalClientDefinition;
  const { events } = host;
  return { local, sdk, ClientId, UserPoolId: definition.userPoolId, clock, outbox, events, faults };
}
