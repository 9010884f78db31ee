import { expect, test } from 'vitest';
import { check } from '../../../lib/flow/index.ts';
import { largestFlow } from './largest-flow.ts';

test('the largest flow of 8 challenges and 6 questions is checked in two runs a path', () => {
  let runs = 0;
  // Its time is measured by npm run bench, and limits nothing here.
  const { holds, paths } = check(
    largestFlow(() => runs++),
    { milliseconds: Number.POSITIVE_INFINITY },
  );

  expect({ holds, paths, runs }).toEqual({ holds: true, paths: 2 ** 14 + 1, runs: 2 * (2 ** 14 + 1) });
});
