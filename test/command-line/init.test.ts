import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageVersion } from '../../lib/command-line/version.ts';
import { startRegistry } from './npm-registry.ts';
import { project, root, run } from './run-command.ts';

const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');
const init = (folder: string, ...args: readonly string[]) => run(['init', ...args], { folder });

/** Every file of a folder, with what it holds and when it was written. */
const snapshot = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name, read(folder, name), statSync(join(folder, name)).mtimeMs]);

const STACK = `import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export class AppStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
  }
}
`;
const CDK_APP = {
  'package.json': '{"dependencies":{"aws-cdk-lib":"2.0.0"}}',
  'cdk.json': '{"app":"npx tsx bin/app.ts"}',
  'bin/app.ts': '#!/usr/bin/env node\n',
  'lib/app-stack.ts': STACK,
  'lib/app-stack.js': `"use strict";\n${STACK}`,
  'lib/app-stack.d.ts': STACK,
};

describe('countersign init in an empty folder', () => {
  it('leaves two commands to the first sign-in', { timeout: 60_000 }, async () => {
    const folder = project({});
    const environment = await startRegistry({ countersign: packageVersion(), esbuild: '0.28.2' });

    const { exitCode, output, errors } = await run(['init'], { folder, environment });

    expect(errors).toMatch(/added 2 packages/);
    expect(exitCode).toBe(0);
    expect(existsSync(join(folder, 'node_modules/esbuild/package.json'))).toBe(true);
    expect(output).toMatch(/^wrote lambdas\/sign-in\.ts .*\nwrote package\.json\n/);
    expect(output).toMatch(
      /\nNext:\n {2}npx countersign local lambdas .*\n {2}npx countersign sign-in alice@example\.com .*\n$/,
    );
  });

  it('says what to run where npm fails', { timeout: 60_000 }, async () => {
    const folder = project({});
    const environment = await startRegistry({ esbuild: '0.28.2' });

    const { exitCode, errors } = await run(['init'], { folder, environment });

    expect(errors).toMatch(
      /npm error 404.*\ncountersign: npm install failed, and says why above: .* run npm install in .*, and then npx countersign local lambdas, npx countersign sign-in alice@example\.com\n$/s,
    );
    expect(exitCode).toBe(1);
    expect(existsSync(join(folder, 'lambdas/sign-in.ts'))).toBe(true);
  });

  it('says so where there is no npm', async () => {
    const folder = project({});

    const { exitCode, errors } = await run(['init'], { folder, environment: { PATH: folder } });

    expect(errors).toMatch(/^countersign: npm could not be started \(.*ENOENT\): /);
    expect(exitCode).toBe(1);
  });

  it('runs no npm where it should not', async () => {
    const { exitCode, output, errors } = await init(project({}), '--no-install');

    expect(output).toMatch(/\nNext:\n {2}npm install\n/);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
  });

  it('makes the folder that it is given, and says how to get there', async () => {
    const folder = project({ 'c.tgz': '' });

    const { output } = await init(folder, 'my-app', '--no-install', '--package', 'c.tgz');

    expect(JSON.parse(read(folder, 'my-app/package.json')).dependencies).toEqual({ countersign: 'file:../c.tgz' });
    expect(output).toMatch(/\nNext:\n {2}cd my-app\n/);
    expect(readdirSync(folder)).toEqual(['c.tgz', 'my-app']);
  });

  it('writes nothing on a dry run, and prints all of it', async () => {
    const folder = project({});

    const { output } = await init(folder, '--dry-run');

    expect(readdirSync(folder)).toEqual([]);
    expect(output).toContain("Would write lambdas/sign-in.ts:\n\n  import { emailOtp } from 'countersign/challenges';");
    expect(output).toContain('Would run npm install.\n');
  });

  it('writes a flow that holds', { timeout: 30_000 }, async () => {
    const folder = project({});
    await init(folder, '--no-install');
    const flow = read(folder, 'lambdas/sign-in.ts').replace(/countersign\/(\w+)/g, join(root, 'lib/$1/index.ts'));

    const { exitCode, output } = await run(['check', 'sign-in.ts', '--no-diagram'], {
      folder: project({ 'sign-in.ts': flow }),
    });

    expect(output).toMatch(/^signIn holds/);
    expect(exitCode).toBe(0);
  });
});

