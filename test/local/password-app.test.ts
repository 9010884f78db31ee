import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { sdkFor } from './support/pool-parts.ts';
import { answer } from './support/sign-in.ts';
import { beginSrp, claimOf, passPassword, respond } from './support/srp.ts';
import { createUser, PASSWORD, setPassword, TEMPORARY } from './support/users.ts';

const root = join(import.meta.dirname, '../..');
const APP = 'test/local/support/password-app/app.ts';

/** Runs the app as a person would; gives what its clients need. */
async function runApp() {
  const child = spawn(
    process.execPath,
    [join(root, 'bin/countersign.ts'), 'local', '--app', `node ${APP}`, '--memory', '--port', '0', '--no-watch'],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGINT');
    await ended;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const endpoint = /http:\/\/localhost:\d+/.exec(line)?.[0];
    if (endpoint === undefined) continue;
    child.stdout.resume();
    const get = async (path: string) => JSON.parse(await (await fetch(`${endpoint}/_local/${path}`)).text());
    const { userPoolId, clients } = await get('config');
    const sdk = sdkFor(endpoint);
    onTestFinished(() => sdk.destroy());
    const messages = async (): Promise<{ code: string }[]> => get('messages');
    return { sdk, ClientId: clients[0].clientId, UserPoolId: userPoolId, clock: { now: Date.now }, messages };
  }
  throw new Error('the local pool ended before it was ready');
}

test('an app whose flow asks the password: countersign local --app, triggers in their processes', async () => {
  const pool = await runApp();
  const alice = 'alice@example.com';
  await setPassword(pool, alice);

  // Both factors, in order.
  const begun = await beginSrp(pool, alice, 'CUSTOM_AUTH');
  expect(begun.challenged.ChallengeName).toBe('PASSWORD_VERIFIER');
  const claim = await claimOf(pool, begun, PASSWORD, Date.now());
  const challenged = await respond(pool, begun.challenged, claim);
  expect(challenged).toMatchObject({
    ChallengeName: 'CUSTOM_CHALLENGE',
    ChallengeParameters: { challenge: 'emailOtp' },
  });
  const [message] = await pool.messages();
  const { AuthenticationResult } = await answer(pool, challenged, message?.code ?? '');
  expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);

  // Neither alone.
  const incorrect = 'Incorrect username or password.';
  await expect(passPassword(pool, alice, 'Wrong-Horse-9', 'CUSTOM_AUTH')).rejects.toThrow(incorrect);
  await createUser(pool, 'bob@example.com');
  await expect(passPassword(pool, 'bob@example.com', TEMPORARY, 'CUSTOM_AUTH')).rejects.toThrow(incorrect);
  await expect(beginSrp(pool, alice, 'USER_SRP_AUTH')).rejects.toThrow('flow not enabled for this client');
  expect(await pool.messages()).toHaveLength(1);
}, 60_000);
