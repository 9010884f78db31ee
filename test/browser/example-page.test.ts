import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { start } from '../command-line/run-command.ts';
import { launchBrowser } from './browser.ts';

/** Starts the pool and the page as `npm start` does, on any free ports. */
async function startExample() {
  const child = start(['local', '--page', 'web', '--port', '0', '--page-port', '0', '--memory', '--no-watch']);
  const announcement = await new Promise<string>((resolve) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
      if (output.includes('Ctrl-C stops.')) resolve(output);
    });
  });
  const [url = '', pool = ''] = announcement.match(/http:\/\/localhost:\d+/g) ?? [];
  return { url, pool };
}

/** A machine that does other things too is slow to draw a page. */
const PATIENT = { timeout: 30_000 };
const USERNAME = 'input[autocomplete~="username"]';
const CODE = 'input[autocomplete="one-time-code"]';

const hears = (page: Page, text: string): Promise<void> => page.getByText(text).waitFor(PATIENT);

test('the first command ends in a browser where a person signs in, stays signed in, and signs out', async () => {
  const [{ url, pool }, browser] = await Promise.all([startExample(), launchBrowser()]);
  onTestFinished(() => browser.close());
  const context = await browser.newContext();
  const said: string[] = [];
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(url);
    return page;
  };
  const [page, other] = [await open(), await open()];

  await page.fill(USERNAME, 'alice@example.com', PATIENT);
  await page.press(USERNAME, 'Enter');
  await page.waitForSelector(CODE, PATIENT);
  const [message] = (await (await fetch(`${pool}/_local/messages`)).json()) as { readonly code: string }[];
  await page.fill(CODE, message?.code ?? '');
  await page.press(CODE, 'Enter');
  for (const tab of [page, other]) await hears(tab, 'You are signed in as alice@example.com.');

  await page.reload();
  await hears(page, 'You are signed in as alice@example.com.');

  await page.getByRole('button', { name: 'Sign out' }).click();
  for (const tab of [page, other]) await tab.waitForSelector(USERNAME, PATIENT);
  expect(await page.evaluate('document.activeElement.autocomplete')).toContain('username');
  await page.reload();
  await page.waitForSelector(USERNAME, PATIENT);

  // Not even of the Content-Security-Policy.
  expect(said).toEqual([]);
}, 60_000);
