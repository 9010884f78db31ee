import { describe, expect, it } from 'vitest';
import type { CdkApp } from '../../lib/command-line/init/cdk-app.ts';
import type { FrontEnd } from '../../lib/command-line/init/front-end.ts';
import { HELLO_FLOW } from '../../lib/command-line/init/hello-world.ts';
import type { ProjectFacts } from '../../lib/command-line/init/project-facts.ts';
import { planProject } from '../../lib/command-line/init/project-plan.ts';

const EMPTY: ProjectFacts = {
  manifest: undefined,
  packageManager: 'npm',
  isInstalled: false,
  existing: new Set(),
  ignoresPackages: true,
  flow: undefined,
  cdk: undefined,
  frontEnds: [],
};
const manifestOf = (...dependencies: readonly string[]) => ({
  dependencies: new Set(dependencies),
  hasWorkspaces: false,
});
const READY = { manifest: manifestOf('countersign', 'esbuild'), isInstalled: true };
const OWN_FLOW = { path: 'lambdas/sign-in.ts', exported: 'signIn', isHello: false } as const;
const STACK = {
  path: 'lib/app-stack.ts',
  text: `import * as cdk from 'aws-cdk-lib';
export class AppStack extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
  }
}
`,
};
const cdkOf = (...sources: CdkApp['sources']): CdkApp => ({ language: 'TypeScript', sources });
const FRONT_END: FrontEnd = {
  folder: 'web',
  kind: 'vite',
  language: 'TypeScript',
  codeFolder: 'web/src',
  knowsViteTypes: true,
  existing: undefined,
  manifest: undefined,
};

const plan = (facts: Partial<ProjectFacts> = {}, install = true) =>
  planProject(
    { ...EMPTY, ...facts },
    { spec: { dependency: '^1.2.3', argument: 'countersign@1.2.3' }, esbuild: '>=0.25.0', install },
  );
const paths = (facts: Partial<ProjectFacts>) => plan(facts).files.map(({ path }) => path);
const commands = (facts: Partial<ProjectFacts>, install = true) =>
  plan(facts, install).next.map(({ command }) => command);
const SIGN_IN = 'npx countersign sign-in alice@example.com';

describe('in an empty folder', () => {
  it('writes the flow and a small project, and installs it', () => {
    const { files, installs, edits, present, notes } = plan();
    expect(files.map(({ path }) => path)).toEqual([
      'lambdas/sign-in.ts',
      'package.json',
      'tsconfig.json',
      '.gitignore',
    ]);
    expect(files[0]?.text).toBe(HELLO_FLOW);
    expect(JSON.parse(files[1]?.text ?? '')).toEqual({
      private: true,
      type: 'module',
      scripts: {
        start: 'countersign local lambdas',
        'sign-in': 'countersign sign-in',
        check: 'countersign check lambdas/sign-in.ts',
      },
      dependencies: { countersign: '^1.2.3' },
      devDependencies: { esbuild: '>=0.25.0' },
      allowScripts: { esbuild: true },
    });
    expect(files[3]?.text).toBe('node_modules\n.countersign\ncountersign.local.json\n');
    expect(installs).toBe(true);
    expect([edits, present, notes]).toEqual([[], [], []]);
  });

  it('is two commands away from the first sign-in', () => {
    expect(commands({})).toEqual(['npx countersign local lambdas', SIGN_IN]);
  });

  it('names npm install first, where that is not run', () => {
    expect(commands({}, false)).toEqual(['npm install', 'npx countersign local lambdas', SIGN_IN]);
  });

  it('leaves a file that is there', () => {
    const facts = { existing: new Set(['.gitignore']) };
    expect(paths(facts)).toEqual(['lambdas/sign-in.ts', 'package.json', 'tsconfig.json']);
    expect(plan(facts).present).toEqual(['.gitignore']);
    expect(plan(facts).notes).toEqual([]);
    expect(plan({ ...facts, ignoresPackages: false }).notes).toEqual(['Add node_modules to .gitignore.']);
  });
});

describe('in a project', () => {
  it('leaves its package.json, and names what is to be installed', () => {
    const facts = { manifest: manifestOf('react') };
    expect(paths(facts)).toEqual(['lambdas/sign-in.ts']);
    expect(plan(facts).installs).toBe(false);
    expect(commands(facts)).toEqual([
      'npm install countersign@1.2.3',
      'npm install --save-dev esbuild',
      'npx countersign local lambdas',
      SIGN_IN,
    ]);
  });

  it.each([
    ['esbuild', { manifest: manifestOf('countersign') }, 'npm install --save-dev esbuild'],
    ['what it names', { manifest: manifestOf('countersign', 'esbuild') }, 'npm install'],
    ['by its own manager', { manifest: manifestOf('countersign', 'esbuild'), packageManager: 'pnpm' }, 'pnpm install'],
  ] as const)('installs no more than is missing: %s', (_what, facts, first) => {
    expect(commands(facts)).toEqual([first, 'npx countersign local lambdas', SIGN_IN]);
  });

  it('writes nothing a second time, and says what is there', () => {
    const done = plan({
      ...READY,
      flow: { ...OWN_FLOW, isHello: true },
      cdk: cdkOf({ path: 'lib/app-stack.ts', text: "const auth = new CustomAuth(this, 'SignIn', {});" }),
      frontEnds: [{ ...FRONT_END, existing: { path: 'web/src/sign-in.ts', isClient: true } }],
    });
    expect([done.files, done.edits, done.notes]).toEqual([[], [], []]);
    expect(done.present).toEqual([
      'lambdas/sign-in.ts',
      'package.json',
      'CustomAuth in lib/app-stack.ts',
      'web/src/sign-in.ts',
    ]);
  });
});

