import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { isFirst, tell, told } from '../support/once-a-run.ts';

/**
 * Launches a headless Chromium: the one that npm brings, else the system's.
 *
 * @throws Error that says what to do where there is none
 */
export async function launchBrowser(): Promise<Browser> {
  const failures: unknown[] = [];
  for (const find of [unpackOnce, async () => '/usr/bin/chromium']) {
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

/** Where npm's Chromium is unpacked. By one worker of a run: a file that another one still writes can't be run. */
async function unpackOnce(): Promise<string> {
  if (!isFirst('chromium')) return told('chromium');
  let path = '';
  try {
    path = await sparticuz.executablePath();
  } finally {
    tell('chromium', path);
  }
  return path;
}
