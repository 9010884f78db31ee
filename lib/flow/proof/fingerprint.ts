import type { Flow } from '../flow.ts';
import { behaviourOf } from './behaviour.ts';

/**
 * Describes a flow as a text that is equal for equal flows, in whichever bundle they are: its challenges with factor,
 * attempts, answers and limits, its options, and all that it does.
 *
 * No limit changes what Define decides. But `check` proves them in one bundle, Verify counts by those of another, and Create
 * tells the wait by a third: they must be the same.
 */
export function fingerprint(flow: Flow): string {
  const { factors, unknownUser } = flow;
  const challenges = Object.entries(flow.challenges)
    .map(([name, { factor, attempts, answers, limits }]) => [name, factor, attempts, answers, limits] as const)
    .sort(byName);
  const { places, complete } = behaviourOf(flow);
  return JSON.stringify({
    challenges,
    factors,
    unknownUser: {
      has: [...(unknownUser.has ?? [])].sort(),
      is: Object.entries(unknownUser.is ?? {}).sort(byName),
    },
    behaviour: places.map(({ kind, label, ways }) => [kind, label, ways.map(({ outcome, to }) => [outcome, to])]),
    complete,
  });
}

// Not by locale: machines differ.
const byName = ([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number =>
  a < b ? -1 : Number(a > b);
