import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { bundle } from '../../lib/constructs/bundle.ts';
import { type LocalFunction, startFunctionHost, startLocalPool } from '../../lib/local/index.ts';
import { eventually } from '../support/eventually.ts';
import { exampleApp, exampleClient } from './support/example-app.ts';
import { sdkFor } from './support/pool-parts.ts';
import { answer, begin } from './support/sign-in.ts';

const WRAPPERS = fileURLToPath(new URL('../support/wrappers.ts', import.meta.url));

/** Triggers of an app without this framework, each in a wrapper: a word is asked once. */
const handlersIn = (wrapper: string): string => `
import { told, ${wrapper} as wrap } from '${WRAPPERS}';
const define = async (event) => {
  const [last] = event.request.session;
  const passed = last?.challengeResult === true;
  event.response = { issueTokens: passed, failAuthentication: Boolean(last) && !passed };
  if (!last) event.response.challengeName = 'CUSTOM_CHALLENGE';
  return event;
};
const create = async (event) => {
  event.response = { publicChallengeParameters: { hint: 'the word' }, privateChallengeParameters: { word: 'sesame' } };
  return event;
};
const verify = async (event) => {
  event.response = { answerCorrect: event.request.challengeAnswer === event.request.privateChallengeParameters.word };
  if (!event.response.answerCorrect) throw new Error('not the word');
  return event;
};
const telling = (handler) => async (event, context) => {
  try {
    return await handler(event, context);
  } finally {
    console.log('told: ' + told.splice(0).join(', '));
  }
};
export const bare = wrap(create);
const [first, second, third] = [define, create, verify].map((handler) => telling(wrap(handler)));
export { first as define, second as create, third as verify };`;

/** A folder with the bundle of such handlers. */
function codeOf(wrapper: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-wrapped-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'handlers.ts'), handlersIn(wrapper));
  return bundle(join(folder, 'handlers.ts'), join(folder, 'bundles')).folder;
}

it.each([
  ['capturing', 'Sentry', '', 'captured not the word'],
  ['counting', 'Datadog', 'invocation, duration', 'invocation, duration'],
  ['patched', 'OpenTelemetry', 'span begins, span ends', 'span begins, span ends'],
])("an app's own handlers run in their wrappers: %s, as %s has it", async (wrapper, _, told, toldOfWrong) => {
  const codeFolder = codeOf(wrapper);
  const example = exampleApp();
  const functions = example.functions.map((each) => ({
    ...each,
    codeFolder,
    handler: `index.${each.functionName}`,
  }));
  const lines: string[] = [];
  const host = startFunctionHost({
    functions,
    onLog: ({ functionName, text }) => {
      const [, seen] = text.split('told: ');
      if (functionName === 'verify' && seen !== undefined) lines.push(seen);
    },
  });
  onTestFinished(() => host.close());
  const local = await startLocalPool({
    app: { ...example, functions },
    host,
    port: 0,
    seed: [{ username: 'alice@example.com' }],
  });
  onTestFinished(local.close);
  const sdk = sdkFor(local.endpoint);
  onTestFinished(() => sdk.destroy());
  const pool = { sdk, ClientId: exampleClient().clientId };

  const challenged = await begin(pool);
  const signedIn = await answer(pool, challenged, 'sesame');
  const refused = answer(pool, await begin(pool), 'simsim');

  expect(challenged.ChallengeParameters).toMatchObject({ hint: 'the word' });
  expect(signedIn.AuthenticationResult?.AccessToken).toBeDefined();
  await expect(refused).rejects.toThrow('VerifyAuthChallengeResponse failed with error not the word.');
  // What a process prints comes by another pipe than its answer.
  await eventually(() => expect(lines).toEqual([told, toldOfWrong]));
});

it.each([
  ['nodejs22.x', { kind: 'answered', payload: expect.stringContaining('the word') }],
  ['nodejs24.x', { kind: 'failed', errorType: 'Runtime.CallbackHandlerDeprecated' }],
])('a wrapper of three parameters comes out on %s as in Lambda', async (runtime, expected) => {
  const [example] = exampleApp().functions as [LocalFunction];
  const wrapped = { ...example, codeFolder: codeOf('patchedWithCallback'), handler: 'index.bare', runtime };
  const host = startFunctionHost({ functions: [wrapped], onLog: () => {} });
  onTestFinished(() => host.close());

  expect(await host.invoke(wrapped.functionArn, '{}')).toMatchObject(expected);
});
