// @module-tag slow
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeProject, packPackage } from './packed.ts';
import { typed } from './typed.ts';

const flow = (digits: number, verb = 'yield*') => `
import { emailOtp } from 'countersign/challenges';
import { defineFlow } from 'countersign/flow';
export const signIn = defineFlow({ emailOtp: emailOtp({ digits: ${digits} }) }, function* ({ pass }) {
  ${verb} pass('emailOtp');
});
`;

const workspace = {
  'package.json': JSON.stringify({ private: true, type: 'module', workspaces: ['infra', 'packages/*'] }),
  'infra/package.json': JSON.stringify({ name: 'infra', private: true, type: 'module' }),
  'infra/cdk.json': JSON.stringify({ app: 'node bin/app.ts' }),
  'infra/bin/app.ts': `
import { App, Stack } from 'aws-cdk-lib';
import { CustomAuth } from 'countersign/constructs';
const stack = new Stack(new App(), 'AuthStack');
new CustomAuth(stack, 'SignIn', { lambdas: '../packages/auth', email: { from: 'no-reply@example.com' } });
`,
  'packages/auth/package.json': JSON.stringify({ name: '@acme/auth', private: true, type: 'module' }),
  'packages/auth/sign-in.ts': flow(8),
};

it('runs a flow outside of the app, follows its changes, and goes on with the old one while it is wrong', {
  timeout: 240_000,
}, async () => {
  const root = makeProject(packPackage(), workspace);
  const infra = join(root, 'infra');
  const countersign = (port: string | number, ...args: readonly string[]) =>
    typed(infra, ['node', '../node_modules/countersign/dist/bin/countersign.js', ...args], port);
  const pool = countersign(0, 'local', '--memory');
  const port = await pool.shows(/ Endpoint +http:\/\/localhost:(\d+)/);

  /** Signs in, by a code of so many digits. */
  const signIn = async (digits: number): Promise<void> => {
    const seen = pool.shown.output.length;
    const visit = countersign(port, 'sign-in', 'alice@example.com');
    await visit.shows(new RegExp(`a code of ${digits} digits went to`));
    visit.answer(await pool.shows(/code (\d+)\n/, seen));
    expect(await visit.ended, visit.shown.errors).toBe(0);
  };
  const save = async (text: string, until: RegExp): Promise<void> => {
    writeFileSync(join(root, 'packages/auth/sign-in.ts'), text);
    await pool.shows(until);
  };

  await signIn(8);
  await save(flow(6), /Change seen in \.\.\/packages\/auth\/sign-in\.ts: rebuilding …\nRebuilt, after/);
  await signIn(6);
  await save(flow(7, 'yield'), /The rebuild failed: what ran before goes on/);
  expect(pool.shown.errors).toContain("pass('emailOtp') was yielded without its star: write yield* pass('emailOtp')");
  await signIn(6);
  await save(flow(7), /Good again: rebuilt, after/);
  await signIn(7);
});
