import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import { defineFlow } from '../../lib/flow/index.ts';
import { startLocalSignIn } from '../client/support/local-sign-in.ts';
import { launchBrowser } from './browser.ts';
import { servePage } from './page-server.ts';

const flow = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) {
  yield* pass('emailOtp');
});

const SLOW = { tags: 'slow' };
/** A machine that does other things too is slow to draw a page. */
const PATIENT = { timeout: 30_000 };

let browser: Browser;
let server: Awaited<ReturnType<typeof servePage>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), servePage()]);
});
afterAll(async () => {
  server.close();
  await browser.close();
});

/** Opens the page against a local pool of its own; what goes wrong in it fails the test. */
async function openPage() {
  const { config, outbox } = await startLocalSignIn(flow);
  const context = await browser.newContext();
  const url = `${server.url}/?${new URLSearchParams({ ...config })}`;
  const faults: string[] = [];
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(url);
    return page;
  };
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  return { config, context, open, outbox, page: await open() };
}

/** Waits until the page says this, and fails with what it says instead. */
async function hears(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.locator('#said').textContent(), PATIENT).toBe(text);
}

async function answer(page: Page, code: string): Promise<void> {
  await page.fill('#code', code);
  await page.click('#answer');
}

test('signs in from another origin, and survives a reload in the middle and at the end', async () => {
  const { outbox, page } = await openPage();
  await hears(page, 'nobody is signed in');

  await page.click('#sign-in');
  await hears(page, 'a code of 8 digits went to a***@e***');
  const code = outbox.lastCode();

  await page.reload();
  await hears(page, 'a code of 8 digits went to a***@e***');
  await answer(page, code === '00000000' ? '00000001' : '00000000');
  await hears(page, 'wrong, 2 left');

  await page.reload();
  await hears(page, 'wrong, 2 left');
  await answer(page, code);
  await hears(page, 'signed in as alice@example.com');

  await page.reload();
  await hears(page, 'signed in as alice@example.com');
  await page.click('#refresh');
  await hears(page, 'refreshed');

  await page.click('#sign-out');
  await hears(page, 'nobody is signed in');
  await page.reload();
  await hears(page, 'nobody is signed in');
  expect(outbox.list()).toHaveLength(1);
});

test("keeps tokens under Amplify's names for all tabs, and a pending sign-in in its own tab only", SLOW, async () => {
  const { config, context, open, outbox, page } = await openPage();
  const storageOf = (kind: 'localStorage' | 'sessionStorage') => page.evaluate(`Object.keys(${kind}).sort()`);

  await page.click('#sign-in');
  await hears(page, 'a code of 8 digits went to a***@e***');
  expect(await storageOf('sessionStorage')).toEqual([`countersign.${config.clientId}.pending`]);
  expect(await storageOf('localStorage')).toEqual([]);
  await hears(await open(), 'nobody is signed in');

  await answer(page, outbox.lastCode());
  await hears(page, 'signed in as alice@example.com');
  expect(await storageOf('sessionStorage')).toEqual([]);
  expect(await storageOf('localStorage')).toEqual(
    expect.arrayContaining([`CognitoIdentityServiceProvider.${config.clientId}.LastAuthUser`]),
  );
  await hears(await open(), 'signed in as alice@example.com');
  expect(await context.cookies()).toEqual([]);
});

test('a tab hears at once who signs in and out in another one', SLOW, async () => {
  const { open, outbox, page } = await openPage();
  const other = await open();
  await hears(other, 'nobody is signed in');

  await page.click('#sign-in');
  await hears(page, 'a code of 8 digits went to a***@e***');
  await answer(page, outbox.lastCode());
  await hears(page, 'signed in as alice@example.com');
  await hears(other, 'signed in as alice@example.com');

  await other.click('#refresh');
  await hears(other, 'refreshed');
  await hears(page, 'signed in as alice@example.com');
  await other.click('#sign-out');
  await hears(page, 'nobody is signed in');
  await hears(other, 'nobody is signed in');
});

test('tabs that need new tokens at once make one refresh', SLOW, async () => {
  const { config, context, open, outbox, page } = await openPage();
  await page.click('#sign-in');
  await hears(page, 'a code of 8 digits went to a***@e***');
  await answer(page, outbox.lastCode());
  await hears(page, 'signed in as alice@example.com');
  const tabs = [page, await open(), await open()];
  for (const tab of tabs) await hears(tab, 'signed in as alice@example.com');
  let refreshes = 0;
  const gate = Promise.withResolvers<void>();
  await context.route(`${config.endpoint}/`, async (route) => {
    if (route.request().headers()['x-amz-target']?.endsWith('.GetTokensFromRefreshToken')) {
      refreshes++;
      await gate.promise;
    }
    await route.continue();
  });

  await Promise.all(tabs.map((tab) => tab.click('#refresh')));
  await expect
    .poll(() => page.evaluate('navigator.locks.query().then(({ pending }) => pending.length)'), PATIENT)
    .toBe(2);
  gate.resolve();

  for (const tab of tabs) await hears(tab, 'refreshed');
  expect(refreshes).toBe(1);
});
