import type { CallTrace, Trace, TriggerTrace } from '../../../lib/local/index.ts';

/** The calls and triggers that have ended, oldest first. */
export const endings = (trace: Trace): readonly (CallTrace | TriggerTrace)[] =>
  trace.since().filter((event) => event.kind === 'call' || event.kind === 'trigger');
