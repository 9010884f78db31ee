import { check, diagram, type Flow, fingerprint, formatVerdict } from '../../flow/index.ts';
import type { CustomAuthTrigger } from '../../protocol/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import type { FlowReport, InspectionReport } from './inspection-report.ts';

const TRIGGERS: ReadonlySet<unknown> = new Set<CustomAuthTrigger>([
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
]);

/** Less than the whole inspection may take, so that a flow which is too large is told from one that hangs. */
const MOST_MILLISECONDS = 6_000;

/** Reports what a loaded module exports of ours. By shape, not by class: a bundle has its own copy of everything. */
export function reportModule(exported: Readonly<Record<string, unknown>>): InspectionReport {
  const { handler } = exported;
  const flows = new Map<unknown, string>();
  for (const [name, value] of Object.entries(exported)) if (isFlow(value) && !flows.has(value)) flows.set(value, name);
  return {
    exports: Object.keys(exported),
    ...(isHandler(handler) && {
      handler: { trigger: handler.trigger, flow: reportFlow('the flow', handler.flow) },
    }),
    flows: [...flows].map(([flow, name]) => reportFlow(name, flow as Flow)),
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

const isHandler = (value: unknown): value is { readonly trigger: CustomAuthTrigger; readonly flow: Flow } =>
  typeof value === 'function' &&
  'trigger' in value &&
  TRIGGERS.has(value.trigger) &&
  'flow' in value &&
  isFlow(value.flow);
