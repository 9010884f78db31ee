import { expect, it, vi } from 'vitest';
import type { Flow } from '../../lib/flow/index.ts';
import { startLocalSignIn } from '../client/support/local-sign-in.ts';
import { openExampleProject } from './example-project.ts';
import { examplesOf } from './markdown.ts';

const { write, load } = openExampleProject();

it("signs in by the README's flow and the README's client, at the second try", async () => {
  const [flow, client] = examplesOf('README.md');
  expect([flow?.file, client?.file]).toEqual(['lambdas/sign-in.ts', 'web/sign-in.ts']);
  write('lambdas/sign-in.ts', flow?.code ?? '');
  const { signIn } = await load('lambdas/sign-in.ts');
  const { config, outbox } = await startLocalSignIn(signIn as Flow);

  const code = client?.code.replace(/\{ userPoolId: .* \}/, JSON.stringify(config)) ?? '';
  expect(code).toContain(config.endpoint);
  write('web/sign-in.ts', code);
  const questions: string[] = [];
  vi.stubGlobal('prompt', (question: string) => {
    questions.push(question);
    return questions.length === 1 ? 'no code' : outbox.lastCode('alice@example.com');
  });
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  await load('web/sign-in.ts');

  expect(questions).toEqual(['The code sent to a***@e***, 3 tries left', 'The code sent to a***@e***, 2 tries left']);
  expect(printed).toHaveBeenCalledWith(expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/));
  vi.unstubAllGlobals();
  printed.mockRestore();
});
