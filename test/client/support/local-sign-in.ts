import { onTestFinished } from 'vitest';
import type { Flow } from '../../../lib/flow/index.ts';
import { MemoryLedger } from '../../../lib/ledger/memory-ledger.ts';
import type { LocalClientDefinition } from '../../../lib/local/index.ts';
import { startLocalPool } from '../../../lib/local/index.ts';
import { handlersOf } from '../../../lib/testing/flow-handlers.ts';
import type { TriggerHandler } from '../../../lib/testing/in-process-triggers.ts';
import { lambdaContext, Outbox } from '../../../lib/testing/index.ts';
import { simulatedFetch } from '../../../lib/testing/simulated-fetch.ts';
import { ARNS, exampleApp, exampleClient, examplePool } from '../../local/support/example-app.ts';

const quiet = { info: () => {}, error: () => {} };

/**
 * Starts a local pool on a free port whose triggers are a flow's real handlers, run in this process. alice@example.com
 * can sign in. Waits after wrong answers are held. It stops with the test.
 */
export async function startLocalSignIn(
  flow: Flow,
  changes: Partial<LocalClientDefinition> = {},
  now: () => number = Date.now,
) {
  const outbox = new Outbox({ now });
  const client = exampleClient(changes);
  const definition = examplePool({ clients: [client] });
  const handlers = handlersOf(flow, {
    log: quiet,
    now,
    fetch: simulatedFetch(outbox),
    decoySecret: 'a-test',
    // Of both triggers: each would make one of its own.
    ledger: new MemoryLedger(),
    environment: {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'test',
      COUNTERSIGN_EMAIL_FROM: 'no-reply@example.com',
      COUNTERSIGN_SIGN_IN_BY: 'email',
      COUNTERSIGN_SESSION_SECONDS: String(client.authSessionValidity * 60),
    },
  });
  const handlerOf = new Map<string, TriggerHandler>([
    [ARNS.define, handlers.define],
    [ARNS.create, handlers.create],
    [ARNS.verify, handlers.verify],
  ]);
  const pool = await startLocalPool({
    app: exampleApp(definition),
    port: 0,
    now,
    outbox,
    seed: [{ username: 'alice@example.com' }],
    host: {
      async invoke(functionArn, payload) {
        const handler = handlerOf.get(functionArn) as (event: unknown, context: unknown) => Promise<unknown>;
        try {
          const answer = await handler(JSON.parse(payload), lambdaContext(functionArn));
          return { kind: 'answered', payload: JSON.stringify(answer), tries: [] };
        } catch (error) {
          const { name, message } = error as Error;
          return { kind: 'failed', errorType: name, errorMessage: message, tries: [] };
        }
      },
    },
  });
  onTestFinished(pool.close);
  const { clientId, clientSecret } = client;
  return {
    pool,
    outbox,
    config: {
      userPoolId: definition.userPoolId,
      clientId,
      endpoint: pool.endpoint,
      ...(clientSecret !== undefined && { clientSecret }),
    },
  };
}
