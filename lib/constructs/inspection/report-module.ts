import { check, diagram, type Flow, fingerprint, formatVerdict } from '../../flow/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import type { MadeHandler, MadeHandlers } from '../../protocol/made-handlers.ts';
import type { FlowReport, ModuleReport } from './inspection-report.ts';

/** Less than the whole inspection may take, so that a flow which is too large is told from one that hangs. */
const MOST_MILLISECONDS = 6_000;

/**
 * Reports what a loaded module exports of ours. Flows are known by shape, since a bundle has its own copy of every class.
 * A handler is known by the list of those that were made: a function that only looks like one, or wraps one, might answer
 * Cognito without the flow that it shows.
 *
 * It can't stop code that lies on purpose: what runs in this process can enter the list itself.
 */
export function reportModule(exported: Readonly<Record<string, unknown>>, made: MadeHandlers): ModuleReport {
  const flows = new Map<unknown, string>();
  for (const [name, value] of Object.entries(exported)) if (isFlow(value) && !flows.has(value)) flows.set(value, name);
  const madeOf = (value: unknown): MadeHandler | undefined =>
    typeof value === 'function' ? made.get(value) : undefined;
  const handler = madeOf(exported.handler);
  const handlers = Object.values(exported).flatMap((value) => madeOf(value) ?? []);
  return {
    exports: Object.keys(exported),
    ...(handler && { handler: { trigger: handler.trigger, flow: reportFlow('the flow', handler.flow as Flow) } }),
    flows: [...flows].map(([flow, name]) => reportFlow(name, flow as Flow)),
    flowsOfHandlers: new Set(handlers.map(({ flow }) => flow)).size,
  };
}

function reportFlow(name: string, flow: Flow): FlowReport {
  const verdict = check(flow, { milliseconds: MOST_MILLISECONDS });
  const tooLarge = !verdict.holds && verdict.violations.some(({ rule }) => rule === 'too-large');
  return {
    name,
    fingerprint: tooLarge ? '' : fingerprint(flow),
    holds: verdict.holds,
    verdict: formatVerdict(name, verdict),
    diagram: tooLarge ? '' : diagram(flow),
    challenges: Object.entries(flow.challenges).map(([challenge, { factor, attempts, needs }]) => ({
      name: challenge,
      factor,
      attempts,
      needs,
    })),
    attributes: verdict.attributes,
    comparedAttributes: verdict.comparedAttributes,
    asksPassword: verdict.asksPassword,
  };
}

const isFlow = (value: unknown): value is Flow =>
  isRecord(value) && isRecord(value.challenges) && typeof value.steps === 'function' && 'factors' in value;
