import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { challenge, scriptCognito } from './support/scripted-cognito.ts';

/** The client as a bundler splits it, and where its parts are. */
async function splitClient() {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-parts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await build({
    entryPoints: { client: fileURLToPath(new URL('../../lib/client/index.ts', import.meta.url)) },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  const client: typeof import('../../lib/client/index.ts') = await import(
    pathToFileURL(join(folder, 'client.mjs')).href
  );
  const partOf = async (name: string) =>
    join(folder, (await readdir(folder)).find((file) => file.startsWith(`${name}-`)) ?? '');
  return { client, partOf };
}

test.each(['built-in', 'srp'])(
  'a part that can not be loaded is a NetworkError, and is loaded the next time: %s',
  async (name) => {
    const { client, partOf } = await splitClient();
    const part = await partOf(name);
    const { endpoint, received } = await scriptCognito(challenge('session-1', { challenge: 'emailOtp' }));
    const auth = client.createAuthClient({ userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', endpoint });
    const signIn = () => auth.signIn({ username: 'alice', password: 'secret' });

    await rename(part, `${part}.away`);
    await expect(signIn()).rejects.toMatchObject({ name: 'NetworkError', code: 'network', cause: expect.any(Error) });
    expect(received).toEqual([]);

    await rename(`${part}.away`, part);
    expect((await signIn()).name).toBe('emailOtp');
  },
);
