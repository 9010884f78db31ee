import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startLocalPool } from '../../lib/local/index.ts';
import { openStore } from '../../lib/local/store/store.ts';
import type { StoredUser } from '../../lib/local/store/users.ts';
import { handlersOf, logInto } from '../../lib/testing/flow-handlers.ts';
import { ARNS, exampleApp, exampleClient, examplePool } from '../local/support/example-app.ts';
import { inProcessHost } from '../local/support/in-process-host.ts';
import { environment } from '../local/support/pool-parts.ts';
import { signIn } from './app/lambdas/sign-in.ts';
import { type Call, callerOf, measure } from './load-generator.ts';

/** What a pool of a size takes for each of these. Milliseconds, but for the sign-ins. */
export interface Growth {
  readonly users: number;
  readonly signInsPerSecond: number;
  readonly filterByEmail: number;
  readonly filterByName: number;
  readonly filterByPrefix: number;
  readonly filterByStatus: number;
  readonly group: number;
  readonly describe: number;
  readonly createClient: number;
}

const pool = examplePool();
const { userPoolId: UserPoolId } = pool;
const { clientId: ClientId } = exampleClient();
const emailOf = (index: number): string => `user-${index}@example.com`;

/** What calls and sign-ins take while the users grow in number. A hundredth as many clients stand beside them. */
export async function growth(sizes: readonly number[] = [100, 1000, 10_000, 100_000]): Promise<readonly Growth[]> {
  const rows: Growth[] = [];
  for (const users of sizes) rows.push(await grown(users));
  return rows;
}

async function grown(users: number): Promise<Growth> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-growth-'));
  fill(folder, users);
  const log = logInto([]);
  const handlers = handlersOf(signIn, { now: Date.now, environment, fetch: () => Promise.reject(new Error()), log });
  const host = inProcessHost({
    ...{ [ARNS.define]: handlers.define, [ARNS.create]: handlers.create, [ARNS.verify]: handlers.verify },
  });
  const local = await startLocalPool({ app: exampleApp(pool), host, storage: { folder }, port: 0 });
  try {
    const call = callerOf(local.endpoint);
    const target = { endpoint: local.endpoint, signIn: (_: Call, index: number) => oneSignIn(call, index % users) };
    await measure(target, 50, 16);
    const { signInsPerSecond } = await measure(target, 500, 16);
    const last = users - 1;
    const list = (Filter: string) => () => call('ListUsers', { UserPoolId, Filter, Limit: 10 });
    return {
      users,
      signInsPerSecond: Math.round(signInsPerSecond),
      filterByEmail: await best(list(`email = "${emailOf(last)}"`)),
      filterByName: await best(list(`name = "User ${last}"`)),
      filterByPrefix: await best(list('email ^= "user-99"')),
      filterByStatus: await best(list('cognito:user_status = "unconfirmed"')),
      group: await best(() => call('ListUsersInGroup', { UserPoolId, GroupName: 'everybody', Limit: 10 })),
      describe: await best(() => call('DescribeUserPool', { UserPoolId })),
      createClient: await best(() => call('CreateUserPoolClient', { UserPoolId, ClientName: 'another' })),
    };
  } finally {
    await local.close();
    rmSync(folder, { recursive: true });
  }
}

/** Users as the pool would keep them, without the time that a password takes. */
function fill(folder: string, users: number): void {
  const store = openStore({ folder });
  const group = { userPoolId: UserPoolId, groupName: 'everybody' };
  store.groups.save({ ...group, createdAt: 1, modifiedAt: 1 });
  for (let index = 0; index < users; index++) {
    const sub = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const email = emailOf(index);
    const user: StoredUser = {
      ...{ userPoolId: UserPoolId, userName: sub, status: 'CONFIRMED', enabled: true, createdAt: 1, modifiedAt: 1 },
      attributes: { sub, email, email_verified: 'true', name: `User ${index}` },
      passwordHash: 'x'.repeat(830),
    };
    store.users.save(user, [sub, email]);
    store.groups.add(group, sub);
    if (index % 100 === 0) {
      store.apiPools.saveClient(UserPoolId, exampleClient({ clientId: `client${index}`, clientName: 'many' }));
    }
  }
  store.close();
}

async function oneSignIn(call: Call, index: number): Promise<void> {
  const AuthParameters = { USERNAME: emailOf(index) };
  const asked = await call('InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters });
  const { USERNAME } = asked.ChallengeParameters as Record<string, string>;
  const answered = await call('RespondToAuthChallenge', {
    ...{ ChallengeName: 'CUSTOM_CHALLENGE', ClientId, Session: asked.Session },
    ChallengeResponses: { USERNAME, ANSWER: emailOf(index) },
  });
  if (!answered.AuthenticationResult) throw new Error(`no tokens: ${JSON.stringify(answered)}`);
}

/** The best of some: the machine does other things too. */
async function best(work: () => Promise<unknown>, turns = 7): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return Math.round(Math.min(...times) * 10) / 10;
}
