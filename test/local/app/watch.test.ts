import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { watchLocalApp } from '../../../lib/local/app/index.ts';
import type { LocalApp } from '../../../lib/local/model.ts';
import { eventually } from '../../support/eventually.ts';
import { poolResource, temporaryFolder, writeAssembly } from './assembly.ts';

/** A project whose app reads its pool's name from a source file, and fails where there is none. */
function project() {
  const workspace = temporaryFolder();
  const directory = join(workspace, 'app');
  const outside = join(workspace, 'auth', 'code.ts');
  mkdirSync(join(workspace, 'auth'));
  writeFileSync(outside, 'export {};');
  const source = join(directory, 'lib', 'deep', 'name.txt');
  mkdirSync(join(directory, 'lib', 'deep'), { recursive: true });
  mkdirSync(join(directory, 'node_modules', 'some'), { recursive: true });
  const Pool = poolResource({ LambdaConfig: {}, UserPoolName: 'NAME' });
  writeAssembly(join(directory, 'dist'), { Auth: { Resources: { Pool } } });
  const script = join(directory, 'app.cjs');
  writeFileSync(
    script,
    `const fs = require('fs');
    const name = fs.readFileSync('lib/deep/name.txt', 'utf8');
    if (name === '') throw new Error('the pool has no name');
    fs.cpSync('dist', process.env.CDK_OUTDIR, { recursive: true });
    const file = process.env.CDK_OUTDIR + '/Auth.template.json';
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('NAME', name));
    // As the constructs do, for a bundle that was made of a file outside, which the run writes again as it was.
    fs.mkdirSync(process.env.CDK_OUTDIR + '/.countersign', { recursive: true });
    const list = process.env.CDK_OUTDIR + '/.countersign/handler-1.inputs.json';
    fs.writeFileSync(list, JSON.stringify([require('path').relative(require('path').dirname(list), '../auth/code.ts')]));
    fs.writeFileSync('../auth/code.ts', fs.readFileSync('../auth/code.ts'));
    fs.writeFileSync('lib/name.js', name);
    fs.appendFileSync('.runs', 'x');`,
  );
  writeFileSync(join(directory, 'lib', 'name.ts'), '');
  writeFileSync(source, 'first');
  return { directory, source, outside };
}

function watchProject() {
  const { directory, source, outside } = project();
  const seen: (readonly string[])[] = [];
  const apps: LocalApp[] = [];
  const errors: unknown[] = [];
  const watching = watchLocalApp({
    directory,
    app: 'node app.cjs',
    debounceMs: 50,
    onChange: (files) => seen.push(files),
    onApp: (app) => apps.push(app),
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => watching.close());
  return {
    directory,
    source,
    outside,
    seen,
    watching,
    apps,
    errors,
    names: () => apps.map(({ pools }) => pools[0]?.name),
  };
}

it('synthesizes again after a change, once for several at a time', async () => {
  const { source, apps, names, errors } = watchProject();

  for (const name of ['second', 'third', 'fourth']) writeFileSync(source, name);

  await eventually(() => expect(names()).toEqual(['fourth']));
  await sleep(300); // what the app itself wrote begins no further run
  expect(apps).toHaveLength(1);
  expect(errors).toEqual([]);
});

it('says which files have changed, and watches what the bundles were made of outside of the project too', async () => {
  const { source, outside, seen, names } = watchProject();
  writeFileSync(source, 'second');
  await eventually(() => expect(names()).toEqual(['second']));
  expect(seen).toEqual([['lib/deep/name.txt']]);

  appendFileSync(outside, '// changed');
  await eventually(() => expect(names()).toEqual(['second', 'second']));
  expect(seen[1]).toEqual(['../auth/code.ts']);

  // A run that fails forgets none of them.
  writeFileSync(source, '');
  await eventually(() => expect(seen).toHaveLength(3));
  writeFileSync(outside, readFileSync(outside, 'utf8').replace('changed', 'again'));
  await eventually(() => expect(seen[3]).toEqual(['../auth/code.ts']));
});

it('names the file that was saved, not what the editor wrote on the way there; and one that is gone, alone', async () => {
  const { directory, seen, source, apps } = watchProject();
  const [draft, old] = [join(directory, 'lib', 'deep', 'a-draft'), join(directory, 'lib', 'old.ts')];
  writeFileSync(draft, 'second');
  renameSync(draft, source);
  await eventually(() => expect(apps).toHaveLength(1));

  writeFileSync(old, '');
  await eventually(() => expect(apps).toHaveLength(2));
  rmSync(old);
  await eventually(() => expect(apps).toHaveLength(3));
  expect(seen).toEqual([['lib/deep/name.txt'], ['lib/old.ts'], ['lib/old.ts']]);
});

it('tells an error, and goes on with the next change', async () => {
  const { source, names, errors } = watchProject();

  writeFileSync(source, '');
  await eventually(() => expect(errors).toHaveLength(1));
  expect(errors[0]).toHaveProperty('message', 'The CDK app "node app.cjs" failed: the pool has no name');
  expect(names()).toEqual([]);

  writeFileSync(source, 'repaired');
  await eventually(() => expect(names()).toEqual(['repaired']));
});

it('notices files in folders that are made later', async () => {
  const { directory, apps } = watchProject();
  mkdirSync(join(directory, 'lambdas'));
  await eventually(() => expect(apps).toHaveLength(1));

  writeFileSync(join(directory, 'lambdas', 'sign-in.ts'), 'export {};');

  await eventually(() => expect(apps).toHaveLength(2));
});

it('passes over node_modules, and everything after it was closed', async () => {
  const { directory, source, watching, apps, errors } = watchProject();

  writeFileSync(join(directory, 'node_modules', 'some', 'index.js'), '');
  writeFileSync(join(directory, 'dist', 'some.js'), '');
  await sleep(300);
  watching.close();
  writeFileSync(source, 'too late');
  await sleep(300);

  expect(apps).toEqual([]);
  expect(errors).toEqual([]);
});
