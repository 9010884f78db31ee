// @module-tag slow
import { expect, it } from 'vitest';
import { runApp } from '../support/run-app.ts';
import { answer, begin } from '../support/sign-in.ts';

it('countersign local runs all of them as one app: a pool for each, and a note of what can’t run', async () => {
  const { sdk, config, noted, messages } = await runApp('test/local/support/guests/app.ts');
  expect(config.pools).toHaveLength(7);
  await expect.poll(() => noted.join('\n')).toMatch(/PostConfirmation.* of the stack PythonBeside .*python3\.13/);

  /** Begins in the pool of a stack. */
  const beginIn = async (stack: string) => {
    const client = config.pools
      .flatMap(({ clients }) => clients)
      .find((each) => each.constructPath?.startsWith(`${stack}/`));
    const pool = { sdk, ClientId: client?.clientId ?? '' };
    return { pool, challenged: await begin(pool, 'alice@example.com') };
  };
  const { pool, challenged } = await beginIn('EmailCode');
  const [message] = await messages('alice@example.com');
  expect((await answer(pool, challenged, message?.code ?? '')).AuthenticationResult?.AccessToken).toMatch(/^ey/);

  const beside = await beginIn('PythonBeside');
  expect((await answer(beside.pool, beside.challenged, '42')).AuthenticationResult?.AccessToken).toMatch(/^ey/);
}, 60_000);
