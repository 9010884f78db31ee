import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startPage } from '../../lib/command-line/local/start-page.ts';
import { openTerminal, project } from './run-command.ts';

/** Serves the folder `web` of a project; gives where, and what the person was told. */
async function startWith(files: Readonly<Record<string, string>>) {
  const folder = project({ 'web/index.html': '<title>Sign in</title>', ...files });
  const { terminal, written } = openTerminal({ folder });
  const config = () => ({ endpoint: 'http://localhost:9339', region: 'us-east-1', functions: [], pools: [] });
  const page = await startPage(terminal, { folder: join(folder, 'web'), port: 0, config });
  onTestFinished(page.close);
  return { url: page.url, written };
}

test('a page with a config.json of its own: the person is told that this one counts', async () => {
  const { written } = await startWith({ 'web/config.json': '{}' });

  expect(written).toEqual({
    errors: 'Note: web/config.json counts: the page signs in where that says, and without it at this pool.\n\n',
    output: '',
  });
});

test('a script that does not compile: the person is told, each time the page is loaded', async () => {
  const { url, written } = await startWith({ 'web/sign-in.ts': 'const = 1;' });
  expect(written.errors).toBe('');

  for (let load = 1; load <= 2; load++) {
    await fetch(`${url}/sign-in.ts`);
    expect(written.errors.match(/^countersign: \S*sign-in\.ts doesn't compile:$/gm)).toHaveLength(load);
  }
});
