// @module-tag slow
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import { defineFlow } from '../../lib/flow/index.ts';
import { servePage } from '../../lib/local/page/serve-page.ts';
import { launchBrowser } from '../browser/browser.ts';
import { startLocalSignIn } from '../client/support/local-sign-in.ts';
import { installProject, packPackage, run } from './packed.ts';
import { bundleCommand, example, htmlRecipe, RECIPE_PACKAGES, recipeFiles } from './recipe-files.ts';
import { typed } from './typed.ts';

const flow = defineFlow({ emailOtp: emailOtp({ digits: 6 }) }, function* ({ pass }) {
  yield* pass('emailOtp');
});
const ALICE = 'alice@example.com';
const WELCOME = `You are signed in as ${ALICE}.`;

let project: string;
let browser: Browser;
beforeAll(async () => {
  project = installProject(packPackage(), RECIPE_PACKAGES, recipeFiles);
  browser = await launchBrowser();
}, 300_000);
// Here and not at the process's end: it is large.
afterAll(async () => {
  await browser?.close();
  await rm(project, { recursive: true, force: true });
});

type SignedIn = Awaited<ReturnType<typeof startLocalSignIn>>;

/** Puts the local pool into a file, in the place of the pool that the recipe names. */
function nameThePool(file: string, code: string, { config }: SignedIn): void {
  const named = code
    .replace(/\{ userPoolId: .* \}/, JSON.stringify(config))
    .replace(
      /user-pool-id="[^"]*" client-id="[^"]*"/,
      () => `user-pool-id="${config.userPoolId}" client-id="${config.clientId}" endpoint="${config.endpoint}"`,
    );
  expect(named).not.toContain('us-east-1_Example01');
  writeFileSync(join(project, file), named);
}

/** Serves what a recipe has built, under a strict Content-Security-Policy, and opens it. */
async function open(folder: string, { pool }: SignedIn) {
  const served = await servePage({
    folder: join(project, folder),
    port: 0,
    config: pool.config,
    onProblem: expect.fail,
  });
  onTestFinished(served.close);
  return openPage(served.url);
}

async function openPage(url: string) {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  await page.goto(url);
  return { page, context, said };
}

async function signIn(page: Page, { outbox }: SignedIn): Promise<void> {
  await page.getByLabel('E-mail address').fill(ALICE);
  await page.keyboard.press('Enter');
  const code = page.getByLabel('Code', { exact: true });
  await code.waitFor();
  await code.fill(outbox.lastCode(ALICE));
  await page.keyboard.press('Enter');
}

it.each(['React', 'Vue'])(
  'a page of Vite and %s signs in, stays signed in, and signs out',
  {
    timeout: 120_000,
  },
  async (name) => {
    const folder = name.toLowerCase();
    const local = await startLocalSignIn(flow);
    nameThePool(`${folder}/src/auth.ts`, example('src/auth.ts'), local);
    run(project, 'node', 'node_modules/vite/bin/vite.js', 'build', folder, '--logLevel', 'warn');
    const { page, said } = await open(`${folder}/dist`, local);

    await signIn(page, local);
    await page.getByText(WELCOME).waitFor();
    await page.reload();
    await page.getByText(WELCOME).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail address').waitFor();
    // Vue makes a policy for trusted types by itself, and goes on where it may not.
    expect(said.filter((line) => !line.includes("TrustedTypePolicy named 'vue'"))).toEqual([]);
  },
);

it('a page of plain HTML signs in, and goes on to another', { timeout: 120_000 }, async () => {
  const local = await startLocalSignIn(flow);
  nameThePool('public/index.html', htmlRecipe, local);
  const [, program, ...options] = bundleCommand.trim().split(' ');
  expect(program).toBe('esbuild');
  run(project, 'node', 'node_modules/esbuild/bin/esbuild', ...options, '--log-level=warning');
  writeFileSync(join(project, 'public/account.html'), '<!doctype html><title>Account</title>Your account');
  const { page, said } = await open('public', local);

  await signIn(page, local);
  await page.waitForURL('**/account.html');
  expect(said.filter((line) => !line.includes('favicon'))).toEqual([]);
});

it('an app of Next.js keeps the tokens in cookies that no script can read, for requests of its own pages alone', {
  timeout: 180_000,
}, async () => {
  const local = await startLocalSignIn(flow);
  const { userPoolId, clientId, endpoint } = local.config;
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const variables = {
    APP_ORIGIN: origin,
    NEXT_PUBLIC_COGNITO_ENDPOINT: endpoint,
    NEXT_PUBLIC_USER_POOL_ID: userPoolId,
    NEXT_PUBLIC_CLIENT_ID: clientId,
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const folder = join(project, 'next');
  writeFileSync(
    join(folder, '.env'),
    Object.entries(variables)
      .map((pair) => pair.join('='))
      .join('\n'),
  );
  const next = join(project, 'node_modules/next/dist/bin/next');
  run(folder, 'env', 'NEXT_TELEMETRY_DISABLED=1', 'node', next, 'build');
  const server = typed(folder, ['node', next, 'start'], port);
  await server.shows(/Ready/);
  const { page, context, said } = await openPage(origin);
  const session = () => context.cookies(origin);
  const kept = async (name: string) => (await session()).find((cookie) => cookie.name === name)?.value;

  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, local);
  await page.getByText(WELCOME).waitFor();
  expect((await session()).map(({ name }) => name).sort()).toEqual([
    'auth-LastAuthUser',
    'auth-accessToken',
    'auth-idToken',
    'auth-refreshToken',
  ]);
  for (const cookie of await session()) expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax' });
  const readable = await page.evaluate('[document.cookie, { ...localStorage }, { ...sessionStorage }]');
  expect(readable).toEqual(['', {}, {}]);

  // Requests of other sites' pages, with the cookies, and tokens that nobody signed.
  const cookie = (await session()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const ask = async (method: string, headers: Record<string, string>, body?: string) =>
    (await fetch(`${origin}/api/session`, { method, headers: { cookie, ...headers }, ...(body && { body }) })).status;
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect(await ask(method, { origin: 'http://evil.localhost' }), method).toBe(403);
    expect(await ask(method, {}), method).toBe(403);
  }
  const [header = '', payload = ''] = ((await kept('auth-idToken')) ?? '').split('.');
  const forged = { idToken: `${header}.${payload}.AAAA`, accessToken: await kept('auth-accessToken') };
  expect(await ask('POST', { origin }, JSON.stringify(forged))).toBe(401);
  expect(await ask('POST', { origin }, 'no JSON')).toBe(401);

  // A clock that is an hour ahead finds them expired.
  const before = await kept('auth-idToken');
  await context.addCookies([{ name: 'auth-clockDrift', value: '3600000', url: origin }]);
  expect(await page.evaluate(async () => (await fetch('/api/session', { method: 'PUT' })).status)).toBe(204);
  expect(await kept('auth-idToken')).not.toBe(before);
  await page.reload();
  await page.getByText(WELCOME).waitFor();

  const refreshToken = await kept('auth-refreshToken');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  expect(await session()).toEqual([]);
  const refreshed = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.GetTokensFromRefreshToken',
    },
    body: JSON.stringify({ ClientId: clientId, RefreshToken: refreshToken }),
  });
  expect([refreshed.status, await refreshed.json()]).toMatchObject([400, { __type: 'NotAuthorizedException' }]);
  expect(said.filter((line) => !line.includes('favicon'))).toEqual([]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
