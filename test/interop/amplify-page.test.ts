import { Amplify } from 'aws-amplify';
import { signOut } from 'aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import { ConsoleLogger } from 'aws-amplify/utils';
import { expect, it } from 'vitest';
import { claimsOf } from '../../lib/client/index.ts';
import type { Flow } from '../../lib/flow/index.ts';
import { startLocalSignIn } from '../client/support/local-sign-in.ts';
import { openExampleProject } from '../docs/example-project.ts';
import { examplesOf } from '../docs/markdown.ts';

const { write, load } = openExampleProject();

// It warns of every endpoint that isn't Cognito's.
ConsoleLogger.LOG_LEVEL = 'ERROR';

it("signs in by docs/wire.md's flow and its page with Amplify, after a wrong code", async () => {
  const [flow, page] = examplesOf('docs/wire.md');
  expect([flow?.file, page?.file]).toEqual(['lambdas/sign-in.ts', 'web/amplify.ts']);
  write('lambdas/sign-in.ts', flow?.code ?? '');
  const { config, outbox } = await startLocalSignIn((await load('lambdas/sign-in.ts')).signIn as Flow);

  const Cognito = {
    userPoolId: config.userPoolId,
    userPoolClientId: config.clientId,
    userPoolEndpoint: config.endpoint,
  };
  const code = page?.code.replace(/(?<=Amplify\.configure\().*(?=\);)/, JSON.stringify({ Auth: { Cognito } })) ?? '';
  expect(code).toContain(config.endpoint);
  write('web/amplify.ts', code);
  const { signInByCode } = (await load('web/amplify.ts')) as {
    signInByCode(username: string, ask: (question: string) => Promise<string>): Promise<string | undefined>;
  };
  expect(Amplify.getConfig().Auth?.Cognito).toMatchObject({ userPoolEndpoint: config.endpoint });

  const questions: string[] = [];
  const accessToken = await signInByCode('alice@example.com', async (question) => {
    questions.push(question);
    return questions.length === 1 ? 'no code' : outbox.lastCode();
  });

  expect(questions).toEqual(['The code sent to a***@e***', 'That was wrong, 2 left. The code sent to a***@e***']);
  expect(claimsOf(accessToken ?? '')).toMatchObject({ token_use: 'access', client_id: config.clientId });
  await signOut();
  expect(await cognitoUserPoolsTokenProvider.getTokens()).toBeNull();
});
