// @module-tag slow

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { configOf } from '../client/support/password-pool.ts';
import { startTestPool } from '../local/support/start-pool.ts';
import { PASSWORD, setPassword } from '../local/support/users.ts';
import { launchBrowser } from './browser.ts';
import { servePage } from './page-server.ts';

const username = 'alice@example.com';
let browser: Browser;
let server: Awaited<ReturnType<typeof servePage>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), servePage('built-in')]);
});
afterAll(async () => {
  server.close();
  await browser.close();
});

/** Opens the page, by the name that passkeys need, against a pool where Alice has a password. */
async function openPage() {
  const pool = await startTestPool({
    pool: { firstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
    client: { explicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH'] },
    // A password's claim says when it was made, by the clock of the page.
    now: Date.now,
  });
  await setPassword(pool, username);
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(new URL(request.url()).pathname));
  await page.goto(server.url.replace('127.0.0.1', 'localhost'));
  const { now: _, ...config } = configOf(pool);
  const given = `${JSON.stringify(config)}, ${JSON.stringify({ username, password: PASSWORD })}`;
  return { context, page, scripts, run: (name: string) => page.evaluate(`${name}(${given})`) };
}

test('proves a password by the arithmetic of the browser, loaded when it is needed', async () => {
  const { run, scripts } = await openPage();
  expect(scripts.filter((path) => /srp|built-in/.test(path))).toEqual([]);

  expect(await run('signInByPassword')).toBe(username);

  expect(scripts.filter((path) => /^\/(srp|built-in)-/.test(path))).toHaveLength(2);
});

test('registers a passkey, and signs in by it', async () => {
  const { context, page, run } = await openPage();
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });

  expect(await run('signInByPasskey')).toEqual(['signedIn', 'WEB_AUTHN', 'signedIn']);
});