describe('countersign init in a CDK app', () => {
  it('adds three lines to the stack, and nothing to what is compiled of it', async () => {
    const folder = project(CDK_APP);

    const { exitCode, output, errors } = await init(folder);

    expect(output).toContain('\nadded 3 lines to lib/app-stack.ts:\n\n  import { CfnOutput, Stack, ');
    expect(output).toMatch(/\n {2}npx countersign local .*\n.*\n {2}npx cdk deploy .*\n$/);
    expect(read(folder, 'lib/app-stack.ts')).toContain("    const auth = new CustomAuth(this, 'SignIn', {");
    expect(read(folder, 'lib/app-stack.js')).toBe(CDK_APP['lib/app-stack.js']);
    expect(read(folder, 'package.json')).toBe(CDK_APP['package.json']);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
  });

  it('tells the language by how the app is run', async () => {
    const files = { 'cdk.json': '{"app":"python3 app.py"}', 'app.py': '', '.gitignore': '*.pyc' };

    const { output } = await init(project(files), '--dry-run');

    expect(output).toContain('\nAdd node_modules to .gitignore.\n');
    expect(output).toContain('This CDK app is in Python, ');
  });
});

describe('countersign init beside a front end', () => {
  it.each([
    [
      'Vite',
      { 'package.json': '{"devDependencies":{"vite":"8"}}', 'tsconfig.json': '{}', 'src/main.ts': '' },
      'src/sign-in.ts',
      'import.meta.env.VITE_USER_POOL_ID',
    ],
    [
      'Vite in JavaScript, by its settings',
      { 'package.json': '{}', 'vite.config.js': '', 'index.html': '' },
      'sign-in.js',
      'import.meta.env.VITE_USER_POOL_ENDPOINT',
    ],
    [
      'Vite in a folder of its own',
      { 'web/package.json': '{"devDependencies":{"vite":"8","typescript":"7"}}', 'web/src/main.ts': '' },
      'web/src/sign-in.ts',
      'import.meta.env.VITE_USER_POOL_ID',
    ],
    [
      'Next.js in a monorepo',
      {
        'package.json': '{}',
        'apps/shop/package.json': '{"dependencies":{"next":"16"}}',
        'apps/shop/tsconfig.json': '{}',
        'apps/shop/app/page.tsx': '',
      },
      'apps/shop/app/sign-in.ts',
      "process.env.NEXT_PUBLIC_USER_POOL_CLIENT_ID ?? ''",
    ],
    ['a page', { 'package.json': '{}', 'index.html': '' }, 'sign-in.js', "const endpoint = 'http://localhost:9339';"],
  ])('writes the client: %s', async (_kind, files, path, line) => {
    const folder = project(files);

    const { output } = await init(folder, '--no-install');

    expect(output).toContain(`\nwrote ${path} `);
    expect(read(folder, path)).toContain(line);
  });

  it('takes the one that is named', async () => {
    const folder = project({ 'apps/a/index.html': '', 'apps/b/index.html': '', 'package.json': '{}' });

    expect((await init(folder)).output).toContain('There are several front ends: apps/a, apps/b. ');
    expect((await init(folder, '--front-end', './apps/b/')).output).toContain('wrote apps/b/sign-in.js');
    expect((await init(folder, '--front-end', 'apps/c')).errors).toMatch(
      /^countersign: there is no front end in apps\/c: /,
    );
  });
});

