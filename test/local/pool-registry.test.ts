import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LocalPoolDefinition } from '../../lib/local/index.ts';
import { type PoolRegistry, poolRegistry } from '../../lib/local/pool-registry.ts';
import { openStore } from '../../lib/local/store/store.ts';
import { exampleApp, exampleClient, examplePool } from './support/example-app.ts';

const template = exampleApp(examplePool());
const { userPoolId: ofTemplate } = examplePool();

function start() {
  const store = openStore('memory');
  onTestFinished(() => store.close());
  return { store, registry: poolRegistry(template, store, () => 1) };
}

const apiPool = (userPoolId: string): LocalPoolDefinition =>
  examplePool({ userPoolId, logicalId: userPoolId, clients: [] });
const client = (clientId: string) =>
  exampleClient({ clientId, logicalId: clientId, clientSecret: `${clientId} secret` });
const secret = (clientId: string, secretId: string, userPoolId = ofTemplate) => ({
  ...{ userPoolId, clientId, secretId, secret: secretId, createdAt: 1 },
});

/** What there is, as data. */
const shown = ({ index }: PoolRegistry): unknown => JSON.parse(JSON.stringify(index.app.pools));

describe('the pools there are', () => {
  it('are after any changes the same as after opening the store anew', () => {
    const { store, registry } = start();
    const steps: (() => void)[] = [
      () => registry.save(apiPool('one')),
      () => registry.save(apiPool('two')),
      () => registry.saveClient('one', client('a')),
      () => registry.saveClient('one', client('b')),
      () => registry.saveClient(ofTemplate, client('c')),
      () => registry.save({ ...apiPool('one'), name: 'renamed' }),
      () => registry.addClientSecret(secret('a', 'first', 'one')),
      () => registry.addClientSecret(secret('a', 'second', 'one')),
      () => registry.removeClientSecret('a', 'first'),
      () => registry.saveClient('one', { ...client('b'), clientName: 'renamed' }),
      () => registry.removeClient('c'),
      () => registry.remove('two'),
      () => registry.update(exampleApp(examplePool({ name: 'changed' }))),
      () => registry.remove('one'),
    ];
    let app = template;
    for (const [position, step] of steps.entries()) {
      step();
      if (position === 12) app = exampleApp(examplePool({ name: 'changed' }));
      expect(shown(registry)).toEqual(shown(poolRegistry(app, store, () => 1)));
    }
    expect(() => registry.index.client('a')).toThrow('User pool client a does not exist.');
    expect(registry.index.has('one')).toBe(false);
  });

  it('change one by one: nothing is read of the others', () => {
    const { store, registry } = start();
    const reads = [vi.spyOn(store.apiPools, 'list'), vi.spyOn(store.apiPools, 'clientsOf')];
    registry.save(apiPool('one'));
    registry.saveClient('one', client('a'));
    registry.addClientSecret(secret('a', 'first', 'one'));
    registry.removeClient('a');
    registry.remove('one');
    for (const read of reads) expect(read).not.toHaveBeenCalled();
  });

  it('give their clients with the pool as it is now', () => {
    const { registry } = start();
    registry.save(apiPool('one'));
    registry.saveClient('one', client('a'));
    registry.save({ ...apiPool('one'), name: 'renamed' });
    expect(registry.index.client('a').pool.name).toBe('renamed');
    expect(() => registry.index.client('a', ofTemplate)).toThrow('User pool client a does not exist.');
  });
});
