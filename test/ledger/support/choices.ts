/** Chooses one of so many: 0 to `count` - 1. */
export type Choose = (count: number) => number;

/**
 * Does work once for every way in which its choices can come out. The work must be the same each time but for them.
 *
 * @param work says `'found'` where no other way need be tried
 * @returns how many ways were tried
 */
// biome-ignore lint/suspicious/noConfusingVoidType: work that seeks nothing returns nothing
export async function withEveryChoice(work: (choose: Choose) => Promise<'found' | void>): Promise<number> {
  const path: { chosen: number; readonly count: number }[] = [];
  for (let ways = 1; ; ways++) {
    let depth = 0;
    const found = await work((count) => {
      const known = path[depth] ?? { chosen: 0, count };
      if (known.count !== count) throw new Error('the work did not come by the same choices again');
      path[depth++] = known;
      return known.chosen;
    });
    if (found) return ways;
    while (path.length > 0 && (path.at(-1)?.chosen ?? 0) + 1 === path.at(-1)?.count) path.pop();
    const last = path.at(-1);
    if (!last) return ways;
    last.chosen++;
  }
}

/** Numbers from 0 to 1 that are the same for the same seed: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Chooses at random, the same for the same seed. */
export function seededChoice(seed: number): Choose {
  const random = seededRandom(seed);
  return (count) => Math.floor(random() * count);
}
