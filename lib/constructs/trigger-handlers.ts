import { basename, join } from 'node:path';
import type { CustomAuthTrigger } from '../protocol/index.ts';
import type { TextMap } from '../protocol/text-map.ts';
import { type Bundle, bundleText } from './bundle.ts';
import { environmentOfDefine } from './environment-of-define.ts';
import { CompileError, FlowRejectedError, ForeignModuleError } from './errors.ts';
import {
  findDeliverSource,
  findHandlerSource,
  HANDLERS,
  type HandlerName,
  type HandlerSource,
} from './handler-source.ts';
import { type InspectedFunction, inspectFunction, withoutTokens } from './inspect-function.ts';
import { countFlowsOfHandlers } from './inspection/inspect.ts';
import type { FlowReport } from './inspection/inspection-report.ts';
import { inLambda } from './lambda-environment.ts';
import { writeBundleInputs } from './write-bundle-inputs.ts';

/** The three triggers, in the order in which Cognito invokes them. */
export const TRIGGERS: readonly CustomAuthTrigger[] = [
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
];

/** Something for each trigger. */
export type PerTrigger<T> = Readonly<Record<CustomAuthTrigger, T>>;

/** A handler, bundled and looked into. */
export interface LoadedHandler extends HandlerSource {
  readonly bundle: Bundle;
  readonly inspected: InspectedFunction;
}

/** What the three handlers of a folder are. */
export interface TriggerHandlers {
  readonly functions: PerTrigger<LoadedHandler>;
  /** Undefined where no challenge of the flow has its messages delivered apart. */
  readonly deliverMessage: LoadedHandler | undefined;
  /** The one flow that all three carry: proven. */
  readonly flow: FlowReport;
}

/** What is told about the functions whose handlers are loaded. */
export interface TriggerHandlersOptions {
  /** The folder of the sources. */
  readonly lambdas: string;
  /** Where bundles are written. */
  readonly into: string;
  /** Each function's own environment variables, so far as they are known before its flow is. */
  readonly environment: PerTrigger<TextMap> & { readonly DeliverMessage: TextMap };
  /** Undefined where only the deployment knows it. */
  readonly region: string | undefined;
}

/**
 * Bundles the three handlers of a folder and looks into the bundles, so that what is checked is what is deployed.
 *
 * @throws EntryMissingError, CompileError, LoadError, ForeignModuleError, CallbackHandlerError; FlowRejectedError if the flow
 * doesn't check or the three handlers don't carry the same one.
 */
export function loadTriggerHandlers(options: TriggerHandlersOptions): TriggerHandlers {
  try {
    return load(options);
  } catch (error) {
    // Whoever watches the sources must see them repaired.
    if (error instanceof CompileError) writeBundleInputs(options.lambdas, options.into, error.files);
    throw error;
  }
}

function load(options: TriggerHandlersOptions): TriggerHandlers {
  const functions = {
    DefineAuthChallenge: loadHandler('DefineAuthChallenge', options),
    CreateAuthChallenge: loadHandler('CreateAuthChallenge', options),
    VerifyAuthChallengeResponse: loadHandler('VerifyAuthChallengeResponse', options),
  };
  const { flow } = functions.CreateAuthChallenge.inspected;
  const deliverMessage = flow.challenges.some(({ delivers }) => delivers)
    ? loadHandler('DeliverMessage', options, findDeliverSource(options.lambdas, functions.CreateAuthChallenge))
    : undefined;
  assertOneFlow([...Object.values(functions), ...(deliverMessage ? [deliverMessage] : [])], options);
  return { functions, deliverMessage, flow };
}

function loadHandler(
  trigger: HandlerName,
  options: TriggerHandlersOptions,
  found = findHandlerSource(options.lambdas, trigger),
): LoadedHandler {
  const { into, environment, region } = options;
  const { source, path } = found;
  const bundled = bundleText(found.moduleExporting('handler'), path, into);
  const inspectIn = (own: TextMap): InspectedFunction =>
    inspectFunction(bundled, { source, trigger, environment: own, region });
  const own = environment[trigger];
  const first = inspectIn(own);
  const inspected = trigger === 'DefineAuthChallenge' ? inspectIn(environmentOfDefine(own, first)) : first;
  if (inspected.trigger !== trigger) {
    throw new ForeignModuleError(
      `${source} exports a handler of ${inspected.trigger}: make it with ${HANDLERS[trigger].factory}(signIn)`,
    );
  }
  if (!inspected.flow.holds) throw new FlowRejectedError(`${source} can't be deployed:\n${inspected.flow.verdict}`);
  return { ...found, bundle: bundled, inspected };
}

/**
 * Asserts that the handlers import one flow from one module. Flows that do the same may still have challenges of one
 * name that verify differently; only of one and the same flow is that ruled out.
 *
 * @throws FlowRejectedError
 */
function assertOneFlow(handlers: readonly LoadedHandler[], { lambdas, into }: TriggerHandlersOptions): void {
  const [define, ...others] = handlers as [LoadedHandler, ...LoadedHandler[]];
  for (const other of others) {
    if (other.inspected.flow.fingerprint === define.inspected.flow.fingerprint) continue;
    throw new FlowRejectedError(
      `${define.source} and ${other.source} carry different flows: give all handlers the same one`,
    );
  }
  // Made of one file: there is but one flow.
  if (new Set(handlers.map(({ source }) => source)).size === 1) return;
  const modules = handlers.map((handler, index) => handler.moduleExporting(`handler${index}`));
  const together = bundleText(modules.join('\n'), join(lambdas, 'together.js'), into);
  const reads = handlers.flatMap(({ inspected }) => inspected.reads);
  const environment = withoutTokens(Object.assign({}, ...others.map(({ inspected }) => inspected.environment)), reads);
  const key = JSON.stringify([basename(together.folder), environment]);
  const sources = [...new Set(handlers.map(({ source }) => source))];
  const count =
    flowCounts.get(key) ??
    countFlowsOfHandlers(together.entry, {
      name: sources.join(' with '),
      environment: inLambda(environment),
    });
  flowCounts.set(key, count);
  if (count !== 1) {
    throw new FlowRejectedError(
      `${sources.slice(0, -1).join(', ')} and ${sources.at(-1)} carry copies of a flow, whose challenges may differ: ` +
        'define the flow in one module, and import it from there in all of them',
    );
  }
}

/** What was counted in a bundle: the stages of an app deploy the same ones. */
const flowCounts = new Map<string, number>();
