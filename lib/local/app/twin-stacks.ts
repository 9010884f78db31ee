import type { StackSource } from './stack.ts';

/**
 * Tells stacks of one name apart, in several regions or accounts say: what is made up for each is its own. The first one's
 * is as if it were alone, so that it stays when another one comes.
 */
export const toldApart = (sources: readonly StackSource[]): readonly StackSource[] =>
  sources.map((source, index) =>
    sources.findIndex(({ stackName }) => stackName === source.stackName) === index
      ? source
      : { ...source, twin: `${source.accountId}/${source.region}` },
  );