describe('in a CDK app', () => {
  it('adds three lines to its stack, and runs and deploys the app', () => {
    const facts = { ...READY, cdk: cdkOf({ path: 'bin/app.ts', text: 'new AppStack()' }, STACK) };
    const [edit, ...others] = plan(facts).edits;
    expect(edit).toMatchObject({ path: 'lib/app-stack.ts', before: STACK.text });
    expect((edit?.after.split('\n').length ?? 0) - STACK.text.split('\n').length).toBe(3);
    expect(others).toEqual([]);
    expect(commands(facts)).toEqual(['npx countersign local', SIGN_IN, 'npx cdk deploy']);
  });

  it.each([
    [
      'there are two stacks',
      cdkOf(STACK, { ...STACK, path: 'lib/b-stack.ts' }),
      /^Put .* into lib\/app-stack\.ts or lib\/b-stack\.ts, /,
    ],
    [
      'its stack is another',
      cdkOf({ ...STACK, text: STACK.text.replace('props);', 'props, 1);') }),
      /^Put .* into lib\/app-stack\.ts, /,
    ],
    ['there is none', cdkOf({ path: 'bin/app.ts', text: 'new Stack()' }), /^Put .* into the file of your stack, /],
  ])('prints the lines where %s', (_case, cdk, where) => {
    const { edits, notes } = plan({ ...READY, cdk });
    expect(edits).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(where)]);
    expect(notes[0]).toContain(
      "\n  import { CustomAuth } from 'countersign/constructs';\n  const auth = new CustomAuth(this, ",
    );
  });

  it.each([
    ['CommonJS', "const cdk = require('aws-cdk-lib');", 'const { CustomAuth } = require('],
    ['ES modules', "import * as cdk from 'aws-cdk-lib';", 'import { CustomAuth } from'],
  ])('prints them for JavaScript in %s', (_kind, text, line) => {
    expect(
      plan({ ...READY, cdk: { language: 'JavaScript', sources: [{ path: 'bin/app.js', text }] } }).notes[0],
    ).toContain(line);
  });

  it('in another language runs the flow without it, and says why', () => {
    const facts = { cdk: { language: { other: 'Python' }, sources: [] } } as const;
    expect(plan(facts).notes).toEqual([expect.stringMatching(/^This CDK app is in Python, and the construct is for /)]);
    expect(commands(facts)).toEqual(['npx countersign local lambdas', SIGN_IN]);
  });
});

describe('beside a front end', () => {
  it('writes its client, and has the ids written where it reads them', () => {
    const facts = { ...READY, frontEnds: [FRONT_END] };
    expect(paths(facts)).toEqual(['lambdas/sign-in.ts', 'web/src/sign-in.ts']);
    expect(commands(facts)[0]).toBe('npx countersign local lambdas --write-env web/.env.local');
    expect(plan(facts).files[1]?.text).toContain("import type { SignIn } from '../../lambdas/sign-in.ts';");
  });

  it('of JavaScript writes JavaScript', () => {
    const frontEnds = [{ ...FRONT_END, language: 'JavaScript' }] as const;
    const file = plan({ ...READY, frontEnds }).files[1];
    expect(file?.path).toBe('web/src/sign-in.js');
    expect(file?.text).toContain("AuthClient<import('../../lambdas/sign-in.ts').SignIn>} */");
  });

  it('with packages of its own names their installation, too', () => {
    const frontEnds = [{ ...FRONT_END, manifest: manifestOf('vite') }];
    expect(commands({ ...READY, frontEnds })[0]).toBe('npm install --prefix web countersign@1.2.3');
    expect(commands({ frontEnds })[0]).toBe('npm install --prefix web countersign@1.2.3');
    expect(commands({ ...READY, frontEnds: [{ ...FRONT_END, manifest: manifestOf('countersign') }] })[0]).toBe(
      'npx countersign local lambdas --write-env web/.env.local',
    );
  });

  it('leaves a file of the name that is not the client, and says so', () => {
    const frontEnds = [{ ...FRONT_END, existing: { path: 'web/src/sign-in.tsx', isClient: false } }];
    const { files, notes } = plan({ ...READY, frontEnds });
    expect(files.map(({ path }) => path)).toEqual(['lambdas/sign-in.ts']);
    expect(notes).toEqual([expect.stringMatching(/^web\/src\/sign-in\.tsx has the name/)]);
  });

  it('asks which one is meant where there are several', () => {
    const frontEnds = [FRONT_END, { ...FRONT_END, folder: 'apps/shop' }];
    expect(paths({ ...READY, frontEnds })).toEqual(['lambdas/sign-in.ts']);
    expect(plan({ ...READY, frontEnds }).notes).toEqual([
      'There are several front ends: web, apps/shop. Name the one that signs in: --front-end web',
    ]);
  });

  it('follows a flow that was there: no step of another flow is named', () => {
    const text = plan({ ...READY, flow: OWN_FLOW, frontEnds: [FRONT_END] }).files[0]?.text;
    expect(text).toContain('createAuthClient<typeof signIn>(');
    expect(text).not.toContain('emailOtp');
  });

  it('takes the steps by no type from a flow in JavaScript', () => {
    const flow = { path: 'lambdas/sign-in.js', exported: undefined, isHello: false };
    expect(plan({ ...READY, flow, frontEnds: [FRONT_END] }).files[0]?.text).toContain('createAuthClient({');
  });
});
