import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../../lib/constructs/bundle.ts';
import { loadedFiles, NOT_LOADED } from '../constructs/fixtures/loaded-files.ts';
import { checkMs } from './check.ts';
import { growth } from './growth.ts';
import { measure, type Target, type Throughput } from './load-generator.ts';
import { byEcho, byEmail, startPool } from './local-pool.ts';
import { emptyModule, moduleLoads } from './module-load.ts';
import { PEER, startPeer } from './peer.ts';
import { srp } from './srp.ts';
import { bySrp } from './srp-sign-in.ts';
import { triggerCosts } from './trigger-requests.ts';
import { whoExists } from './who-exists.ts';

// npm run bench -- [--sign-ins 600] [--answers 1000]: the timed figures, ours beside the peers' in the same run, as tables and as JSON.
const { values } = parseArgs({
  options: { 'sign-ins': { type: 'string', default: '600' }, answers: { type: 'string', default: '1000' } },
});
const signIns = Number(values['sign-ins']);
const answers = Number(values.answers);

const lambdas = join(import.meta.dirname, '../../lambdas');

/** Bytes and load of each function, with the chunks that an e-mailed code makes it load. */
function functions() {
  const into = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const files = Object.fromEntries(
    Object.entries(NOT_LOADED).map(([name, except]) => [
      name,
      loadedFiles(bundle(join(lambdas, `${name}.ts`), into), except),
    ]),
  );
  const loads = moduleLoads({ empty: [emptyModule()], ...files });
  return {
    emptyModuleMs: round(loads.empty),
    functions: Object.entries(files).map(([name, loaded]) => ({
      name,
      bytesLoaded: loaded.reduce((sum, file) => sum + statSync(file).size, 0),
      loadMs: round(loads[name]),
      overEmptyModuleMs: round((loads[name] ?? 0) - (loads.empty ?? 0)),
    })),
  };
}

/** Sign-ins a second of all pools, in turns, so that the machine's noise hits all alike. */
async function throughput() {
  const echo = await startPool(byEcho);
  const email = await startPool(byEmail);
  const peer = await startPeer();
  const targets: Readonly<Record<string, Target>> = {
    'countersign, a challenge that sends nothing': echo,
    'countersign, a code by e-mail': email,
    'countersign, a password by SRP, no triggers': await bySrp(echo),
    [`${PEER}, a password, no triggers`]: peer,
  };
  try {
    for (const target of Object.values(targets)) await measure(target, signIns / 2, 16);
    const rows = [];
    for (const atOnce of [1, 16]) {
      const figures = new Map<string, Throughput>();
      for (const [pool, target] of Object.entries(targets)) figures.set(pool, await measure(target, signIns, atOnce));
      const base = [...figures.values()].at(-1)?.signInsPerSecond ?? Number.NaN;
      for (const [pool, { signInsPerSecond, p50, p99 }] of figures) {
        rows.push({
          pool,
          atOnce,
          signInsPerSecond: Math.round(signInsPerSecond),
          timesThePeer: round(signInsPerSecond / base),
          p50Ms: round(p50),
          p99Ms: round(p99),
        });
      }
    }
    const telling = (await whoExists(email, answers)).map((each) => ({
      ...each,
      auc: thousandths(each.auc),
      standardError: thousandths(each.standardError),
      knownP50Ms: round(each.knownP50Ms),
      unknownP50Ms: round(each.unknownP50Ms),
    }));
    return { secondsToReady: round(email.secondsToReady), rows, telling };
  } finally {
    peer.stop();
    await Promise.all([echo.stop(), email.stop()]);
  }
}

const round = (value = Number.NaN): number => Math.round(value * 100) / 100;
const thousandths = (value: number): number => Math.round(value * 1000) / 1000;
const results = {
  node: process.version,
  ...functions(),
  checkMs: checkMs(),
  srp: await srp(),
  triggers: (await triggerCosts()).map(({ trigger, requests, p50Ms, withoutRequestsMs }) => ({
    ...{ trigger, requests },
    ...{ p50Ms: round(p50Ms), withoutRequestsMs: round(withoutRequestsMs) },
  })),
  ...(await throughput()),
  growth: await growth(),
};
print(results);
console.log(JSON.stringify(results));

function print(figures: typeof results): void {
  const { emptyModuleMs, functions, checkMs, srp, triggers, secondsToReady, rows, telling, growth } = figures;
  console.log(`\nLoading a function (an empty module: ${emptyModuleMs} ms)`);
  console.table(functions);
  console.log(`\nChecking the largest flow: ${checkMs} ms`);
  console.log('\nProving a password by SRP, nothing sent (milliseconds: the public key, then the claim):');
  console.table(srp);
  console.log('\nRequests of a trigger to DynamoDB, a connection on this machine away:');
  console.table(triggers);
  console.log(`\nSign-ins through the local pool, which was ready after ${secondsToReady} s:`);
  console.table(rows);
  console.log(`\nHow well the time tells who exists (AUC of ${answers} each, the median of five runs):`);
  console.table(telling);
  console.log('\nAs the users grow in number (milliseconds a call, clients a hundredth of the users):');
  console.table(growth);
}
