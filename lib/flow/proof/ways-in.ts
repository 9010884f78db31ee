import type { Flow } from '../flow.ts';
import type { GuessLimits } from '../guess-limits.ts';
import type { Path } from './path.ts';

/** A challenge whose wrong answers are counted. */
export interface CountedChallenge {
  readonly name: string;
  readonly limits: GuessLimits;
}

/** Sees all paths that end in tokens. */
export interface WaysIn {
  see(path: Path): void;
  /**
   * The challenges that keep a user out while they wait: those of which every path passes one. None where some path passes
   * none, or there is no path.
   */
  blocking(): readonly CountedChallenge[];
  /** The names of the challenges that every path passes. */
  inevitable(): readonly string[];
}

/** The challenges of a flow whose wrong answers are counted. */
export const countedBy = ({ challenges }: Flow): readonly CountedChallenge[] =>
  Object.entries(challenges).flatMap(([name, { limits }]) =>
    limits.guesses ? [{ name, limits: limits.guesses }] : [],
  );

/** Begins to look for the ways in. */
export function lookForWaysIn(flow: Flow): WaysIn {
  const counted = countedBy(flow);
  const passed = new Set<string>();
  let open = false;
  let inevitable: readonly string[] | undefined;
  return {
    see({ steps }) {
      const names = steps.flatMap((step) => (step.kind === 'challenge' && step.passed ? [step.name] : []));
      inevitable = (inevitable ?? names).filter((name) => names.includes(name));
      const blocking = counted.filter(({ name }) => names.includes(name));
      open ||= blocking.length === 0;
      for (const { name } of blocking) passed.add(name);
    },
    blocking: () => (open ? [] : counted.filter(({ name }) => passed.has(name))),
    inevitable: () => inevitable ?? [],
  };
}
