import { check } from '../../lib/flow/index.ts';
import { largestFlow } from '../flow/proof/largest-flow.ts';

/** Milliseconds of processor time that checking the largest flow takes: the best of some, the machine does other things too. */
export function checkMs(turns = 3): number {
  const flow = largestFlow();
  const times = Array.from({ length: turns }, () => {
    const begun = process.cpuUsage();
    if (!check(flow).holds) throw new Error('the largest flow does not hold');
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  });
  return Math.round(Math.min(...times));
}
