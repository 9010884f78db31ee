import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { type Import, importsOf, root, sourcesIn } from './import-scan.ts';

/** What a folder may import beside itself. */
interface Rule {
  /** Folders, or single files, of this repository. */
  readonly from: readonly string[];
  /** Of these only what is gone after compilation. */
  readonly typesFrom?: readonly string[];
  readonly packages?: readonly string[];
  readonly node?: boolean;
}

const RULES: Readonly<Record<string, Rule>> = {
  'lib/protocol': { from: [] },
  'lib/flow': { from: [] },
  'lib/challenges': { from: ['lib/protocol', 'lib/flow'], packages: ['aws4fetch'], node: true },
  'lib/client': { from: ['lib/protocol'], typesFrom: ['lib/flow'] },
  'lib/triggers': {
    from: ['lib/protocol', 'lib/flow', 'lib/challenges'],
    packages: ['@middy/core', 'aws-lambda'],
    node: true,
  },
  'lib/testing': {
    from: ['lib/protocol', 'lib/flow', 'lib/challenges', 'lib/client', 'lib/triggers'],
    packages: ['aws-lambda', 'vitest'],
    node: true,
  },
  'lib/local': {
    from: [
      'lib/protocol',
      'lib/flow',
      'lib/challenges',
      'lib/client',
      'lib/triggers',
      'lib/testing',
      // What you deploy is what runs: the bundler is shared.
      'lib/constructs/bundle.ts',
      'lib/constructs/errors.ts',
    ],
    packages: ['@hono/node-server', 'hono', 'jose'],
    node: true,
  },
  'lib/constructs': {
    from: ['lib/protocol', 'lib/flow'],
    packages: ['aws-cdk-lib', 'constructs', 'esbuild'],
    node: true,
  },
  'lib/command-line': {
    from: ['lib'],
    packages: ['@hono/node-server', 'commander'],
    node: true,
  },
  lambdas: {
    from: ['lib/protocol', 'lib/flow', 'lib/challenges', 'lib/triggers'],
    packages: ['@middy/core'],
    node: true,
  },
};

const folders = Object.keys(RULES);
const sources = new Map(folders.map((folder) => [folder, sourcesIn(folder)]));

const isWithin = (target: string, place: string): boolean => target === place || target.startsWith(`${place}/`);
const packageOf = (specifier: string): string => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;

/** Why an import breaks the rule of its folder; undefined if it doesn't. */
function breach(folder: string, { file, specifier, target, typeOnly }: Import): string | undefined {
  const { from, typesFrom = [], packages = [], node = false } = RULES[folder] as Rule;
  const allowed =
    target !== undefined
      ? [folder, ...from, ...(typeOnly ? typesFrom : [])].some((place) => isWithin(target, place))
      : specifier.startsWith('node:')
        ? node
        : packages.includes(packageOf(specifier));
  return allowed ? undefined : `${file} imports ${typeOnly ? 'types of ' : ''}${target ?? specifier}`;
}

const statementsOf = (file: string): readonly string[] =>
  readFileSync(join(root, file), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

describe('imports run one way', () => {
  test.each(folders)('%s imports only what it may', (folder) => {
    const breaches = (sources.get(folder) ?? [])
      .flatMap((file) => importsOf(file).map((each) => breach(folder, each)))
      .filter((each) => each !== undefined);

    expect(breaches).toEqual([]);
  });

  test('the folders of lib all have a rule', () => {
    const unruled = sourcesIn('lib').filter((file) => !folders.some((folder) => isWithin(file, folder)));

    expect(unruled).toEqual([]);
  });

  test('nothing imports the command line but bin', () => {
    const importing = [...sourcesIn('lib'), ...sourcesIn('lambdas')]
      .filter((file) => !isWithin(file, 'lib/command-line'))
      .flatMap(importsOf)
      .filter(({ target }) => target !== undefined && isWithin(target, 'lib/command-line'));

    expect(importing).toEqual([]);
  });
});

test('what the client loads, in whichever folder it stands, has nothing of Node', () => {
  const reached = new Set(sources.get('lib/client'));
  const values = (file: string) => importsOf(file).filter(({ typeOnly }) => !typeOnly);
  // The set grows while it is walked.
  for (const file of reached) {
    for (const { target } of values(file)) if (target) reached.add(target);
  }
  const foreign = [...reached].flatMap(values).filter(({ target }) => target === undefined);

  expect(foreign).toEqual([]);
  expect([...reached].filter((file) => isWithin(file, 'lib/flow'))).toEqual([]);
});

test('an entry file only re-exports', () => {
  const entries = sourcesIn('lib').filter((file) => file.endsWith('/index.ts'));
  const others = entries.filter((file) =>
    statementsOf(file).some((statement) => !/^export\s[^=]*\sfrom\s/.test(statement)),
  );

  expect(entries).not.toEqual([]);
  expect(others).toEqual([]);
});

test('the scan misses nothing that the bundler finds', async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...sources.values()].flat(),
    outdir: 'out',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    splitting: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const missed = Object.entries(metafile.inputs).flatMap(([file, { imports }]) => {
    const scanned = importsOf(file).flatMap(({ target, specifier }) => [target, specifier]);
    return imports
      .filter(({ path, original }) => !scanned.includes(path) && !scanned.includes(original))
      .map(({ path }) => `${file} imports ${path}`);
  });

  expect(missed).toEqual([]);
});
