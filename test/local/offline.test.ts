import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { type OutsideCall, runLocal } from '../../lib/local/index.ts';
import { sdkFor } from './support/pool-parts.ts';
import { begin } from './support/sign-in.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A challenge that calls two hosts when it begins, and shows what came of it. */
const FLOW = `
import { defineChallenge, defineFlow } from '${root}/lib/flow/index.ts';
const called = (url) => fetch(url).then(({ status }) => String(status), ({ cause }) => cause.message);
const word = defineChallenge({
  factor: 'possession',
  create: async () => ({
    parameters: { mail: await called('https://mail.example.com/send'), aws: await called('https://sns.amazonaws.com/') },
  }),
  decoy: () => ({ parameters: { mail: '', aws: '' } }),
  verify: ({ answer }) => answer === 'sesame',
});
export const signIn = defineFlow({ word }, function* ({ pass }) { yield* pass('word'); });`;

it('offline, a function of the app reaches this machine alone, and whom it called is told', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-offline-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(join(directory, 'lambdas'));
  writeFileSync(join(directory, 'lambdas', 'sign-in.ts'), FLOW);
  const outside: OutsideCall[] = [];
  const local = await runLocal({
    ...{ directory, lambdas: 'lambdas', port: 0, watch: false, storage: 'memory', onLog: () => {}, offline: true },
    onOutside: (call) => outside.push(call),
  });
  onTestFinished(local.close);
  const sdk = sdkFor(local.endpoint);
  onTestFinished(() => sdk.destroy());

  const { ChallengeParameters } = await begin({ sdk, ClientId: local.config().clients?.[0]?.clientId as string });

  expect(ChallengeParameters).toMatchObject({
    mail: expect.stringContaining("offline: mail.example.com isn't this machine"),
    aws: expect.stringContaining('no stand-in for sns.amazonaws.com'),
  });
  expect(outside).toMatchObject([
    { host: 'mail.example.com', refused: true },
    { host: 'sns.amazonaws.com', refused: true },
  ]);
}, 60_000);
