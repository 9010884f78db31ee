import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/**
 * Launches a headless Chromium: the one that npm brings, else the system's.
 *
 * @throws Error that says what to do where there is none
 */
export async function launchBrowser(): Promise<Browser> {
  const failures: unknown[] = [];
  for (const find of [() => sparticuz.executablePath(), async () => '/usr/bin/chromium']) {
    try {
      const executablePath = await find();
      if (!existsSync(executablePath)) throw new Error(`there is no ${executablePath}`);
      return await chromium.launch({ executablePath, args: ['--no-sandbox'], headless: true });
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, 'no Chromium starts here: run npm ci, or install the package chromium');
}
