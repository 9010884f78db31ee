import { defineFlow, type Flow } from '../../../lib/flow/index.ts';
import { challenge } from '../challenges.ts';

/**
 * A flow of 8 challenges and 6 questions, as large as flows should get. Nothing shortens a path: each has all 14 branches.
 *
 * @param onRun called whenever the flow runs
 */
export function largestFlow(onRun: () => void = () => {}): Flow {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const challenges = Object.fromEntries(names.map((name) => [name, challenge('possession', 2)]));
  return defineFlow(challenges, function* ({ user, attempt, refuse }) {
    onRun();
    let passed = 0;
    for (const name of names) if (yield* attempt(name)) passed++;
    let answers = 0;
    for (const each of [1, 2, 3, 4, 5, 6]) if (user.has(`custom:${each}`)) answers++;
    if (passed === 0) yield* refuse(`${answers}`);
  });
}
