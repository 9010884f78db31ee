import { LoadError } from '../../constructs/errors.ts';
import { reportExports } from '../../constructs/inspection/inspect.ts';
import type { ModuleReport } from '../../constructs/inspection/inspection-report.ts';
import type { CustomAuthTrigger } from '../../protocol/index.ts';
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

const FILES: Readonly<Record<CustomAuthTrigger, string>> = {
  DefineAuthChallenge: 'define-auth-challenge.ts',
  CreateAuthChallenge: 'create-auth-challenge.ts',
  VerifyAuthChallengeResponse: 'verify-auth-challenge-response.ts',
};

/**
 * Asserts that a module exports the handler, and that it is one of the event's trigger. Of a handler that isn't made by
 * this framework nothing is known.
 *
 * @throws UsageError
 */
export function assertFits({ entry, source, handler, environment, triggerSource }: Fitting): void {
  const exported = reportOf(entry, source, environment);
  if (!exported) return;
  const trigger = triggerOf(triggerSource);
  if (!exported.exports.includes(handler) && !exported.exports.includes('default')) {
    throw new UsageError(`${source} exports no ${handler}${whatInstead(exported, trigger)}`);
  }
  const made = handler === 'handler' ? exported.handler?.trigger : undefined;
  if (made === undefined || trigger === undefined || made === trigger) return;
  throw new UsageError(
    `${source} handles ${made}, and the event is one of ${trigger}: invoke ${FILES[trigger]} on it, or take an event ` +
      `${eventOf(made)}-… (countersign event lists them)`,
  );
}

/** What is wrong with loading shows itself, as in Lambda, when the handler is run. */
function reportOf(entry: string, name: string, environment: TextMap): ModuleReport | undefined {
  try {
    return reportExports(entry, { name, environment });
  } catch (error) {
    if (error instanceof LoadError) return undefined;
    throw error;
  }
}

function whatInstead({ flows, exports }: ModuleReport, trigger: CustomAuthTrigger = 'DefineAuthChallenge'): string {
  const [flow] = flows;
  if (!flow) return exports.length > 0 ? `: it exports ${exports.join(', ')}` : ': it exports nothing';
  const factory = `${trigger.charAt(0).toLowerCase()}${trigger.slice(1)}Handler`;
  return ` but the flow ${flow.name}: invoke the file of its handler, ${FILES[trigger]}, which exports ${factory}(${flow.name})`;
}

const triggerOf = (source: unknown): CustomAuthTrigger | undefined =>
  (Object.keys(FILES) as CustomAuthTrigger[]).find(
    (trigger) => typeof source === 'string' && source.startsWith(`${trigger}_`),
  );

const eventOf = (trigger: CustomAuthTrigger): string => FILES[trigger].split('-')[0] as string;
