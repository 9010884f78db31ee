import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { runLocal } from '../../lib/local/index.ts';
import { sdkFor } from './support/pool-parts.ts';
import { answer, begin } from './support/sign-in.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const MINUTE = 60_000;

const FLOW = `
import { emailOtp } from '${root}/lib/challenges/index.ts';
import { defineFlow } from '${root}/lib/flow/index.ts';
export const signIn = defineFlow({ emailOtp: emailOtp({ expiresIn: 120 }) }, function* ({ pass }) { yield* pass('emailOtp'); });`;

it('a code that is too old by the pool’s clock is refused by Verify as expired, though nobody waited', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-clock-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(join(directory, 'lambdas'));
  writeFileSync(join(directory, 'lambdas', 'sign-in.ts'), FLOW);
  let ahead = 0;
  const local = await runLocal({
    ...{ directory, lambdas: 'lambdas', port: 0, watch: false, storage: 'memory', onLog: () => {} },
    now: () => Date.now() + ahead,
  });
  onTestFinished(local.close);
  const sdk = sdkFor(local.endpoint);
  onTestFinished(() => sdk.destroy());
  const pool = { sdk, ClientId: local.config().clients?.[0]?.clientId as string };

  const challenged = await begin(pool);
  await local.delivered();
  const code = local.outbox.lastCode() as string;
  ahead = 2.5 * MINUTE;
  const expired = await answer(pool, challenged, code);

  expect(expired.ChallengeParameters).toMatchObject({ retry: 'expired' });
  await local.delivered();
  const next = local.outbox.lastCode() as string;
  expect(next).not.toBe(code);
  const signedIn = await answer(pool, expired, next);
  const [, claims = ''] = signedIn.AuthenticationResult?.AccessToken?.split('.') ?? [];
  const { iat } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  expect(iat * 1000 - Date.now()).toBeGreaterThan(2 * MINUTE);
}, 60_000);
