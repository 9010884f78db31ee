import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { check, diagram, type Flow, fingerprint, formatVerdict, type Verdict } from '../../flow/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import type { MadeHandler, MadeHandlers } from '../../protocol/made-handlers.ts';
import type { FlowReport, ModuleReport } from './inspection-report.ts';

/** Less than half of what the whole inspection may take, so that a flow which is too large is told from one that hangs. */
const MOST_MILLISECONDS = 6_000;
/** Turns of the event loop between two looks at a flow. */
const TURNS = 5;

/**
 * Reports what a loaded module exports of ours. Flows are known by shape, since a bundle has its own copy of every class.
 * A handler is known by the list of those that were made: a function that only looks like one, or wraps one, might answer
 * Cognito without the flow that it shows. That one was made all the same is reported, so that the message can say so.
 *
 * Each flow is checked again some turns of the event loop later: what it set going, by a promise that it didn't await, must
 * not change it. `check` alone returns before that happens.
 *
 * It can't stop code that lies on purpose: what runs in this process can enter the list itself.
 */
export async function reportModule(
  exported: Readonly<Record<string, unknown>>,
  made: MadeHandlers,
): Promise<ModuleReport> {
  const flows = new Map<unknown, string>();
  for (const [name, value] of Object.entries(exported)) if (isFlow(value) && !flows.has(value)) flows.set(value, name);
  const madeOf = (value: unknown): MadeHandler | undefined =>
    typeof value === 'function' ? made.get(value) : undefined;
  const handler = madeOf(exported.handler);
  const handlers = Object.values(exported).flatMap((value) => madeOf(value) ?? []);
  const flowOfHandler = handler && (await reportFlow('the flow', handler.flow as Flow));
  const reports: FlowReport[] = [];
  for (const [flow, name] of flows) reports.push(await reportFlow(name, flow as Flow));
  return {
    exports: Object.keys(exported),
    ...(handler && flowOfHandler && { handler: { trigger: handler.trigger, flow: flowOfHandler } }),
    ...(typeof exported.handler === 'function' && { parameters: exported.handler.length }),
    made: [...new Set([...made.values()].map(({ trigger }) => trigger))],
    flows: reports,
    flowsOfHandlers: new Set(handlers.map(({ flow }) => flow)).size,
  };
}

async function reportFlow(name: string, flow: Flow): Promise<FlowReport> {
  const first = lookAt(flow);
  const { verdict, tooLarge, fingerprint } = first.tooLarge ? first : await lookAgain(flow, first);
  return {
    name,
    fingerprint,
    holds: verdict.holds,
    verdict: formatVerdict(name, verdict),
    diagram: tooLarge ? '' : diagram(flow),
    challenges: Object.entries(flow.challenges).map(([challenge, { factor, attempts, needs, limits }]) => ({
      name: challenge,
      factor,
      attempts,
      needs,
      delivers: limits.messages !== undefined,
    })),
    attributes: verdict.attributes,
    comparedAttributes: verdict.comparedAttributes,
    asksPassword: verdict.asksPassword,
  };
}

/** What a flow is now. */
interface Look {
  readonly verdict: Verdict;
  readonly tooLarge: boolean;
  /** Empty for one that is too large. */
  readonly fingerprint: string;
}

function lookAt(flow: Flow): Look {
  const verdict = check(flow, { milliseconds: MOST_MILLISECONDS });
  const tooLarge = !verdict.holds && verdict.violations.some(({ rule }) => rule === 'too-large');
  return { verdict, tooLarge, fingerprint: tooLarge ? '' : fingerprint(flow) };
}

async function lookAgain(flow: Flow, first: Look): Promise<Look> {
  for (let turn = 0; turn < TURNS; turn++) {
    await nextTurn();
    await wait(0);
  }
  const later = lookAt(flow);
  if (later.tooLarge || isDeepStrictEqual(later, first)) return later;
  const violation = { rule: 'impure', message: CHANGES_LATER } as const;
  const others = later.verdict.holds ? [] : later.verdict.violations;
  return { ...later, verdict: { ...later.verdict, holds: false, violations: [violation, ...others] } };
}

const CHANGES_LATER =
  'it decided otherwise some turns of the event loop later: does it call an async function, or a timer set something?';

const isFlow = (value: unknown): value is Flow =>
  isRecord(value) && isRecord(value.challenges) && typeof value.steps === 'function' && 'factors' in value;
