import type { Challenge } from '../challenge.ts';
import { kindsOf } from '../factor.ts';
import type { Flow } from '../flow.ts';
import { oddsOf } from '../odds.ts';
import type { Path } from './path.ts';

/**
 * How likely somebody who guesses comes along a path, at most. Asks that fail before add their odds: each is one more try
 * at the same door. Of those that pass the likeliest counts: whoever holds the others must still guess one.
 */
export function oddsOfPath({ challenges }: Flow, { steps }: Path): number {
  let failed = 0;
  let passed = 0;
  for (const step of steps) {
    if (step.kind !== 'challenge') continue;
    const challenge = challenges[step.name] as Challenge;
    if (kindsOf(challenge.factor).length === 0) continue;
    const odds = oddsOf(challenge) ?? 0;
    if (step.passed) passed = Math.max(passed, odds);
    else failed += odds;
  }
  return failed + passed;
}
