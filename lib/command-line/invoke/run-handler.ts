import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Outbox, type OutboxMessage } from '../../cognito/index.ts';
import { eventInvocations } from '../../local/event-invocations.ts';
import { type FunctionHost, type HostInvocation, type LocalFunction, startFunctionHost } from '../../local/index.ts';
import { openKeptStore } from '../../local/kept-store.ts';
import { startStandInsOn } from '../../local/stand-ins/stand-ins-on-store.ts';
import { bundleHandler, type HandlerToBundle } from './bundle-handler.ts';

/** What to run, and who wants to know of it. */
export interface HandlerRun extends Omit<HandlerToBundle, 'into'> {
  readonly onLog: (line: string) => void;
  readonly onMessage: (message: OutboxMessage) => void;
}

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:';
/** What delivers messages, where the handler has that done. */
const DELIVERER = 'deliver-message';

/** What every invocation shares, so that the same event gets the same decoy. */
const LEDGER_SECRET = new Uint8Array(32).fill(1);

/** What the construct would set. */
const EXAMPLE_ENVIRONMENT = {
  COUNTERSIGN_EMAIL_FROM: 'no-reply@example.com',
  COUNTERSIGN_SIGN_IN_BY: 'email',
  COUNTERSIGN_SESSION_SECONDS: '180',
  COUNTERSIGN_LEDGER: 'ledger',
  COUNTERSIGN_LEDGER_KEY: 'arn:aws:kms:us-east-1:123456789012:key/ledger',
  // Where `--env COUNTERSIGN_LEDGER=none` takes the ledger away.
  COUNTERSIGN_DECOY_SECRET: 'what every invocation shares',
  COUNTERSIGN_DELIVER: DELIVERER,
};

/**
 * Runs a handler once, as the local pool runs it: its bundle in a process of its own, one try of 5 seconds.
 *
 * @throws UsageError if the file doesn't compile, or exports no handler for the event
 */
export async function runHandler(run: HandlerRun): Promise<HostInvocation> {
  const outbox = new Outbox();
  outbox.subscribe(run.onMessage);
  const folder = mkdtempSync(join(tmpdir(), 'countersign-invoke-'));
  const environment = { ...EXAMPLE_ENVIRONMENT, ...run.environment };
  // It remembers nothing from one invocation to the next.
  const kept = openKeptStore('memory', () => {});
  kept.store.kmsKeys.keep({
    ...{ keyArn: environment.COUNTERSIGN_LEDGER_KEY, keySpec: 'HMAC_256', secret: LEDGER_SECRET },
  });
  let functions: readonly LocalFunction[] = [];
  const events = eventInvocations({
    functions: () => functions,
    // Nobody invokes anything before it is there.
    host: () => host,
    onTry({ failure }) {
      if (failure !== undefined) run.onLog(`${DELIVERER} failed: ${failure}`);
    },
  });
  const standIns = await startStandInsOn(kept, { outbox, functions: () => [{ environment }], events });
  let host: FunctionHost;
  try {
    const [invoked, ...others] = functionsOf({ ...run, environment, into: folder });
    functions = [invoked, ...others];
    host = startFunctionHost({
      functions,
      environment: standIns.environment,
      onLog: ({ text }) => run.onLog(text),
      limits: { tries: 1 },
    });
    try {
      const invocation = await host.invoke(invoked.functionArn, JSON.stringify(run.event));
      // What it has delivered is shown, once.
      await events.idle();
      return invocation;
    } finally {
      events.close();
      await host.close();
    }
  } finally {
    await standIns.close();
    kept.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The handler's function, and the one that delivers its messages. */
function functionsOf(toBundle: HandlerToBundle): readonly [LocalFunction, ...LocalFunction[]] {
  const { source, handler, environment } = toBundle;
  const { codeFolder, deliverer } = bundleHandler(toBundle);
  const named = (functionName: string) => ({
    ...{ functionName, functionArn: ARN + functionName, environment },
    memorySize: 512,
  });
  const name = basename(source).replace(/\.\w+$/, '');
  const invoked = { ...named(name), logicalId: 'Handler', codeFolder, handler: `index.${handler}`, timeout: 5 };
  if (deliverer === undefined) return [invoked];
  const delivering = { logicalId: 'Deliverer', codeFolder: deliverer, handler: 'index.handler', timeout: 30 };
  return [invoked, { ...named(DELIVERER), ...delivering }];
}
