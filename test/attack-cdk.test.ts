import { Stack } from 'aws-cdk-lib';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { expect, test } from 'vitest';
import { CustomAuth } from '../lib/constructs/index.ts';
import { folderOf } from './constructs/fixtures/lambdas.ts';
import { makeApp, props } from './constructs/fixtures/synth.ts';

const library = new URL('../lib', import.meta.url).pathname;
const lambdas = folderOf({
  'sign-in.ts': `
  import { emailOtp } from '${library}/challenges/index.ts';
  import { defineFlow } from '${library}/flow/index.ts';
  export const signIn = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) { yield* pass('emailOtp'); });`,
});
const changes: [string, (auth: CustomAuth) => void][] = [
  ['SES of deliver elsewhere', (a) => void a.deliverMessage?.addEnvironment('AWS_ENDPOINT_URL_SESV2', 'https://evil.example')],
  ['Lambda of Create elsewhere', (a) => void a.createAuthChallenge.addEnvironment('AWS_ENDPOINT_URL_LAMBDA', 'https://evil.example')],
  ['another deliverer', (a) => void a.createAuthChallenge.addEnvironment('COUNTERSIGN_DELIVER', 'evil')],
  ['another table of deliver', (a) => void a.deliverMessage?.addEnvironment('COUNTERSIGN_LEDGER', 'none')],
  ['code of deliver', (a) => (a.deliverMessage?.node.defaultChild as CfnFunction).addPropertyOverride('Code.S3Key', 'evil')],
  ['handler of deliver', (a) => (a.deliverMessage?.node.defaultChild as CfnFunction).addPropertyOverride('Handler', 'other.handler')],
  ['option of node', (a) => void a.deliverMessage?.addEnvironment('NODE_OPTIONS', '--import /opt/evil.mjs')],
  ['url of deliver', (a) => void a.deliverMessage?.addFunctionUrl({ authType: 'NONE' as never })],
];
test.each(changes)('%s', (_name, change) => {
  const app = makeApp();
  const auth = new CustomAuth(new Stack(app, 'Test'), 'SignIn', { ...props, lambdas });
  change(auth);
  expect(() => app.synth()).toThrow();
});
test.each(['COUNTERSIGN_DELIVER', 'COUNTERSIGN_LEDGER', 'COUNTERSIGN_LEDGER_KEY', 'COUNTERSIGN_DELIVER_X', 'AWS_ENDPOINT_URL_LAMBDA', 'AWS_LAMBDA_FUNCTION_NAME'])('environment with %s', (name) => {
  const app = makeApp();
  const made = () => { new CustomAuth(new Stack(app, 'Test'), 'SignIn', { ...props, lambdas, environment: { [name]: 'x' } }); app.synth(); };
  let thrown = 'nothing';
  try { made(); } catch (e) { thrown = String(e).slice(0, 120); }
  console.log(name, '→', thrown);
});
