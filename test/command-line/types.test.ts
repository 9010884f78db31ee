import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { install, project, root, run } from './run-command.ts';

const SETTINGS = JSON.stringify({
  compilerOptions: {
    target: 'ES2024',
    module: 'NodeNext',
    strict: true,
    skipLibCheck: true,
    // What a declaration must not trip over.
    noEmit: true,
    incremental: true,
    tsBuildInfoFile: 'built.tsbuildinfo',
    types: [],
  },
});

const SERVER = {
  'tsconfig.json': SETTINGS,
  'lambdas/proof.ts': `
export type Channel = 'sms' | 'email';
export interface Proof { readonly id: string; signedAt?: Date; channels: readonly Channel[] }
`,
  'lambdas/sign-in.ts': `
import { defineChallenge, defineFlow } from 'countersign/flow';
import type { Channel, Proof } from './proof.ts';
type Sent = { deliveredTo: string; channel: Channel };
const sent = (): { parameters: Sent } => ({ parameters: { deliveredTo: 'a', channel: 'sms' } });
const code = () => defineChallenge({ factor: 'possession', create: sent, decoy: sent, verify: () => false });
const badge = () => defineChallenge({
  factor: 'both',
  create: () => ({ parameters: { options: '{}' } }),
  decoy: () => ({ parameters: { options: '{}' } }),
  parseAnswer: (text: string): Proof => JSON.parse(text),
  verify: ({ answer }) => answer.id === 'SECRET-OF-THE-SERVER',
});
export const signIn = defineFlow({ emailOtp: code(), badge: badge() }, function* ({ pass, choose, password, refuse }) {
  yield* password();
  yield* pass('emailOtp');
  yield* choose('emailOtp', 'badge');
  yield* refuse('SECRET-OF-THE-SERVER');
});
export const table = 'SECRET-OF-THE-SERVER';
export default defineFlow({ emailOtp: code() }, function* ({ pass }) { yield* pass('emailOtp'); });
`,
};

const CONSUMER = `
import { createAuthClient } from 'countersign/client';
import type { SignIn } from './sign-in.d.ts';
const auth = createAuthClient<SignIn>({ userPoolId: 'eu-central-1_a', clientId: 'b' });
const step = await auth.signIn({ username: 'alice@example.com', password: 'p' });
// @ts-expect-error the flow asks the password
auth.signIn({ username: 'alice@example.com' });
if (step.name === 'emailOtp') {
  const channel: 'sms' | 'email' = step.parameters.channel;
  await step.answer(channel);
  // @ts-expect-error an answer is a text
  await step.answer(1);
}
if (step.name === 'badge') await step.answer({ id: '1', channels: ['sms'] });
if (step.name === 'choose') await step.answer('badge');
// @ts-expect-error the flow has no such challenge
if (step.name === 'totp') throw step;
document.title = step.name;
`;

