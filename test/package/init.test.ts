// @module-tag slow
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeProject, packPackage, run, temporaryFolder } from './packed.ts';

let tarball: string;
beforeAll(() => {
  tarball = packPackage();
}, 120_000);

const init = (project: string, ...args: readonly string[]): string =>
  run(project, 'node', 'node_modules/countersign/dist/bin/countersign.js', 'init', ...args);

/** An app as `cdk init` leaves it, with the package installed. */
function cdkApp(language: 'typescript' | 'javascript'): string {
  const made = join(temporaryFolder(), 'shop');
  mkdirSync(made);
  run(
    made,
    'env',
    'CDK_DISABLE_CLI_TELEMETRY=true',
    'cdk',
    'init',
    'app',
    `--language=${language}`,
    '--generate-only',
    '--no-notices',
  );
  const project = makeProject(tarball, {});
  cpSync(made, project, { recursive: true });
  // Its tests want jest, and nothing else of it does.
  rmSync(join(project, 'test'), { recursive: true });
  return project;
}

describe.each([
  ['typescript', 'lib/shop-stack.ts'],
  ['javascript', 'lib/shop-stack.js'],
] as const)('an app of cdk init in %s', (language, stack) => {
  it('has a sign-in to deploy after countersign init', { timeout: 120_000 }, () => {
    const project = cdkApp(language);

    expect(init(project)).toContain(`added 3 lines to ${stack}:`);

    // The app's own settings; only that what it runs by, tsx, isn't installed here, nor jest's types.
    if (language === 'typescript') run(project, 'tsc', '-p', '.', '--noEmit', 'false', '--types', 'node');
    run(project, 'env', 'CDK_OUTDIR=cdk.out', 'node', 'bin/shop.js');
    const template = JSON.parse(readFileSync(join(project, 'cdk.out/ShopStack.template.json'), 'utf8'));
    const types = Object.values(template.Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(4);
    expect(Object.keys(template.Outputs)).toEqual(['UserPoolAndClientId']);
  });
});

describe('what countersign init writes', () => {
  it('compiles in an empty folder', { timeout: 60_000 }, () => {
    const project = makeProject(tarball, {});
    init(project, '--no-install');
    run(project, 'tsc', '-p', '.');
  });

  /** As `create-vite` and `create-next-app` leave them, but for what is about other things. */
  const vite = {
    target: 'es2023',
    lib: ['ES2023', 'DOM'],
    module: 'esnext',
    types: ['vite/client'],
    skipLibCheck: true,
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    moduleDetection: 'force',
    noEmit: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    erasableSyntaxOnly: true,
  };
  const next = {
    target: 'ES2017',
    lib: ['dom', 'dom.iterable', 'esnext'],
    allowJs: true,
    skipLibCheck: true,
    strict: true,
    noEmit: true,
    esModuleInterop: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    resolveJsonModule: true,
    isolatedModules: true,
    // Without Next.js, which refers to them.
    types: ['node'],
  };
  const strictest = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
  const settings = (compilerOptions: object, ...include: readonly string[]) =>
    JSON.stringify({ compilerOptions, include });

  it.each([
    ['Vite', 'vite', vite],
    ['Vite, its types not named', 'vite', { ...vite, types: [] }],
    ['Next.js', 'next', next],
  ])('compiles beside a front end: %s', { timeout: 60_000 }, (_name, tool, options) => {
    const project = makeProject(tarball, {
      'package.json': JSON.stringify({ dependencies: { [tool]: '1' } }),
      'tsconfig.json': settings(options, 'src'),
      'src/main.ts': `
import { signIn } from './sign-in';
signIn('alice@example.com', async (question) => prompt(question) ?? '').then(({ accessToken }) => console.log(accessToken));
`,
    });
    expect(init(project)).toContain('wrote src/sign-in.ts ');
    run(project, 'tsc', '-p', '.');
    writeFileSync(join(project, 'tsconfig.json'), settings({ ...options, ...strictest }, 'src'));
    run(project, 'tsc', '-p', '.');
  });

  it('holds what it says of its types, beside a page', { timeout: 60_000 }, () => {
    const project = makeProject(tarball, { 'index.html': '' });
    init(project, '--no-install');
    const checked = { ...next, lib: ['dom', 'esnext'], checkJs: true, allowImportingTsExtensions: true };
    writeFileSync(join(project, 'tsconfig.json'), settings(checked, 'sign-in.js'));
    run(project, 'tsc', '-p', '.');
  });
});
