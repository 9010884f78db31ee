import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { onTestFinished } from 'vitest';
import type { LocalConfig } from '../../../lib/local/server/pool-config.ts';
import { sdkFor } from './pool-parts.ts';

const root = join(import.meta.dirname, '../../..');

/** What the command runs. */
export interface RunApp {
  readonly sdk: CognitoIdentityProviderClient;
  readonly config: LocalConfig;
  /** What it says beside. */
  readonly noted: readonly string[];
  /** What was sent, newest first. */
  messages(to?: string): Promise<readonly { readonly code: string }[]>;
}

/** Runs a CDK app of this repository as a person would, by `countersign local`, until the test has finished. */
export async function runApp(app: string): Promise<RunApp> {
  const child = spawn(
    process.execPath,
    [join(root, 'bin/countersign.ts'), 'local', '--app', `node ${app}`, '--memory', '--port', '0', '--no-watch'],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGINT');
    await ended;
  });
  const noted: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => noted.push(line));
  for await (const line of createInterface({ input: child.stdout })) {
    const endpoint = /http:\/\/localhost:\d+/.exec(line)?.[0];
    if (endpoint === undefined) continue;
    child.stdout.resume();
    const get = async (path: string) => JSON.parse(await (await fetch(`${endpoint}/_local/${path}`)).text());
    const sdk = sdkFor(endpoint);
    onTestFinished(() => sdk.destroy());
    const messages = (to?: string) => get(to === undefined ? 'messages' : `messages?to=${encodeURIComponent(to)}`);
    return { sdk, config: await get('config'), noted, messages };
  }
  throw new Error(`the local pool ended before it was ready: ${noted.join('\n')}`);
}
