// @module-tag slow
import { expect, it } from 'vitest';
import { packPackage, temporaryFolder } from './packed.ts';
import { typed } from './typed.ts';

/** What the documentation promises. */
const PROMISED_SECONDS = 120;

it('leads from an empty folder to tokens by three commands', { timeout: 150_000 }, async ({ annotate }) => {
  const tarball = packPackage();
  const folder = temporaryFolder();
  const begunAt = performance.now();

  const init = typed(folder, ['npx', '--yes', '--package', tarball, 'countersign', 'init', '--package', tarball], 0);
  expect(await init.ended, init.shown.errors).toBe(0);
  expect(init.shown.output).toContain('wrote lambdas/sign-in.ts ');
  const [, local = '', signIn = ''] = /^Next:\n {2}(npx .+?) {2,}.*\n {2}(npx .+?) {2,}/m.exec(init.shown.output) ?? [];
  expect([local, signIn]).toEqual(['npx countersign local lambdas', 'npx countersign sign-in alice@example.com']);

  const pool = typed(folder, local.split(' '), 0);
  const port = await pool.shows(/ Endpoint +http:\/\/localhost:(\d+)/);

  const visit = typed(folder, signIn.split(' '), port);
  const code = await pool.shows(/e-mail to alice@example\.com: code (\d{8})\n/);
  await visit.shows(
    /emailOtp: a code of 8 digits went to a\*\*\*@e\*\*\*\nOr type :resend to have it sent again\.\nCode: /,
  );
  visit.answer('a wrong one');
  await visit.shows(/That was wrong\. 2 tries left\.\nOr type :resend to have it sent again\.\nCode: /);
  visit.answer('');
  await visit.shows(/Nothing was entered\.\nCode: /);
  visit.answer(code);

  expect(await visit.ended, visit.shown.errors).toBe(0);
  const seconds = (performance.now() - begunAt) / 1000;
  expect(JSON.parse(visit.shown.output)).toMatchObject({
    idToken: { email: 'alice@example.com', token_use: 'id' },
    accessToken: { token_use: 'access' },
  });
  await pool.shows(/alice@example\.com: right answer, signed in\n/);
  await annotate(`${seconds.toFixed(1)} s from an empty folder to tokens`);
  expect(seconds).toBeLessThan(PROMISED_SECONDS);
});
