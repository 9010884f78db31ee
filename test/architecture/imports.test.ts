import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { circlesIn } from './circles.ts';
import { breach, isWithin, RULES, unusedPermissions } from './import-rules.ts';
import { importsIn, importsOf, root, sourcesIn } from './import-scan.ts';
import { LOCAL_ROOMS, localRooms, wrongWay } from './local-rooms.ts';

const folders = Object.keys(RULES);
const sources = new Map(folders.map((folder) => [folder, sourcesIn(folder)]));

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

  test.each([
    ['lib/flow', "import { createHash } from 'node:crypto';", 'lib/flow/a.ts imports node:crypto'],
    [
      'lib/flow',
      "import type { Tokens } from '../client/tokens.ts';",
      'lib/flow/a.ts imports types of lib/client/tokens.ts',
    ],
    [
      'lib/client',
      "import {\n  replay,\n  type Flow,\n} from '../flow/index.ts';",
      'lib/client/a.ts imports lib/flow/index.ts',
    ],
    ['lib/client', "const jose = await import('jose');", 'lib/client/a.ts imports jose'],
    ['lib/protocol', "export * from '../flow/index.ts';", 'lib/protocol/a.ts imports lib/flow/index.ts'],
    ['lib/triggers', "import '../testing/index.ts';", 'lib/triggers/a.ts imports lib/testing/index.ts'],
    [
      'lib/local',
      "import { CustomAuth } from '../constructs/custom-auth.ts';",
      'lib/local/a.ts imports lib/constructs/custom-auth.ts',
    ],
    [
      'lib/challenges',
      "type Sdk = import('@aws-sdk/client-ses').SES;",
      'lib/challenges/a.ts imports types of @aws-sdk/client-ses',
    ],
  ])('names the file that breaks the rule of %s: %s', (folder, text, expected) => {
    expect(importsIn(`${folder}/a.ts`, text).map((each) => breach(folder, each))).toEqual([expected]);
  });

  test.each(folders)('%s needs all that it may import', (folder) => {
    const imports = (sources.get(folder) ?? []).flatMap(importsOf);

    expect(unusedPermissions(folder, imports)).toEqual([]);
  });

  test('names the permissions that nothing needs', () => {
    const imports = importsIn('lib/triggers/a.ts', "import '../flow/index.ts';\nimport middy from '@middy/core';");

    expect(unusedPermissions('lib/triggers', imports)).toEqual([
      'lib/triggers need not import lib/protocol',
      'lib/triggers need not import lib/aws',
      'lib/triggers need not import lib/ledger',
      'lib/triggers need not import aws-lambda',
      'lib/triggers need not import node',
    ]);
  });

  test('names what is imported for its types alone', () => {
    const imports = importsIn('lib/aws/a.ts', "import type { A } from '../protocol/a.ts';\nimport 'node:fs';");

    expect(unusedPermissions('lib/aws', imports)).toEqual(['lib/aws imports only types of lib/protocol']);
  });

  test('examples in comments are no imports', () => {
    const text =
      "/**\n * @example\n * import { a } from 'countersign/flow';\n */\n// import b from 'b';\nexport const url = 'https://c';";

    expect(importsIn('lib/flow/a.ts', text)).toEqual([]);
  });

  test('and in no circle, types included', () => {
    const targetsOf = (file: string) => importsOf(file).flatMap(({ target }) => target ?? []);

    expect(circlesIn(new Map(sourcesIn('lib').map((file) => [file, targetsOf(file)])))).toEqual([]);
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

describe('the rooms of the local pool', () => {
  test('import one way', () => {
    const wrong = sourcesIn('lib/local').flatMap((file) => importsOf(file).map(wrongWay));

    expect(wrong.filter((each) => each !== undefined)).toEqual([]);
  });

  test('all have their place in the order, which names no other', () => {
    expect(LOCAL_ROOMS.flat().sort()).toEqual(localRooms());
  });

  test.each([
    ['store/users.ts', '../sign-in/session-state.ts'],
    ['users/names.ts', '../passkeys/relying-party.ts'],
    ['operations/pools.ts', '../app/read-app.ts'],
    ['run-local.ts', './server/listen.ts'],
  ])('%s may not import %s', (file, specifier) => {
    const [found] = importsIn(`lib/local/${file}`, `import type { A } from '${specifier}';`);

    expect(wrongWay(found as NonNullable<typeof found>)).toContain(`lib/local/${file} imports`);
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
