import { performance } from 'node:perf_hooks';
import { type Call, callerOf, request } from './load-generator.ts';
import { type RunningPool, usernameOf } from './local-pool.ts';
import { median } from './median.ts';

/** How well the time of a call tells users that exist from those that don't: 0.5 not at all, 0 or 1 always. */
export interface Telling {
  readonly call: string;
  /** The area under the ROC curve, the median of all runs. */
  readonly auc: number;
  /** Of one run, where nothing tells. */
  readonly standardError: number;
  readonly knownP50Ms: number;
  readonly unknownP50Ms: number;
}

const RUNS = 5;
const WRONG = '00000000';

/** Times InitiateAuth and a wrong answer for users that exist and for names that nobody has, in turns: so many of each a run. */
export async function whoExists({ endpoint, clientId }: RunningPool, samples: number): Promise<readonly Telling[]> {
  const call = callerOf(endpoint);
  // Elsewhere what delivers has a machine of its own. Here it must be done before the next call is timed.
  const delivered = () => request(`${endpoint}/_local/messages?since=${Date.now()}`);
  const calls = ['InitiateAuth', 'a wrong answer'] as const;
  const runs: (readonly [Timed, Timed])[] = [];
  for (let run = 0; run < RUNS; run++) {
    const timed: readonly [Timed, Timed] = [
      { known: [], unknown: [] },
      { known: [], unknown: [] },
    ];
    for (let turn = 0; turn < samples; turn++) {
      const names = [
        ['known', usernameOf(turn)],
        ['unknown', `nobody-${turn % 50}@example.com`],
      ] as const;
      // Who comes first changes: what one leaves behind hits both alike.
      for (const [who, username] of turn % 2 === 0 ? names : names.toReversed()) {
        const times = await timesOf(call, { clientId, username, delivered });
        for (const [nth, time] of times.entries()) timed[nth]?.[who].push(time);
      }
    }
    runs.push(timed);
  }
  const standardError = Math.sqrt((2 * samples + 1) / (12 * samples * samples));
  return calls.map((name, nth) => {
    const each = runs.map((run) => run[nth] as Timed);
    return {
      call: name,
      auc: median(each.map(({ known, unknown }) => areaUnder(known, unknown))),
      standardError,
      knownP50Ms: median(each.map(({ known }) => median(known))),
      unknownP50Ms: median(each.map(({ unknown }) => median(unknown))),
    };
  });
}

interface Timed {
  readonly known: number[];
  readonly unknown: number[];
}

interface Asking {
  readonly clientId: string;
  readonly username: string;
  readonly delivered: () => Promise<unknown>;
}

/** The milliseconds of InitiateAuth, and of a wrong answer to what it asks. */
async function timesOf(
  call: Call,
  { clientId: ClientId, username, delivered }: Asking,
): Promise<readonly [number, number]> {
  const begun = performance.now();
  const AuthParameters = { USERNAME: username };
  const asked = await call('InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters });
  const asking = performance.now() - begun;
  await delivered();
  const { USERNAME } = asked.ChallengeParameters as Record<string, string>;
  const between = performance.now();
  const answered = await call('RespondToAuthChallenge', {
    ChallengeName: 'CUSTOM_CHALLENGE',
    ClientId,
    Session: asked.Session,
    ChallengeResponses: { USERNAME, ANSWER: WRONG },
  });
  const ended = performance.now();
  if (answered.AuthenticationResult) throw new Error('a wrong answer was right');
  return [asking, ended - between];
}

/** The share of pairs in which the known one took longer: ties count half. */
function areaUnder(known: readonly number[], unknown: readonly number[]): number {
  const sorted = unknown.toSorted((a, b) => a - b);
  const before = (time: number, ties: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const value = sorted[middle] as number;
      if (value < time || (ties && value === time)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const pairs = known.reduce((sum, time) => sum + (before(time, false) + before(time, true)) / 2, 0);
  return pairs / (known.length * unknown.length);
}
