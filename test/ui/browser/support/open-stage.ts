import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { launchBrowser } from '../../../browser/browser.ts';
import type { Call } from '../../front-end/scripted-auth.ts';
import type { Stage } from '../../front-end/stage.ts';
import type { Scene } from './scenes.ts';
import { type Served, serveStage } from './stage-server.ts';

/** A page in which a script answers a sign-in. */
export interface OpenStage {
  readonly page: Page;
  /** Shows a sign-in, and fails where the page says anything on its console. */
  show(stage: Stage): Promise<void>;
  /** Shows a sign-in, and goes on to its first step. */
  step(stage: Stage): Promise<void>;
  /** Shows a state of the sign-in. */
  scene(scene: Scene): Promise<void>;
  /** What the client was called with, the start left out. */
  calls(): Promise<readonly Call[]>;
  /** What the page has said on its console. It is expected then. */
  said(): readonly string[];
}

/** What a page of a test is. */
interface PageOptions extends BrowserContextOptions {
  /** Which of the styles that are served. @default - none */
  readonly style?: string;
  /** What is served, where it isn't what the file's other tests are served. */
  readonly served?: Served;
}

/** Serves a page and starts a browser for the tests of a file, each of which opens pages of its own. */
export function pagesFor(usual: Served) {
  let browser: Browser;
  const servers = new Map<Served, ReturnType<typeof serveStage>>();
  const serve = (served: Served): ReturnType<typeof serveStage> => {
    const server = servers.get(served) ?? serveStage(served);
    servers.set(served, server);
    return server;
  };
  beforeAll(async () => {
    [browser] = await Promise.all([launchBrowser(), serve(usual)]);
  });
  afterAll(async () => {
    for (const server of servers.values()) (await server).close();
    await browser?.close();
  });
  return async ({ style, served = usual, ...options }: PageOptions = {}) => {
    const server = await serve(served);
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const lines: string[] = [];
    let isExpected = false;
    // Cognito's refusals are of the status 400, which Chromium tells by itself.
    context.on('console', (message) => /status of 400/.test(message.text()) || lines.push(message.text()));
    context.on('weberror', (error) => lines.push(String(error.error())));
    onTestFinished(async () => {
      await context.close();
      if (!isExpected) expect(lines).toEqual([]);
    });
    await page.goto(`${server.url}${style ? `?style=${style}` : ''}`);
    return {
      page,
      /** What the page has said on its console. It is expected then. */
      said(): readonly string[] {
        isExpected = true;
        return lines;
      },
    };
  };
}

/** Pages in which a script answers a sign-in. */
export function stagesFor(served: Served = { script: 'stage.ts' }) {
  const openPage = pagesFor(served);
  return async (options?: PageOptions): Promise<OpenStage> => {
    const { page, said } = await openPage(options);
    const show = (stage: Stage): Promise<void> =>
      page.evaluate((json) => globalThis.show(JSON.parse(json)), JSON.stringify(stage));
    const send = async (text: string): Promise<void> => {
      await page.locator('.cs-input').first().fill(text);
      await page.locator('.cs-submit').click();
      await page.locator('.cs > :not(:has([aria-busy]))').waitFor();
    };
    const step = async (stage: Stage): Promise<void> => {
      await show(stage);
      await send('alice@example.com');
    };
    return {
      page,
      show,
      step,
      async scene({ stage, answer, atStart }) {
        if (!atStart && !stage.resumed) {
          await step(stage);
          if (answer) await send(answer);
        } else {
          await show(stage);
          await page.locator('.cs-form').waitFor();
          if (atStart === 'sent empty') await page.locator('.cs-submit').click();
        }
        // What is drawn later: a picture.
        if (JSON.stringify(stage).includes('secretCode')) await page.locator('.cs-qr').waitFor();
      },
      async calls() {
        return (await page.evaluate(() => globalThis.calls)).filter(([operation]) => operation !== 'signIn');
      },
      said,
    };
  };
}

/** The problem that the form tells. */
export const problemIn = (page: Page): Promise<string | null> => page.locator('[role=alert]').textContent();

/** What has the focus: its text, or the name of its field. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const active = document.activeElement as HTMLInputElement | null;
    return active?.name || active?.textContent || active?.tagName || '';
  });
