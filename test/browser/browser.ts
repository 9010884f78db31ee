import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

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
  const [unpacking, ready] = ['chromium-unpacking', 'chromium-ready'].map((name) => join(tmpdir(), name)) as [
    string,
    string,
  ];
  try {
    mkdirSync(unpacking);
  } catch {
    for (let left = 600; left > 0 && !existsSync(ready); left--) await wait(100);
    return readFileSync(ready, 'utf8');
  }
  let path = '';
  try {
    path = await sparticuz.executablePath();
  } finally {
    // In one step: who waits reads it as soon as it is there.
    writeFileSync(`${ready}-new`, path);
    renameSync(`${ready}-new`, ready);
  }
  return path;
}
