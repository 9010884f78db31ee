import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { anchorsOf } from '../docs/markdown.ts';
import { cdkApp } from './cdk-app.ts';
import { makeProject, packPackage, run } from './packed.ts';

let tarball: string;
beforeAll(() => {
  tarball = packPackage();
}, 120_000);

/** The relative links of a page that lead nowhere. */
function deadLinks(folder: string, page: string): readonly string[] {
  const prose = readFileSync(join(folder, page), 'utf8').replaceAll(/^```[\s\S]*?^```|`[^`\n]*`/gm, '');
  const links = [...prose.matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(([, link = '']) => link);
  return links
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(folder, file))) return true;
      return anchor !== undefined && !anchorsOf(file).has(anchor);
    })
    .map((link) => `${page}: ${link}`);
}

describe('the package', () => {
  it('has types and entry points that every resolver finds', { tags: 'slow', timeout: 120_000 }, () => {
    run('.', 'publint', '--strict', tarball);
    // vitest, which has no CommonJS itself, is the one entry without. A stylesheet has no types.
    run('.', 'attw', '--exclude-entrypoints', 'testing/vitest', 'ui/style.css', '--', tarball);
    run('.', 'attw', '--profile', 'esm-only', '--entrypoints', 'testing/vitest', '--', tarball);
  });

  it('carries neither sources, tests nor the example', () => {
    const files = run('.', 'tar', '-tzf', tarball).trim().split('\n');
    expect(files).toContain('package/dist/lib/constructs/inspection/inspect-child.js');
    expect(
      files.filter(
        (file) =>
          !/^package\/(dist\/(lib|bin|cjs)\/|docs\/[\w-]+\.md$|docs\/pictures\/[\w-]+\.(png|webp)$|[A-Z]+(\.md)?$|package\.json$)/.test(
            file,
          ),
      ),
    ).toEqual([]);
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  it('carries each file that it says must stay in a bundle', () => {
    const { sideEffects } = JSON.parse(run('.', 'tar', '-xzOf', tarball, 'package/package.json'));
    const files = run('.', 'tar', '-tzf', tarball).trim().split('\n');
    const packed = (sideEffects as string[]).filter((file) => file.startsWith('./dist/'));
    expect(packed).not.toEqual([]);
    expect(files).toEqual(expect.arrayContaining(packed.map((file) => file.replace('.', 'package'))));
  });

  it('carries the pages that its pages lead to, and their headings', () => {
    const folder = makeProject(tarball, {});
    const installed = join(folder, 'node_modules/countersign');
    const pages = [
      'README.md',
      ...readdirSync(join(installed, 'docs')).flatMap((page) => (page.endsWith('.md') ? [`docs/${page}`] : [])),
    ];
    expect(pages.length).toBeGreaterThan(9);
    expect(pages.flatMap((page) => deadLinks(installed, page))).toEqual([]);
  });
});

describe('a bundler', () => {
  let project: string;
  beforeAll(() => {
    project = makeProject(tarball, {});
  });

  /** Bundles a page's script: what the files are that come of it. */
  const bundled = async (contents: string): Promise<readonly string[]> => {
    const { outputFiles } = await build({
      ...{ stdin: { contents, resolveDir: project }, bundle: true, format: 'esm', outdir: 'out', write: false },
      // It warns that an import does nothing.
      logLevel: 'error',
    });
    return outputFiles.map(({ text }) => text);
  };

  it('keeps what defines the element', async () => {
    const [script] = await bundled("import 'countersign/ui/define';");
    expect(script).toContain('customElements.define("countersign-sign-in"');
  });

  it.each(['ui', 'ui/forms', 'ui/react', 'client'])(
    'drops an import of countersign/%s of which nothing is used',
    async (entry) => {
      expect((await bundled(`import 'countersign/${entry}';`)).join('').trim()).toBe('');
    },
  );

  it('takes the look as a stylesheet, and texts as data', async () => {
    const [script, style] = await bundled(`
      import 'countersign/ui/style.css';
      import { chooseTitle, options } from 'countersign/ui/texts/en.json';
      console.log(chooseTitle, options);
    `);
    expect(script).toContain('"How do you want to sign in?"');
    expect(script).toContain('emailOtp: "A code by e-mail"');
    expect(script).toContain('WEB_AUTHN: "A passkey"');
    expect(style).toContain('.cs-form {');
  });
});

describe('a CommonJS app as cdk init makes it', () => {
  let project: string;
  beforeAll(() => {
    project = makeProject(tarball, cdkApp);
  });

  it('compiles', () => {
    run(project, 'tsc', '-p', '.');
    expect(readFileSync(join(project, 'lib/app-stack.js'), 'utf8')).toContain('require("countersign/constructs")');
  }, 60_000);

  it('synthesizes the sign-in from the installed package', () => {
    run(project, 'node', 'bin/app.js');
    const template = JSON.parse(readFileSync(join(project, 'cdk.out/AppStack.template.json'), 'utf8'));
    const types = Object.values(template.Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(4);
    expect(types).toContain('AWS::Cognito::UserPool');
    const assets = readdirSync(join(project, 'cdk.out')).filter((name) => name.startsWith('asset.'));
    expect(assets).toHaveLength(4);
    for (const asset of assets) expect(existsSync(join(project, 'cdk.out', asset, 'index.mjs'))).toBe(true);
  }, 60_000);

  it('says so where esbuild is not installed', () => {
    const esbuild = join(project, 'node_modules/esbuild');
    renameSync(esbuild, `${esbuild}-away`);
    try {
      expect(() => run(project, 'node', 'bin/app.js')).toThrow(
        'EsbuildMissingError: esbuild bundles the functions, and the scripts of a page, and is not installed: npm install --save-dev esbuild',
      );
    } finally {
      renameSync(`${esbuild}-away`, esbuild);
    }
  }, 60_000);
});
