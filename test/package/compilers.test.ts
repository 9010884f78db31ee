// @module-tag slow
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { installProject, makeProject, packPackage, run } from './packed.ts';

/** Every entry but the constructs', vitest's and React's, with the types that it gives. */
const user = `
import { emailOtp } from 'countersign/challenges';
import { sendEmail } from 'countersign/challenges/email';
import { createAuthClient, ServiceError } from 'countersign/client';
import { check, defineChallenge, defineFlow, FlowDefinitionError, type Verdict } from 'countersign/flow';
import { type LocalPool, startLocalPool } from 'countersign/local';
import { Outbox, readFixture, simulate } from 'countersign/testing';
import { createAuthChallengeHandler, defineAuthChallengeHandler, UserFacingError } from 'countersign/triggers';
import { createSignIn, type Forms, showSignIn, type SignInState } from 'countersign/ui';
import { emailOtpForm } from 'countersign/ui/forms';

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
export function shown(host: Element): () => void {
  const auth = createAuthClient<typeof signIn>({ userPoolId: 'us-east-1_Example01', clientId: 'exampleclientid' });
  const forms: Forms<typeof signIn> = {
    emailOtp: { ...emailOtpForm, title: 'Your code' },
    // @ts-expect-error the answer is a text
    word: { answer: ({ answer }, { parameters }) => (answer ?? parameters.hint).length },
  };
  const state: SignInState<typeof signIn> = createSignIn(auth).getState();
  // @ts-expect-error nothing is asked at the start
  if (state.at === 'start') void state.step;
  return showSignIn(host, { auth, forms, onSignedIn: ({ tokens }) => void tokens.accessToken });
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

/** A page of React's, with its types, which has the element too: a program takes that from ES modules or from CommonJS, not from both. */
const page = `
import { createAuthClient } from 'countersign/client';
import 'countersign/ui/define';
import { SignIn, type StepProps, useSignIn } from 'countersign/ui/react';
import texts from 'countersign/ui/texts/en.json';
import { createElement, type ReactElement } from 'react';

const auth = createAuthClient({ userPoolId: 'us-east-1_Example01', clientId: 'exampleclientid' });
const Drawing = ({ step, answer }: StepProps) =>
  createElement('button', { onClick: () => answer('x') }, step.name);
export function Page(): ReactElement {
  const { state } = useSignIn(auth);
  if (state.at === 'done') return createElement('p', {}, state.tokens.accessToken);
  // @ts-expect-error nothing to sign in with
  void createElement(SignIn, {});
  return createElement(SignIn, { auth, texts, forms: { drawing: Drawing }, className: 'sign-in' });
}
export const element = document.createElement('countersign-sign-in');
element.options = { headingLevel: 1 };
// @ts-expect-error no such level
element.options = { headingLevel: 7 };
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
const nodenext = { module: 'NodeNext', moduleResolution: 'NodeNext' };
const bundler = { module: 'ESNext', moduleResolution: 'bundler' };
const node10 = { module: 'CommonJS', moduleResolution: 'node10' };
const projects = {
  nodenext: { ...nodenext, files: user16 },
  bundler: { ...bundler, files: ['user.ts'] },
  node10: { ...node10, files: ['user.ts'] },
  // The CDK's own types are the most of all, and checked by the fastest compiler alone.
  'a stack': { module: 'Node16', moduleResolution: 'Node16', files: ['stack.mts', 'stack.cts'] },
};
const files = ['page.ts'];
const pages = { bundler: { ...bundler, files }, node10: { ...node10, files } };

/** Projects that differ by some of the compiler's options, as its configurations. */
const configurations = (of: Readonly<Record<string, { readonly files: readonly string[] }>>, more: object = {}) =>
  Object.fromEntries(
    Object.entries(of).map(([name, { files, ...options }]) => [
      `${name}.json`,
      JSON.stringify({ compilerOptions: { ...common, ...options, ...more }, files }),
    ]),
  );

describe('with its libraries checked, from ES modules and CommonJS,', () => {
  let app: string;
  let react: string;
  beforeAll(() => {
    const aliases = ['typescript-5.4@npm:typescript@5.4.5', 'typescript-5.9@npm:typescript@5.9.3'];
    app = installProject(packPackage(), aliases, {
      'package.json': '{"name":"app"}',
      ...Object.fromEntries(
        ['ts', 'mts', 'cts'].flatMap((kind) => [
          [`user.${kind}`, user],
          [`stack.${kind}`, stack],
        ]),
      ),
      ...configurations(projects),
    });
    react = makeProject(packPackage(), {
      'package.json': '{"name":"page"}',
      'page.ts': page,
      ...configurations(pages, { types: [], resolveJsonModule: true }),
    });
  }, 300_000);

  const compile = (project: string, version: string, name: string, ...flags: readonly string[]): void => {
    const compiler = version === '7' ? 'tsc' : join(app, 'node_modules', `typescript-${version}`, 'bin/tsc');
    expect(run(project, compiler, '-v')).toMatch(`Version ${version}.`);
    run(project, compiler, '-p', `${name}.json`, ...flags);
  };

  // Each compiler, and each resolution by one that knows it, Node16 by the stacks. TypeScript 7 knows no node10 any more.
  it.each([
    ['5.4', 'node10'],
    ['5.9', 'nodenext'],
    ['7', 'nodenext'],
    ['7', 'bundler'],
    ['5.4', 'a stack', '--skipLibCheck'],
    ['7', 'a stack'],
  ])('an app without React compiles with TypeScript %s: %s', { timeout: 180_000 }, (version, name, ...flags) => {
    expect(existsSync(join(app, 'node_modules/@types/react'))).toBe(false);
    compile(app, version, name, ...flags);
  });

  it.each([
    ['5.4', 'node10'],
    ['7', 'bundler'],
  ])('a page of React’s compiles with TypeScript %s: %s', { timeout: 180_000 }, (version, name) =>
    compile(react, version, name),
  );
});
