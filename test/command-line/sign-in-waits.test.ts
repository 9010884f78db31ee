import { expect, test } from 'vitest';
import { startSignIn } from '../../lib/client/index.ts';
import { main } from '../../lib/command-line/main.ts';
import { readLocalConfig } from '../../lib/command-line/sign-in/local-config.ts';
import { pickClient } from '../../lib/command-line/sign-in/pick-client.ts';
import { openTerminal, project, run } from './run-command.ts';

const flow = `
import { defineChallenge, defineFlow } from 'countersign/flow';
const word = defineChallenge({
  factor: 'possession', attempts: 4,
  limits: { guesses: { free: 2, wait: 600 } },
  create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }),
  verify: ({ answer }) => answer === 'sesame' && { right: true, once: 'sesame' },
});
export const signIn = defineFlow({ word }, function* ({ pass }) { yield* pass('word'); });`;

test('where waits are held, both terminals say so: how long, why nobody looked at an answer, and what to do', {
  tags: 'slow',
  timeout: 60_000,
}, async () => {
  const folder = project({ 'lambdas/sign-in.ts': flow });
  const { terminal, shows, written, interrupt } = openTerminal({ folder });
  const ended = main(['local', 'lambdas', '--budgets', '--memory', '--no-watch', '--port', '0'], terminal);
  const [endpoint = ''] = await shows(/http:\/\/localhost:\d+/);
  await shows(/Ctrl-C stops\./);
  const signIn = (input: string) => run(['sign-in', 'alice@example.com', '--endpoint', endpoint], { input });

  expect(await signIn('sesame\n')).toMatchObject({ exitCode: 0 });
  expect((await signIn('sesame\n')).errors).toContain('That was wrong. 3 tries left.');
  await shows(/alice@example\.com: wrong answer \(used\), asked word\. It was right, and had passed before/);

  const { errors } = await signIn('wrong\nwrong\nmore\n');
  expect(
    errors
      .replace(/\b(600|59\d) seconds/g, '600 seconds')
      .split('\n')
      .slice(2),
  ).toEqual([
    'word',
    'Answer: ',
    'That was wrong. 3 tries left.',
    'Answer: ',
    'That was wrong, or too early to be looked at. 2 tries left.',
    'Too many answers were wrong. Wait 600 seconds before you answer again.',
    'Answer: ',
    'Not sent: for 600 seconds more no answer is looked at, and each costs a try.',
    'Answer: ',
    'countersign: the input ended before the sign-in did',
    '',
  ]);
  expect(written.output).not.toContain('locked');

  const { userPoolId, clientId } = pickClient(await readLocalConfig(endpoint), undefined);
  const step = await startSignIn({ userPoolId, clientId, endpoint }, { username: 'alice@example.com' });
  expect(step.tokens).toBeUndefined();
  if (!step.tokens) await step.answer('early');
  await shows(/answer not looked at \(locked\), asked word\. .*countersign unlock alice@example\.com/);
  interrupt();
  expect(await ended).toBe(0);
  expect(written.output).not.toContain('sesame');
});
