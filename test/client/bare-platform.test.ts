import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import { startLocalSignIn } from './support/local-sign-in.ts';

const child = fileURLToPath(new URL('support/bare-child.ts', import.meta.url));
const username = 'alice@example.com';

const colour = defineChallenge({
  factor: 'knowledge',
  create: () => ({ parameters: { question: 'What is your favourite colour?' } }),
  decoy: () => ({ parameters: { question: 'What is your favourite colour?' } }),
  parseAnswer: (text): { colour: string } => JSON.parse(text),
  verify: ({ answer }) => answer.colour === 'blue',
});
const flow = defineFlow({ colour }, function* ({ pass }) {
  yield* pass('colour');
});

// This is Node without what React Native may lack. It isn't Hermes: that a syntax is missing there, it can't tell.
test('signs up with a password, signs in and refreshes where the platform has little', async () => {
  const { config } = await startLocalSignIn(flow);
  const bob = 'bob@example.com';
  const newcomer = { username: bob, password: 'A-long-password-1', attributes: { email: bob } };

  const work = JSON.stringify({ config, newcomer, username });
  const { stdout } = await promisify(execFile)(process.execPath, [child, work]);

  expect(JSON.parse(stdout)).toEqual({
    left: [],
    confirmed: false,
    asked: 'colour',
    reached: 'signedIn',
    email: username,
    isRefreshed: true,
    aborted: 'NetworkError',
    isSignedOut: true,
  });
});
