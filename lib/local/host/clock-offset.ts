/**
 * By how many milliseconds a clock is ahead of the machine's; 0 where it goes as that does, however long it takes to be read.
 *
 * @param now milliseconds since 1970
 */
export function clockOffset(now: () => number): number {
  const before = Date.now();
  const there = now();
  return there >= before && there <= Date.now() ? 0 : Math.round(there - before);
}
