import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Amplify } from 'aws-amplify';
import { confirmSignIn, fetchAuthSession, signIn as signInByAmplify, signOut } from 'aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { signIn } from '../../lambdas/sign-in.ts';
import { createAuthClient } from '../../lib/client/index.ts';
import { bundleText } from '../../lib/constructs/bundle.ts';
import { findHandlerSource, type HandlerName } from '../../lib/constructs/handler-source.ts';
import { type RunningLocal, runLocal } from '../../lib/local/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const STORED = join(root, 'test/local/app/fixtures/amplify');

/** Which of our handlers a function of the stored templates was made with: its description, or Amplify's name, says it. */
const TRIGGERS: readonly (readonly [pattern: RegExp, trigger: HandlerName])[] = [
  [/^define-?auth-?challenge/i, 'DefineAuthChallenge'],
  [/^create-?auth-?challenge/i, 'CreateAuthChallenge'],
  [/^verify-?auth-?challenge-?response/i, 'VerifyAuthChallengeResponse'],
  [/^DeliverMessage/, 'DeliverMessage'],
];

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties: { readonly Description?: string; readonly Code?: { readonly S3Key: string } };
      }
    >
  >;
}

/** A copy of a stored assembly, with the example's handlers in the place of its functions' code. */
function assemblyOf(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-amplify-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  cpSync(join(STORED, name), folder, { recursive: true });
  for (const file of readdirSync(folder).filter((each) => each.endsWith('.template.json'))) {
    const { Resources } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template;
    for (const [logicalId, { Type, Properties }] of Object.entries(Resources)) {
      if (Type !== 'AWS::Lambda::Function') continue;
      const named = Properties.Description ?? logicalId;
      const trigger = TRIGGERS.find(([pattern]) => pattern.test(named))?.[1] as HandlerName;
      const source = findHandlerSource(join(root, 'lambdas'), trigger);
      const bundle = bundleText(source.moduleExporting('handler'), source.path, join(folder, 'bundles'));
      cpSync(bundle.folder, join(folder, `asset.${Properties.Code?.S3Key.replace('.zip', '')}`), { recursive: true });
    }
  }
  return folder;
}

async function run(name: string): Promise<RunningLocal> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-amplify-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  const local = await runLocal({
    directory,
    app: assemblyOf(name),
    port: 0,
    storage: 'memory',
    watch: false,
    onLog: () => {},
  });
  onTestFinished(local.close);
  return local;
}

const codeFrom = async (local: RunningLocal): Promise<string> => {
  await local.delivered();
  return local.outbox.lastCode();
};

/** Where both libraries keep their tokens. */
const storage = new Map<string, string>();
const keptIn = {
  getItem: (key: string) => storage.get(key) ?? null,
  setItem: (key: string, value: string) => void storage.set(key, value),
  removeItem: (key: string) => void storage.delete(key),
};
afterEach(() => storage.clear());

describe('an Amplify Gen 2 backend in the local pool', () => {
  it("with CustomAuth on its user pool signs people in by Amplify's own client and by the construct's", async () => {
    const local = await run('custom-auth');
    const { endpoint, userPoolId = '', clients = [] } = local.config();

    expect(clients).toHaveLength(2);
    for (const { clientId } of clients) {
      const auth = createAuthClient<typeof signIn>({ userPoolId, clientId, endpoint, storage: keptIn });
      let step = await auth.signIn({ username: 'alice@example.com' });
      if (step.name === 'emailOtp') step = await step.answer(await codeFrom(local));
      expect(step.name).toBe('signedIn');
    }
  });

  it('hands its tokens on to Amplify, which keeps them by the same names; and Amplify signs in itself', async () => {
    const local = await run('custom-auth');
    const { endpoint, userPoolId = '', clients = [] } = local.config();
    const clientId = clients[0]?.clientId ?? '';
    const Cognito = { userPoolId, userPoolClientId: clientId, userPoolEndpoint: endpoint };
    Amplify.configure({ Auth: { Cognito } });
    cognitoUserPoolsTokenProvider.setKeyValueStorage({
      ...keptIn,
      getItem: async (key) => keptIn.getItem(key),
      setItem: async (key, value) => keptIn.setItem(key, value),
      removeItem: async (key) => keptIn.removeItem(key),
      clear: async () => storage.clear(),
    });

    const auth = createAuthClient<typeof signIn>({ userPoolId, clientId, endpoint, storage: keptIn });
    const step = await auth.signIn({ username: 'alice@example.com' });
    if (step.name === 'emailOtp') await step.answer(await codeFrom(local));
    const handedOn = (await fetchAuthSession()).tokens?.accessToken.toString();
    expect(handedOn).toBe((await auth.tokens())?.accessToken);
    await signOut();
    expect(await auth.tokens()).toBeUndefined();

    const begun = await signInByAmplify({
      username: 'alice@example.com',
      options: { authFlowType: 'CUSTOM_WITHOUT_SRP' },
    });
    expect(begun.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE');
    const { isSignedIn } = await confirmSignIn({ challengeResponse: await codeFrom(local) });
    expect(isSignedIn).toBe(true);
    expect((await auth.tokens())?.accessToken).toBe((await fetchAuthSession()).tokens?.accessToken.toString());
  });

  it("with the handlers as defineAuth's triggers signs people in too, though nothing proves their flow", async () => {
    const local = await run('triggers');
    const { endpoint, userPoolId = '', clients = [] } = local.config();

    expect(clients).toHaveLength(1);
    const auth = createAuthClient<typeof signIn>({ userPoolId, clientId: clients[0]?.clientId ?? '', endpoint });
    let step = await auth.signIn({ username: 'alice@example.com' });
    if (step.name === 'emailOtp') step = await step.answer(await codeFrom(local));
    expect(step.name).toBe('signedIn');
  });
});