test('writes a declaration that a front end compiles with, without server source', async () => {
  const folder = project(SERVER);
  install(folder, 'typescript');
  // A second flow of the same file would take the same name.
  const source = join(folder, 'lambdas/sign-in.ts');
  writeFileSync(source, readFileSync(source, 'utf8').replace(/^export default .*$/m, ''));

  const { exitCode, errors } = await run(['types', 'lambdas/sign-in.ts', '-o', 'web/sign-in.d.ts'], { folder });

  expect(errors).toBe('wrote web/sign-in.d.ts\n');
  expect(exitCode).toBe(0);
  const declaration = readFileSync(join(folder, 'web/sign-in.d.ts'), 'utf8');
  expect(declaration.match(/(?:from|import\() ?['"].*['"]/g)).toEqual(["from 'countersign/flow'"]);
  expect(declaration).not.toContain('SECRET');
  expect(existsSync(join(folder, '.countersign'))).toBe(false);

  // GIVEN the built package, WHEN the front end compiles, THEN nothing is wrong with it.
  buildPackage(folder);
  writeFileSync(join(folder, 'web/app.ts'), CONSUMER);
  writeFileSync(join(folder, 'web/tsconfig.json'), browserSettings());
  expect(typeCheck(join(folder, 'web'))).toBe('');
});

test('names the type of a default export by its file', async () => {
  const folder = project({
    ...SERVER,
    'lambdas/step-up.ts': SERVER['lambdas/sign-in.ts'].replace('export const signIn', 'const signIn'),
  });
  install(folder, 'typescript');

  const { exitCode, output } = await run(['types', 'lambdas/step-up.ts'], { folder });

  expect(output).toContain('export type StepUp = Flow<{');
  expect(output).not.toContain('SignIn');
  expect(exitCode).toBe(0);
});

test('leaves the local pool its folder', async () => {
  const folder = project({ ...SERVER, '.countersign/users': 'kept', 'empty.ts': 'export const table = 1;' });
  install(folder, 'typescript');

  const { exitCode, errors } = await run(['types', 'empty.ts'], { folder });

  expect(errors).toMatch(/^countersign: empty\.ts exports no flow/);
  expect(exitCode).toBe(2);
  expect(readFileSync(join(folder, '.countersign/users'), 'utf8')).toBe('kept');
});

test.each(['package.json', 'lambdas/package.json'])(
  'takes the module type from %s, not from what the local pool keeps',
  async (file) => {
    const settings = SETTINGS.replace('"strict"', '"verbatimModuleSyntax":true,"strict"');
    const folder = project({ ...SERVER, 'tsconfig.json': settings, [file]: '{"type":"module"}' });
    mkdirSync(join(folder, '.countersign'));
    writeFileSync(join(folder, '.countersign/package.json'), '{}');
    const source = join(folder, 'lambdas/sign-in.ts');
    writeFileSync(source, readFileSync(source, 'utf8').replace(/^export default .*$/m, ''));
    install(folder, 'typescript');

    const { exitCode, errors, output } = await run(['types', 'lambdas/sign-in.ts'], { folder });

    expect(errors).toBe('');
    expect(output).toContain('export type SignIn = Flow<{');
    expect(exitCode).toBe(0);
  },
);

test.each([
  ['two flows of one name', 'lambdas/sign-in.ts', 1, /two flows whose type would be SignIn: rename one of them/],
  ['a file that does not compile', 'wrong.ts', 1, /wrong\.ts doesn't compile:\nwrong\.ts\(1,14\): error TS2322/],
  ['a file that is not there', 'nowhere.ts', 2, /there is no file nowhere\.ts/],
])('says what is wrong with %s', async (_case, file, expected, message) => {
  const folder = project({ ...SERVER, 'wrong.ts': `export const one: number = 'one';` });
  install(folder, 'typescript');

  const { exitCode, output, errors } = await run(['types', file], { folder });

  expect(errors).toMatch(message);
  expect(output).toBe('');
  expect(exitCode).toBe(expected);
});

test.each([
  ['none', {}, /TypeScript is not installed in this project: npm install --save-dev typescript/],
  [
    'an old one',
    { 'node_modules/typescript/package.json': '{"name":"typescript","version":"5.4.5","bin":{"tsc":"tsc"}}' },
    /TypeScript 5\.4\.5 is too old/,
  ],
])('asks for TypeScript where the project has %s', async (_case, files, message) => {
  const { exitCode, errors } = await run(['types', 'lambdas/sign-in.ts'], { folder: project({ ...SERVER, ...files }) });

  expect(errors).toMatch(message);
  expect(exitCode).toBe(1);
});

const browserSettings = (): string =>
  JSON.stringify({
    compilerOptions: {
      target: 'ES2024',
      lib: ['ES2024', 'DOM'],
      types: [],
      module: 'ESNext',
      moduleResolution: 'Bundler',
      allowImportingTsExtensions: true,
      strict: true,
      noEmit: true,
      // The declarations themselves must hold in a browser project.
      skipLibCheck: false,
    },
    include: ['.'],
  });

/** Runs the compiler; gives what it complains about. */
function typeCheck(folder: string): string {
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

/** Installs what the front end imports of this package, as `npm run build` makes it. */
function buildPackage(folder: string): void {
  const installed = join(folder, 'node_modules/countersign');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'package.json'), readFileSync(join(root, 'package.json')));
  writeFileSync(
    join(folder, 'build.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.build.json'),
      compilerOptions: {
        rootDir: root,
        outDir: join(installed, 'dist'),
        emitDeclarationOnly: true,
        typeRoots: [join(root, 'node_modules/@types')],
      },
      include: ['flow', 'client', 'protocol'].map((name) => join(root, 'lib', name)),
    }),
  );
  expect(typeCheck(join(folder, 'build.json'))).toBe('');
}
