// @module-tag slow
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningLocal, runLocal } from '../../lib/local/index.ts';
import { folderOf } from '../constructs/fixtures/lambdas.ts';
import { sdkFor } from './support/pool-parts.ts';
import { answer, begin } from './support/sign-in.ts';

// The functions run in processes of their own, and one is killed at one of its requests: before it is sent, or when it was done.

const lib = fileURLToPath(new URL('../../lib', import.meta.url));
const plans = mkdtempSync(join(tmpdir(), 'countersign-killed-'));
const planFor = (trigger: string): string => join(plans, trigger);

/** A fetch that ends the process at a request of a plan. Once: who is started next finds no plan. */
const dying = `
import { readFileSync, rmSync } from 'node:fs';
const plan = () => { try { return readFileSync(path(), 'utf8'); } catch { return ''; } };
let name = '';
const path = () => '${plans}/' + name;
let [seen, current] = [0, ''];
export const dyingFetch = (trigger) => {
  name = trigger;
  return async (url, init) => {
    const found = plan();
    if (found === '') return fetch(url, init);
    if (found !== current) [seen, current] = [0, found];
    const [operation, nth, when] = found.split(' ');
    const target = init.headers['x-amz-target'] ?? String(url);
    if (!target.endsWith(operation)) return fetch(url, init);
    seen++;
    if (seen !== Number(nth)) return fetch(url, init);
    if (when === 'after') await fetch(url, init);
    rmSync(path());
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  };
};`;

const handlerOf = (trigger: string, factory: string): string => `
import { ${factory} } from '${lib}/triggers/index.ts';
import { dyingFetch } from './dying-fetch.ts';
import { signIn } from './sign-in.ts';
export const handler = ${factory}(signIn, { fetch: dyingFetch('${trigger}') });`;

const lambdas = folderOf({
  'sign-in.ts': `
    import { emailOtp } from '${lib}/challenges/index.ts';
    import { defineFlow } from '${lib}/flow/index.ts';
    export const signIn = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) { yield* pass('emailOtp'); });`,
  'dying-fetch.ts': dying,
  'create-auth-challenge.ts': handlerOf('create', 'createAuthChallengeHandler'),
  'deliver-message.ts': handlerOf('deliver', 'deliverMessageHandler'),
});

const WHEN = ['before', 'after'] as const;
type When = (typeof WHEN)[number];
/** Requests by what their names or paths end in; which of the two reads it is. The key is asked for by a cold process alone. */
const OF_CREATE = ['GetItem 1', 'GetItem 2', 'UpdateItem 1', 'PutItem 1', 'invocations 1'];
const OF_DELIVER = ['GetItem 1', 'PutItem 1', 'outbound-emails 1'];
const casesOf = (requests: readonly string[]) =>
  requests.flatMap((request) => WHEN.map((when) => [when, request] as const));

const userOf = (trigger: string, when: When, request: string): string =>
  `${trigger}-${when}-${request.replace(' ', '-').toLowerCase()}@example.com`;
const usersOf = (trigger: string, requests: readonly string[]) =>
  casesOf(requests).map(([when, request]) => ({ username: userOf(trigger, when, request) }));

describe('a function that is killed', () => {
  let local: RunningLocal;
  let pool: Parameters<typeof begin>[0];
  beforeAll(async () => {
    local = await runLocal({
      directory: folderOf({}),
      lambdas,
      ...{ storage: 'memory', budgets: true, watch: false, port: 0 },
      ...{ onLog: () => {}, onEventTry: () => {} },
      seed: [...usersOf('create', OF_CREATE), ...usersOf('deliver', OF_DELIVER)],
    });
    const [client] = local.config().clients ?? [];
    pool = { sdk: sdkFor(local.endpoint), ClientId: client?.clientId as string };
  }, 60_000);
  afterAll(async () => {
    pool?.sdk.destroy();
    await local?.close();
    rmSync(plans, { recursive: true, force: true });
  });

  const sentTo = (to: string) => local.outbox.list({ to }).filter(({ shared }) => !shared);
  const isIn = async (challenged: Awaited<ReturnType<typeof begin>>, to: string): Promise<boolean> =>
    (await answer(pool, challenged, local.outbox.lastCode(to))).AuthenticationResult !== undefined;

  const ofCreate = casesOf(OF_CREATE);
  it.each(ofCreate)('Create, %s its %s: one message, whose code is right', async (when, request) => {
    const user = userOf('create', when, request);
    writeFileSync(planFor('create'), `${request} ${when} ${user}`);
    await expect(begin(pool, user)).rejects.toThrow();
    expect(existsSync(planFor('create'))).toBe(false);
    const challenged = await begin(pool, user);
    await local.delivered();
    expect(sentTo(user)).toHaveLength(1);
    expect(await isIn(challenged, user)).toBe(true);
  });

  it('what delivers, at each of its requests: one message, or none where it ended between taking it and sending it', async () => {
    const challenges = new Map<string, Awaited<ReturnType<typeof begin>>>();
    for (const [when, request] of casesOf(OF_DELIVER)) {
      const user = userOf('deliver', when, request);
      writeFileSync(planFor('deliver'), `${request} ${when} ${user}`);
      challenges.set(user, await begin(pool, user));
      await expect.poll(() => existsSync(planFor('deliver')), { timeout: 5000 }).toBe(false);
    }
    // Lambda tries again after a minute, the local pool after three seconds.
    const isLost = (user: string): boolean => /after-putitem|before-outbound/.test(user);
    const users = [...challenges.keys()];
    await expect
      .poll(() => users.filter((user) => sentTo(user).length > 0), { timeout: 8000 })
      .toEqual(users.filter((user) => !isLost(user)));
    await local.delivered();
    for (const [user, challenged] of challenges) {
      expect(sentTo(user), user).toHaveLength(isLost(user) ? 0 : 1);
      if (!isLost(user)) expect(await isIn(challenged, user), user).toBe(true);
    }
  }, 30_000);
});
