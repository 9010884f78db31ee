import type { Page } from 'playwright-core';
import { configOf } from '../../../client/support/password-pool.ts';
import { ALICE } from '../../../local/support/mfa.ts';
import type { TestPool } from '../../../local/support/start-pool.ts';
import type { PoolPage } from '../../front-end/pool-page.ts';
import type { pagesFor } from './open-stage.ts';

/** Shows the sign-in of a pool in pages: what opens one, and `show` what shows it again after a reload. */
export const poolSignInsIn =
  (openPage: ReturnType<typeof pagesFor>) =>
  async (given: PoolPage, { stopsClock = false } = {}) => {
    const { page, said } = await openPage();
    if (stopsClock) {
      await page.clock.install();
      await page.reload();
    }
    const showIn = (tab: Page): Promise<void> =>
      tab.evaluate((json) => globalThis.signInAt(JSON.parse(json)), JSON.stringify(given));
    await showIn(page);
    return {
      page,
      said,
      /** Reloads the page, and shows the sign-in again. */
      async reload(): Promise<void> {
        await page.reload();
        await showIn(page);
      },
      /** Opens the same page in another tab of the same browser. */
      async openTab(): Promise<Page> {
        const tab = await page.context().newPage();
        await tab.goto(page.url());
        await showIn(tab);
        return tab;
      },
    };
  };

/** What a page needs to know of a pool that runs by the page's own clock. */
export function pageConfig(pool: TestPool, authFlow?: PoolPage['config']['authFlow']): PoolPage['config'] {
  const { now: _, ...config } = configOf(pool);
  return { ...config, ...(authFlow && { authFlow }) } as PoolPage['config'];
}

/** Fills in the field that has the focus, by the keyboard alone, and sends it. */
export async function type(page: Page, text: string): Promise<void> {
  await page.locator('.cs > :not(:has([aria-busy]))').waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** Goes to a button by the Tab key alone, and presses it. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).waitFor();
  for (let left = 10; left > 0; left--) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.textContent)) !== name) continue;
    await page.keyboard.press('Enter');
    return;
  }
  throw new Error(`the Tab key does not lead to ${name}`);
}

/** Begins with a name, and a password where one is asked. */
export async function begin(page: Page, username = ALICE, password?: string): Promise<void> {
  await page.getByLabel('User name').fill(username);
  if (password) await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

/** Sends the code in its field. */
export async function sendCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.keyboard.press('Enter');
}

export const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { name, exact: true }).waitFor();

export const signedIn = (page: Page): Promise<void> => page.getByText('You are signed in.').waitFor();

/** Waits for a problem, and gives it. */
export async function toldIn(page: Page): Promise<string | null> {
  await page.getByRole('alert').waitFor();
  return page.getByRole('alert').textContent();
}
