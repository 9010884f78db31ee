import { expect, inject, it } from 'vitest';
import { startTestPool } from '../local/support/start-pool.ts';

it('makes four keys a run, which all pools of the tests sign with', async () => {
  const made = inject('signingKeys').map(({ n }) => n);
  expect(new Set(made).size).toBe(4);

  for (let pools = 0; pools < 3; pools++) {
    const { local } = await startTestPool();
    const { keys } = JSON.parse(await (await fetch(local.config().jwks as string)).text());
    expect(keys).toHaveLength(2);
    const [id, access] = keys.map(({ n }: { readonly n: string }) => n);
    expect(made).toEqual(expect.arrayContaining([id, access]));
    expect(id).not.toBe(access);
  }
});
