// @module-tag slow
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { installProject, packPackage, run } from './packed.ts';

/** Every entry but the constructs' and vitest's, with the types that it gives. */
const user = `
import { emailOtp } from 'countersign/challenges';
import { sendEmail } from 'countersign/challenges/email';
import { createAuthClient, ServiceError } from 'countersign/client';
import { check, defineChallenge, defineFlow, FlowDefinitionError, type Verdict } from 'countersign/flow';
import { type LocalPool, startLocalPool } from 'countersign/local';
import { Outbox, readFixture, simulate } from 'countersign/testing';
import { createAuthChallengeHandler, defineAuthChallengeHandler, UserFacingError } from 'countersign/triggers';

const word = defineChallenge({
  factor: 'knowledge',
  attempts: 2,
  create: () => ({ parameters: { hint: 'h' } }),
  verify: async ({ answer }) => answer === 'x',
  decoy: () => ({ parameters: { hint: 'h' } }),
});
export const signIn = defineFlow({ emailOtp: emailOtp(), word }, function* ({ pass, choose }) {
  yield* pass('emailOtp');
  const picked: 'emailOtp' | 'word' = yield* choose('emailOtp', 'word');
  // @ts-expect-error no such challenge
  yield* pass(picked === 'word' ? 'emailOTP' : 'word');
});
export const verdict: Verdict = check(signIn);
// Without annotations: what is declared of them must name only what is exported.
export const create = createAuthChallengeHandler(signIn).use({
  before: ({ event }) => {
    const name: string = event.userName;
    void name;
  },
});
export const define = defineAuthChallengeHandler(signIn).before((request) => {
  // @ts-expect-error Define gets no answer
  void request.event.request.challengeAnswer;
});
export const event = readFixture('define-first');
export const visit = simulate(signIn, { attributes: { email: 'a@example.com' } }, { outbox: new Outbox() });
export async function walk(): Promise<string> {
  const { step } = await visit;
  if (step.name === 'word') return step.parameters.hint;
  const auth = createAuthClient<typeof signIn>({ userPoolId: 'us-east-1_Example01', clientId: 'exampleclientid' });
  const asked = await auth.signIn({ username: 'alice@example.com' });
  // @ts-expect-error no such step
  if (asked.name === 'nonsense') return '';
  return asked.name === 'emailOtp' ? asked.parameters.deliveredTo : step.name;
}
export const errors = [FlowDefinitionError, UserFacingError, ServiceError];
export { type LocalPool, sendEmail, startLocalPool };
`;

const stack = `
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CustomAuth } from 'countersign/constructs';
export class AppStack extends Stack {
  readonly auth: CustomAuth;
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.auth = new CustomAuth(this, 'SignIn', { lambdas: 'lambdas' });
  }
}
`;

/** With the libraries checked: what compiles so compiles with `skipLibCheck` too. */
const common = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM'],
  types: ['node'],
  strict: true,
  declaration: true,
  esModuleInterop: true,
  skipLibCheck: false,
  outDir: 'out',
};
const user16 = ['user.mts', 'user.cts'];
const projects = {
  nodenext: { module: 'NodeNext', moduleResolution: 'NodeNext', files: user16 },
  bundler: { module: 'ESNext', moduleResolution: 'bundler', files: ['user.ts'] },
  node10: { module: 'CommonJS', moduleResolution: 'node10', files: ['user.ts'] },
  // The CDK's own types are the most of all, and checked by the fastest compiler alone.
  'a stack': { module: 'Node16', moduleResolution: 'Node16', files: ['stack.mts', 'stack.cts'] },
} as const;

describe('an app compiles, the libraries with it, from ES modules and CommonJS', () => {
  let project: string;
  beforeAll(() => {
    const aliases = ['typescript-5.4@npm:typescript@5.4.5', 'typescript-5.9@npm:typescript@5.9.3'];
    project = installProject(packPackage(), aliases, {
      'package.json': '{"name":"app"}',
      ...Object.fromEntries(
        ['ts', 'mts', 'cts'].flatMap((kind) => [
          [`user.${kind}`, user],
          [`stack.${kind}`, stack],
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(projects).map(([name, { files, ...options }]) => [
          `${name}.json`,
          JSON.stringify({ compilerOptions: { ...common, ...options }, files }),
        ]),
      ),
    });
  }, 300_000);

  // Each compiler, and each resolution by one that knows it, Node16 by the stacks. TypeScript 7 knows no node10 any more.
  it.each([
    ['5.4', 'node10'],
    ['5.9', 'nodenext'],
    ['7', 'nodenext'],
    ['7', 'bundler'],
    ['5.4', 'a stack', '--skipLibCheck'],
    ['7', 'a stack'],
  ])('with TypeScript %s: %s', { timeout: 180_000 }, (version, name, ...flags) => {
    const compiler = version === '7' ? 'tsc' : join('node_modules', `typescript-${version}`, 'bin/tsc');
    expect(run(project, compiler, '-v')).toMatch(`Version ${version}.`);
    run(project, compiler, '-p', `${name}.json`, ...flags);
  });
});
