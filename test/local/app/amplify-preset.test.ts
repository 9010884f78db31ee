import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { amplifyPreset } from '../../../lib/local/app/amplify-preset.ts';
import { synthesizeLocalApp } from '../../../lib/local/app/index.ts';
import { poolResource, temporaryFolder, writeAssembly } from './assembly.ts';

/** A backend that writes the assembly of `written/`, and beside it what it was run with. It needs types stripped. */
const BACKEND = `
import { cpSync, writeFileSync } from 'node:fs';
const { CDK_OUTDIR: folder = '', CDK_CONTEXT_JSON: context = '' }: NodeJS.ProcessEnv = process.env;
cpSync('written', folder, { recursive: true });
writeFileSync('context.json', context satisfies string);
`;

/**
 * An Amplify project. What stands for tsx hands the file to Node, which strips types itself: tsx is the reader's own dependency
 * and none of this repository, and all that is asked of it here is to run a TypeScript file.
 */
function amplifyProject(parts: { readonly tsxIn?: string; readonly cdkJson?: object } = {}): string {
  const root = temporaryFolder();
  const directory = join(root, 'web');
  mkdirSync(join(directory, 'amplify'), { recursive: true });
  writeFileSync(join(directory, 'amplify/backend.ts'), BACKEND);
  mkdirSync(join(directory, 'written'));
  writeAssembly(join(directory, 'written'), { Auth: { Resources: { Pool: poolResource({ LambdaConfig: {} }) } } });
  const { tsxIn = 'web', cdkJson } = parts;
  if (cdkJson) writeFileSync(join(directory, 'cdk.json'), JSON.stringify(cdkJson));
  const bin = join(root, tsxIn, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'tsx'), '#!/bin/sh\nexec node "$@"\n');
  chmodSync(join(bin, 'tsx'), 0o755);
  return directory;
}

const contextIn = async (directory: string): Promise<unknown> =>
  (await import(join(directory, 'context.json'), { with: { type: 'json' } })).default;

describe.skipIf(process.platform === 'win32')('an Amplify Gen 2 app', () => {
  it.each([
    ['with tsx of its own', {}],
    ["with the workspace's tsx", { tsxIn: '.' }],
    ['beside a cdk.json that names no app', { cdkJson: { context: { own: 1 } } }],
  ])('is run by tsx, with the context that Amplify gives, and says so in a line: %s', async (_, parts) => {
    const directory = amplifyProject(parts);

    const app = await synthesizeLocalApp({ directory });

    expect(app.pools).toHaveLength(1);
    expect(app.notes).toEqual([
      'This is an Amplify app: it is run by tsx amplify/backend.ts, as a sandbox. --app, or cdk.json, says it otherwise.',
    ]);
    expect(await contextIn(directory)).toMatchObject({
      'amplify-backend-namespace': 'countersign',
      'amplify-backend-name': 'local',
      'amplify-backend-type': 'sandbox',
      'aws:cdk:bundling-stacks': ['**'],
      ...('cdkJson' in parts && { own: 1 }),
    });
  });

  it('is run as cdk.json or --app says, which may set the context too', async () => {
    const app = 'node amplify/backend.ts';
    const named = amplifyProject({ cdkJson: { app, context: { 'amplify-backend-name': 'mine' } } });
    const given = amplifyProject();

    expect((await synthesizeLocalApp({ directory: named })).notes).toBeUndefined();
    expect((await synthesizeLocalApp({ directory: given, app })).notes).toBeUndefined();

    expect(await contextIn(named)).toMatchObject({ 'amplify-backend-name': 'mine', 'amplify-backend-type': 'sandbox' });
    expect(await contextIn(given)).toMatchObject({ 'amplify-backend-name': 'local' });
  });

  it('says what to install where tsx is missing', async () => {
    const directory = amplifyProject();
    rmSync(join(directory, 'node_modules'), { recursive: true });

    await expect(synthesizeLocalApp({ directory })).rejects.toThrow(
      expect.objectContaining({
        code: 'app-not-found',
        message: expect.stringMatching(/tsx isn't installed: npm i -D tsx\./),
      }),
    );
  });
});

describe('a folder without amplify/backend.ts', () => {
  it('is no Amplify app, and gets none of its context', async () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'cdk.json'), JSON.stringify({ app: 'node app.mjs' }));
    writeAssembly(join(directory, 'written'), { Auth: { Resources: { Pool: poolResource({ LambdaConfig: {} }) } } });
    writeFileSync(
      join(directory, 'app.mjs'),
      BACKEND.replace(': NodeJS.ProcessEnv', '').replace(' satisfies string', ''),
    );

    await synthesizeLocalApp({ directory });

    expect(amplifyPreset(directory)).toBeUndefined();
    expect(Object.keys((await contextIn(directory)) as object).filter((name) => name.includes('amplify'))).toEqual([]);
  });
});
