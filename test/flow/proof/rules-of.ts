import { check, type Flow, type Rule } from '../../../lib/flow/index.ts';

/** The rules that a flow violates, by name, each once. */
export const rulesOf = (flow: Flow): readonly Rule[] => {
  const verdict = check(flow);
  return verdict.holds ? [] : [...new Set(verdict.violations.map(({ rule }) => rule))].sort();
};
