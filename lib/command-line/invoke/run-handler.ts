import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Outbox, type OutboxMessage } from '../../cognito/index.ts';
import { bundle, bundleText } from '../../constructs/bundle.ts';
import { DeploymentError } from '../../constructs/errors.ts';
import { findHandlerOfFlow } from '../../constructs/handler-source.ts';
import { type HostInvocation, startFunctionHost } from '../../local/index.ts';
import { openKeptStore } from '../../local/kept-store.ts';
import { startStandInsOn } from '../../local/stand-ins/stand-ins-on-store.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { UsageError } from '../errors.ts';
import { findFit } from './find-fit.ts';

/** What to run, and who wants to know of it. */
export interface HandlerRun {
  /** The module that exports the handler, or the flow that it is made of: its absolute path. */
  readonly path: string;
  /** The same, as it was named. */
  readonly source: string;
  /** The name that the handler is exported by. */
  readonly handler: string;
  /** The function's environment variables. */
  readonly environment: TextMap;
  readonly event: object;
  readonly onLog: (line: string) => void;
  readonly onMessage: (message: OutboxMessage) => void;
}

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:handler';

/** What every invocation shares, so that the same event gets the same decoy. */
const LEDGER_SECRET = new Uint8Array(32).fill(1);

/** What the construct would set. */
const EXAMPLE_ENVIRONMENT = {
  COUNTERSIGN_EMAIL_FROM: 'no-reply@example.com',
  COUNTERSIGN_SIGN_IN_BY: 'email',
  COUNTERSIGN_LEDGER: 'ledger',
  COUNTERSIGN_LEDGER_KEY: 'arn:aws:kms:us-east-1:123456789012:key/ledger',
  // Where `--env COUNTERSIGN_LEDGER=none` takes the ledger away.
  COUNTERSIGN_DECOY_SECRET: 'what every invocation shares',
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
  kept.store.macKeys.keep(environment.COUNTERSIGN_LEDGER_KEY, LEDGER_SECRET);
  const standIns = await startStandInsOn(kept, { outbox, functions: () => [{ environment }] });
  try {
    const definition = {
      logicalId: 'Handler',
      functionName: basename(run.source).replace(/\.\w+$/, ''),
      functionArn: FUNCTION_ARN,
      codeFolder: bundleInto(folder, { ...run, environment }),
      handler: `index.${run.handler}`,
      environment,
      memorySize: 512,
      timeout: 5,
    };
    const host = startFunctionHost({
      functions: [definition],
      environment: standIns.environment,
      onLog: ({ text }) => run.onLog(text),
      limits: { tries: 1 },
    });
    try {
      return await host.invoke(FUNCTION_ARN, JSON.stringify(run.event));
    } finally {
      await host.close();
    }
  } finally {
    await standIns.close();
    kept.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bundles the file; or, where that exports a flow and no handler, what the construct takes for the event's trigger. */
function bundleInto(into: string, { path, event, ...run }: HandlerRun): string {
  try {
    const { folder, entry } = bundle(path, into);
    const fit = findFit({ entry, ...run, triggerSource: Reflect.get(event, 'triggerSource') });
    if (fit.kind === 'its own') return folder;
    const found = findHandlerOfFlow(path, fit.trigger);
    return bundleText(found.moduleExporting(run.handler), found.path, into).folder;
  } catch (cause) {
    throw cause instanceof DeploymentError ? new UsageError(cause.message, { cause }) : cause;
  }
}
