import { existsSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { CustomAuthTrigger } from '../protocol/index.ts';
import type { TextMap } from '../protocol/text-map.ts';
import { type Bundle, bundle } from './bundle.ts';
import { EntryMissingError, FlowRejectedError, ForeignModuleError } from './errors.ts';
import { type InspectedHandler, type InspectOptions, inspectHandler } from './inspection/inspect.ts';
import type { FlowReport } from './inspection/inspection-report.ts';

/** The three triggers, with the file that handles each and the factory that makes its handler. */
const HANDLERS = {
  DefineAuthChallenge: { file: 'define-auth-challenge', factory: 'defineAuthChallengeHandler' },
  CreateAuthChallenge: { file: 'create-auth-challenge', factory: 'createAuthChallengeHandler' },
  VerifyAuthChallengeResponse: {
    file: 'verify-auth-challenge-response',
    factory: 'verifyAuthChallengeResponseHandler',
  },
} as const satisfies Record<CustomAuthTrigger, { file: string; factory: string }>;

/** The three triggers, in the order in which Cognito invokes them. */
export const TRIGGERS = Object.keys(HANDLERS) as readonly CustomAuthTrigger[];

/** Something for each trigger. */
export type PerTrigger<T> = Readonly<Record<CustomAuthTrigger, T>>;

/** What the three handlers of a folder are. */
export interface TriggerHandlers {
  readonly bundles: PerTrigger<Bundle>;
  /** The one flow that all three carry: proven. */
  readonly flow: FlowReport;
}

/** What is told about the functions whose handlers are loaded. */
export interface TriggerHandlersOptions {
  /** The folder of the three sources. */
  readonly lambdas: string;
  /** Where bundles are written. */
  readonly into: string;
  /** Each function's own environment variables, so far as they are known before its flow is. */
  readonly environment: PerTrigger<TextMap>;
}

/**
 * Bundles the three handlers of a folder and looks into the bundles, so that what is checked is what is deployed.
 *
 * @throws EntryMissingError, CompileError, LoadError, ForeignModuleError; FlowRejectedError if the flow doesn't check or the
 * three handlers don't carry the same one.
 */
export function loadTriggerHandlers(options: TriggerHandlersOptions): TriggerHandlers {
  const loaded = TRIGGERS.map((trigger) => loadHandler(trigger, options));
  const [define, ...others] = loaded as [LoadedHandler, LoadedHandler, LoadedHandler];
  for (const other of others) {
    if (other.flow.fingerprint === define.flow.fingerprint) continue;
    throw new FlowRejectedError(
      `${define.source} and ${other.source} carry different flows: give all three handlers the same one`,
    );
  }
  const [create, verify] = others as [LoadedHandler, LoadedHandler];
  return {
    bundles: {
      DefineAuthChallenge: define.bundle,
      CreateAuthChallenge: create.bundle,
      VerifyAuthChallengeResponse: verify.bundle,
    },
    flow: create.flow,
  };
}

interface LoadedHandler {
  readonly source: string;
  readonly bundle: Bundle;
  readonly flow: FlowReport;
}

function loadHandler(trigger: CustomAuthTrigger, { lambdas, into, environment }: TriggerHandlersOptions) {
  const { file, factory } = HANDLERS[trigger];
  const path = findSource(lambdas, file);
  const source = relative(process.cwd(), path);
  const bundled = bundle(path, into);
  const own = environment[trigger];
  const first = inspectOnce(bundled, { name: source, environment: own });
  if (first.trigger !== trigger) {
    throw new ForeignModuleError(`${source} exports a handler of ${first.trigger}: make it with ${factory}(signIn)`);
  }
  const needed = trigger === 'DefineAuthChallenge' ? {} : neededEnvironment(first.flow);
  const flow =
    Object.keys(needed).length === 0
      ? first.flow
      : inspectOnce(bundled, { name: source, environment: { ...needed, ...own } }).flow;
  if (flow.fingerprint !== first.flow.fingerprint) {
    throw new FlowRejectedError(
      `${source} makes another flow of another environment: a flow must be the same everywhere`,
    );
  }
  if (!flow.holds) throw new FlowRejectedError(`${source} can't be deployed:\n${flow.verdict}`);
  return { source, bundle: bundled, flow };
}

/** What was reported of a bundle in an environment: the stages of an app deploy the same ones. */
const reports = new Map<string, InspectedHandler>();

function inspectOnce({ folder, entry }: Bundle, options: InspectOptions): InspectedHandler {
  // The folder's name holds a digest of its content.
  const key = JSON.stringify([basename(folder), options.environment]);
  const report = reports.get(key) ?? inspectHandler(entry, options);
  reports.set(key, report);
  return report;
}

function findSource(lambdas: string, file: string): string {
  for (const extension of ['.ts', '.mts', '.js', '.mjs']) {
    const path = join(lambdas, file + extension);
    if (existsSync(path)) return path;
  }
  throw new EntryMissingError(
    `there is no ${file}.ts in ${relative(process.cwd(), lambdas) || '.'}: lambdas names the folder that holds ` +
      Object.values(HANDLERS)
        .map((handler) => `${handler.file}.ts`)
        .join(', '),
  );
}

/**
 * The environment variables that the flow's challenges need.
 *
 * @throws FlowRejectedError if two challenges need different values of one
 */
export function neededEnvironment({ challenges }: FlowReport): TextMap {
  const environment: Record<string, string> = {};
  for (const { name, needs } of challenges) {
    for (const [key, value] of Object.entries(needs.environment ?? {})) {
      if (environment[key] !== undefined && environment[key] !== value) {
        throw new FlowRejectedError(
          `${name} needs the environment variable ${key} with another value than another challenge`,
        );
      }
      environment[key] = value;
    }
  }
  return environment;
}
