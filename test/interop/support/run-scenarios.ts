import { afterAll, describe, expect, it } from 'vitest';
import { ALICE } from '../../local/support/mfa.ts';
import { startTestPool } from '../../local/support/start-pool.ts';
import { setPassword } from '../../local/support/users.ts';
import { report } from './client-table.ts';
import type { PublicClient, PublicClientConfig } from './public-client.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios/all.ts';
import { tapWire } from './wire-tap.ts';

/** What a client can't do, and how that shows. */
export interface Cannot {
  readonly because: string;
  /** What it fails with. */
  readonly error: RegExp;
}

const authFlows = ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'CUSTOM_AUTH', 'USER_AUTH', 'REFRESH_TOKEN_AUTH'];

async function run(scenario: Scenario, makeClient: (config: PublicClientConfig) => PublicClient): Promise<void> {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const pool = await startTestPool({
    ...scenario.pool,
    client: { explicitAuthFlows: authFlows.map((flow) => `ALLOW_${flow}`) },
    now,
  });
  await setPassword(pool, ALICE);
  const { endpoint, calls } = await tapWire(pool.local.endpoint);
  const client = makeClient({ endpoint, userPoolId: pool.UserPoolId, clientId: pool.ClientId });
  const advance = (seconds: number) => {
    ahead += seconds * 1000;
  };
  await scenario.run({ pool, client, calls, now, advance });
  const answered = calls.filter(({ error }) => error === undefined).map((call) => call.answered);
  expect(answered).toEqual(expect.arrayContaining([...scenario.challenges]));
  expect(pool.faults).toEqual([]);
}

/** What every client does in `npm test`; the rest of the matrix is for `npm run test:all`. */
const ALWAYS = 'a custom challenge, after a wrong answer';

/** Runs every scenario with a client; those that it can't do must fail as it is said. */
export function runScenarios(
  name: string,
  makeClient: (config: PublicClientConfig) => PublicClient,
  cannot: Readonly<Record<string, Cannot>> = {},
): void {
  const results = new Map<string, string>();
  describe(name, () => {
    for (const scenario of SCENARIOS) {
      const { title } = scenario;
      const tags = title === ALWAYS ? [] : ['slow'];
      const limit = cannot[title];
      if (limit) {
        it(`can not pass ${title}: ${limit.because}`, { tags }, async () => {
          await expect(run(scenario, makeClient)).rejects.toThrow(limit.error);
          results.set(title, `no: ${limit.because}`);
        });
      } else {
        it(`passes ${title}`, { tags }, async () => {
          results.set(title, 'failed');
          await run(scenario, makeClient);
          results.set(title, 'yes');
        });
      }
    }
  });
  afterAll(() => {
    if (results.size === SCENARIOS.length) report(name, results);
  });
}
