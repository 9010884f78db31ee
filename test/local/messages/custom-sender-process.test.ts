import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { eventInvocations } from '../../../lib/local/event-invocations.ts';
import { type FunctionLog, startFunctionHost } from '../../../lib/local/host/index.ts';
import { openKeptStore } from '../../../lib/local/kept-store.ts';
import type { LocalApp } from '../../../lib/local/model.ts';
import { startPoolOn } from '../../../lib/local/pool-on-store.ts';
import { startStandInsOn } from '../../../lib/local/stand-ins/stand-ins-on-store.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { exampleClient, examplePool } from '../support/example-app.ts';
import { sdkFor } from '../support/pool-parts.ts';
import { PASSWORD } from '../support/users.ts';

const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/5d0a1f3e-0000-4000-8000-000000000001';
const SENDER = 'arn:aws:lambda:eu-central-1:123456789012:function:email-sender';

/** The fixture's handler, bundled as a deployment would be. @returns its folder */
async function bundled(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-sender-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    entryPoints: [fileURLToPath(new URL('./fixtures/email-sender.ts', import.meta.url))],
    outfile: join(folder, 'index.js'),
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node24', logLevel: 'error' },
  });
  return folder;
}

test("a handler as AWS documents it gets the code, in a process of its own, from AWS's encryption client", async () => {
  const pool = examplePool({
    lambdaConfig: { ...examplePool().lambdaConfig, CustomEmailSender: SENDER },
    kmsKeyId: KEY_ARN,
    clients: [exampleClient()],
  });
  const app: LocalApp = {
    ...{ region: 'eu-central-1', accountId: '123456789012', pools: [pool] },
    functions: [
      {
        ...{ logicalId: 'EmailSender', functionName: 'email-sender', functionArn: SENDER },
        ...{ codeFolder: await bundled(), handler: 'index.handler', memorySize: 256, timeout: 10 },
        environment: { KEY_ARN, KEY_ALIAS: 'alias/codes' },
      },
    ],
    keys: [
      {
        ...{ keyId: KEY_ARN.split('/')[1] as string, keyArn: KEY_ARN, aliases: ['alias/codes'] },
        ...{ keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' },
      },
    ],
  };
  const outbox = new Outbox();
  const kept = openKeptStore('memory', () => {});
  const logs: FunctionLog[] = [];
  const failures: string[] = [];
  const events = eventInvocations({
    ...{ functions: () => app.functions, host: () => host },
    onTry: ({ failure }) => failures.push(...(failure === undefined ? [] : [failure])),
  });
  const standIns = await startStandInsOn(kept, { outbox, functions: () => app.functions, resources: () => app });
  const host = startFunctionHost({
    ...{ functions: app.functions, environment: standIns.environment },
    onLog: (log) => logs.push(log),
  });
  const local = await startPoolOn(kept, { app, host, outbox, events, port: 0 });
  const sdk = sdkFor(local.endpoint);
  onTestFinished(async () => {
    sdk.destroy();
    events.close();
    await local.close();
    await host.close();
    await standIns.close();
    kept.close();
  });

  const { clientId: ClientId } = exampleClient();
  await sdk.send(new SignUpCommand({ ClientId, Username: 'bob@example.com', Password: PASSWORD }));
  await local.delivered();
  expect(failures).toEqual([]);
  expect(logs.map(({ text }) => JSON.parse(text))).toEqual([
    {
      ...{ triggerSource: 'CustomEmailSender_SignUp', to: 'bob@example.com', code: outbox.lastCode() },
      decryptMs: expect.any(Number),
    },
  ]);
});