describe('countersign init in a project', () => {
  it.each([
    [
      'another package manager, by its lock file above',
      { 'pnpm-lock.yaml': '', 'app/package.json': '{}' },
      'pnpm add countersign@',
    ],
    [
      'a workspace',
      { 'app/package.json': '{"workspaces":["web"]}', 'app/web/package.json': '{"dependencies":{"vite":"8"}}' },
      'npm install --workspace web countersign@',
    ],
    [
      'packages that are named and not there',
      { 'app/package.json': '{"dependencies":{"countersign":"1","esbuild":"1"}}' },
      'npm install\n',
    ],
    [
      'packages that are there, above',
      { 'node_modules/countersign/a': '', 'app/package.json': '{"dependencies":{"countersign":"1","esbuild":"1"}}' },
      'npx countersign local lambdas ',
    ],
  ])('knows how to install into it: %s', async (_case, files: Record<string, string>, command) => {
    const folder = project(files);

    const { output } = await init(join(folder, 'app'));

    expect(output).toMatch(new RegExp(`\nNext:\n(  npm install .*\n)*  ${command}`));
  });
});

describe('countersign init where there is a flow', () => {
  it.each(['sign-in.ts', 'sign-in.mts', 'sign-in.js', 'sign-in.mjs'])('leaves it as it is: %s', async (name) => {
    const folder = project({ 'package.json': '{}', [`lambdas/${name}`]: 'export const signIn = 1;' });

    expect((await init(folder)).output).toMatch(
      /^nothing to write; there already: lambdas\/sign-in\.m?[jt]s, package\.json\n/,
    );
    expect(readdirSync(join(folder, 'lambdas'))).toEqual([name]);
    expect(read(folder, `lambdas/${name}`)).toBe('export const signIn = 1;');
  });
});

describe('countersign init a second time', () => {
  it.each([
    ['in a CDK app', CDK_APP],
    ['beside a front end', { 'package.json': '{"dependencies":{"vite":"8"}}', 'src/main.js': '' }],
    ['in what was an empty folder', {}],
  ])('writes nothing: %s', async (_where, files: Record<string, string>) => {
    const folder = project(files);
    await init(folder, '--no-install');
    const before = snapshot(folder);

    const { exitCode, output } = await init(folder);

    expect(snapshot(folder)).toEqual(before);
    expect(output).toMatch(/^nothing to write; there already: lambdas\/sign-in\.m?[tj]s, package\.json/);
    expect(exitCode).toBe(0);
  });
});

describe('countersign init says in one sentence what is wrong', () => {
  it.each([
    ['the folder is a file', { here: '' }, ['here'], /\/here is a file, and must be a folder$/],
    ['lambdas is a file', { lambdas: '' }, [], /lambdas is a file, and must be a folder$/],
    ['package.json is no JSON', { 'package.json': '{' }, [], /package\.json is no JSON: /],
    ['package.json holds no object', { 'package.json': '[]' }, [], /package\.json holds no object$/],
    [
      'its dependencies are none',
      { 'package.json': '{"dependencies":5}' },
      [],
      /package\.json is odd: its dependencies are no object$/,
    ],
    ['package.json is a folder', { 'package.json/a': '' }, [], /package\.json can't be read: /],
    ['cdk.json is no JSON', { 'cdk.json': '//' }, [], /cdk\.json is no JSON: /],
    ["a front end's is no JSON", { 'web/package.json': '' }, [], /web\/package\.json is no JSON: /],
    ['there is no such tarball', {}, ['--package', './none.tgz'], /there is no file \.\/none\.tgz$/],
  ])('%s', async (_case, files: Record<string, string>, args, message) => {
    const folder = project(files);
    const before = snapshot(folder);

    const { exitCode, output, errors } = await init(folder, ...args);

    expect(errors.trimEnd()).toMatch(message);
    expect(errors.trimEnd().split('\n')).toHaveLength(1);
    expect(output).toBe('');
    expect(exitCode).toBeGreaterThan(0);
    expect(snapshot(folder)).toEqual(before);
  });

  it.skipIf(process.platform === 'win32')('the folder is read-only', () => {
    const folder = project({});
    mkdirSync(join(folder, 'locked'));
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'locked'), 0o555);
    // Whom the system lets write everywhere becomes nobody.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

    const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/countersign.ts'), 'init', 'locked'], {
      cwd: folder,
      encoding: 'utf8',
      ...nobody,
    });

    expect(stderr).toBe(
      `countersign: lambdas/sign-in.ts can't be written: you may not write into ${join(folder, 'locked')}\n`,
    );
    expect(status).toBe(1);
  });
});
