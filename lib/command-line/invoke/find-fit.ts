import { LoadError } from '../../constructs/errors.ts';
import { HANDLERS } from '../../constructs/handler-source.ts';
import { reportExports } from '../../constructs/inspection/inspect.ts';
import type { FlowReport, ModuleReport } from '../../constructs/inspection/inspection-report.ts';
import { TRIGGERS } from '../../constructs/trigger-handlers.ts';
import type { CustomAuthTrigger } from '../../protocol/index.ts';
import type { MadeHandler } from '../../protocol/made-handlers.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { UsageError } from '../errors.ts';

/** What is to be invoked, and on what. */
export interface Fitting {
  /** The bundle's entry. */
  readonly entry: string;
  /** The source, as it was named. */
  readonly source: string;
  /** The name that the handler is exported by. */
  readonly handler: string;
  readonly environment: TextMap;
  /** The event's `triggerSource`, if it has one. */
  readonly triggerSource: unknown;
}

/** Whose handler an event is for: the module's own, or its flow's, of the event's trigger. `delivers`: whether it has messages delivered. */
export type Fit = { readonly delivers: boolean } & (
  | { readonly kind: 'its own' }
  | { readonly kind: "its flow's"; readonly trigger: CustomAuthTrigger }
);

/**
 * Finds whose handler a module has for an event: its own, or its flow's. Of a handler that isn't made by this framework
 * nothing is known.
 *
 * @throws UsageError where there is neither, where the handler is another trigger's, and where a flow's event names no trigger
 */
export function findFit({ entry, source, handler, environment, triggerSource }: Fitting): Fit {
  const exported = reportOf(entry, source, environment);
  if (!exported) return { kind: 'its own', delivers: false };
  const trigger = triggerOf(triggerSource);
  if (!exported.exports.includes(handler) && !exported.exports.includes('default')) {
    if (handler !== 'handler' || exported.flows.length === 0) throw noHandler(source, handler, exported);
    if (trigger === undefined) throw noTrigger(source);
    return { kind: "its flow's", trigger, delivers: haveDelivered(trigger, exported.flows) };
  }
  const made = handler === 'handler' ? exported.handler?.trigger : undefined;
  if (made === undefined || trigger === undefined || made === trigger) {
    const flows = exported.handler ? [exported.handler.flow] : [];
    return { kind: 'its own', delivers: made !== undefined && haveDelivered(made, flows) };
  }
  if (made === 'DeliverMessage') {
    throw new UsageError(
      `${source} delivers messages, and Cognito sends it no event: invoke it with { key, id } of a message`,
    );
  }
  throw new UsageError(
    `${source} handles ${made}, and the event is one of ${trigger}: invoke ${HANDLERS[trigger].file}.ts on it, or take an ` +
      `event ${eventOf(made)}-… (countersign event lists them)`,
  );
}

/** Create alone has messages delivered, where a challenge's are. */
const haveDelivered = (trigger: MadeHandler['trigger'], flows: readonly FlowReport[]): boolean =>
  trigger === 'CreateAuthChallenge' && flows.some(({ challenges }) => challenges.some(({ delivers }) => delivers));

/** What is wrong with loading shows itself, as in Lambda, when the handler is run. */
function reportOf(entry: string, name: string, environment: TextMap): ModuleReport | undefined {
  try {
    return reportExports(entry, { name, environment });
  } catch (error) {
    if (error instanceof LoadError) return undefined;
    throw error;
  }
}

const noTrigger = (source: string): UsageError =>
  new UsageError(
    `${source} exports a flow, whose handler is taken by the event's triggerSource, and the event has none of the three: ` +
      'countersign event lists events that do',
  );

function noHandler(source: string, handler: string, { exports }: ModuleReport): UsageError {
  return new UsageError(`${source} exports no ${handler}: it exports ${exports.join(', ') || 'nothing'}`);
}

const triggerOf = (source: unknown): CustomAuthTrigger | undefined =>
  TRIGGERS.find((trigger) => typeof source === 'string' && source.startsWith(`${trigger}_`));

const eventOf = (trigger: CustomAuthTrigger): string => HANDLERS[trigger].file.split('-')[0] as string;
