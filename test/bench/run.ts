import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../../lib/constructs/bundle.ts';
import { callerOf, measure, type Throughput } from './load-generator.ts';
import { startPool } from './local-pool.ts';
import { emptyModule, moduleLoads } from './module-load.ts';
import { PEER, startPeer } from './peer.ts';

// npm run bench -- [--sign-ins 600] [--json]: the timed figures, ours beside the peers' in the same run.
const { values } = parseArgs({
  options: { 'sign-ins': { type: 'string', default: '600' }, json: { type: 'boolean' } },
});
const signIns = Number(values['sign-ins']);

const lambdas = join(import.meta.dirname, '../../lambdas');
const HANDLERS = ['define-auth-challenge', 'create-auth-challenge', 'verify-auth-challenge-response'];

/** Bytes and load of each function, with the chunks that an e-mailed code makes it load. */
function functions() {
  const into = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const bundles = HANDLERS.map((name) => ({ name, ...bundle(join(lambdas, `${name}.ts`), into) }));
  const chunksOf = (folder: string) => readdirSync(folder).map((file) => join(folder, file));
  const loads = moduleLoads({
    empty: [emptyModule()],
    ...Object.fromEntries(
      bundles.map(({ name, entry, folder }) => [
        name,
        name.startsWith('define') ? [entry] : [entry, ...chunksOf(folder)],
      ]),
    ),
  });
  return {
    emptyModuleMs: round(loads.empty),
    functions: bundles.map(({ name, loadedBytes, bytes }) => ({
      name,
      bytesLoaded: name.startsWith('define') ? loadedBytes : bytes,
      loadMs: round(loads[name]),
      overEmptyModuleMs: round((loads[name] ?? 0) - (loads.empty ?? 0)),
    })),
  };
}

/** Sign-ins a second of both pools, in turns, so that the machine's noise hits both alike. */
async function throughput() {
  const users = 50;
  const ours = await startPool(users);
  const theirs = await startPeer();
  try {
    const call = callerOf(ours.endpoint);
    for (let user = 0; user < users; user++) {
      const email = `user-${user}@example.com`;
      const UserAttributes = [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ];
      await call('AdminCreateUser', {
        UserPoolId: ours.userPoolId,
        Username: email,
        UserAttributes,
        MessageAction: 'SUPPRESS',
      });
    }
    for (const target of [ours, theirs]) await measure(target, 100, 16);
    const rows = [];
    for (const atOnce of [1, 16]) {
      rows.push({
        atOnce,
        countersign: rounded(await measure(ours, signIns, atOnce)),
        [PEER]: rounded(await measure(theirs, signIns, atOnce)),
      });
    }
    return { secondsToReady: round(ours.secondsToReady), rows };
  } finally {
    theirs.stop();
    await ours.stop();
  }
}

const round = (value = Number.NaN): number => Math.round(value * 100) / 100;
const rounded = ({ signInsPerSecond, p50, p99 }: Throughput) => ({
  signInsPerSecond: Math.round(signInsPerSecond),
  p50Ms: round(p50),
  p99Ms: round(p99),
});

const results = { node: process.version, ...functions(), ...(await throughput()) };
if (values.json) console.log(JSON.stringify(results, null, 2));
else print(results);

function print({ emptyModuleMs, functions, secondsToReady, rows }: typeof results): void {
  console.log(`\nLoading a function (an empty module: ${emptyModuleMs} ms)`);
  console.table(functions);
  console.log(`\nSign-ins through the local pool, which was ready after ${secondsToReady} s:`);
  console.log(`an e-mailed code, triggers in their processes, beside ${PEER} (a password, no triggers)`);
  console.table(
    rows.flatMap(({ atOnce, ...targets }) =>
      Object.entries(targets).map(([pool, figures]) => ({ pool, 'at once': atOnce, ...(figures as object) })),
    ),
  );
}
