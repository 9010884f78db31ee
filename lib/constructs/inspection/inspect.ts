import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MadeHandler } from '../../protocol/made-handlers.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { bundle } from '../bundle.ts';
import { LoadError } from '../errors.ts';
import { handlerIn } from './handler-in.ts';
import type { FlowReport, InspectionReport, ModuleReport } from './inspection-report.ts';

/** A handler's bundle, looked into. */
export interface InspectedHandler {
  readonly trigger: MadeHandler['trigger'];
  readonly flow: FlowReport;
  /** The environment variables that were read while it was loaded, absent ones too; `*` if their names were listed. */
  readonly reads: readonly string[];
}

/** How a bundle is looked into. */
export interface InspectOptions {
  /** What errors call it: the source's path. @default - the bundle's entry */
  readonly name?: string;
  /** The function's own environment variables. The child gets no other. @default {} */
  readonly environment?: TextMap;
  /** Milliseconds that loading and checking may take. @default 20000 */
  readonly timeout?: number;
}

/**
 * Loads a handler's bundle in a process of its own, and reports which trigger it handles, and what its flow is and needs.
 *
 * @param entry the bundle's `index.mjs`
 * @throws LoadError if it throws, ends its process or takes too long; ForeignModuleError if its `handler` isn't ours;
 * CallbackHandlerError if Lambda would refuse it.
 * @example
 * inspectHandler(bundle('lambdas/define-auth-challenge.ts', into).entry).trigger; // 'DefineAuthChallenge'
 */
export function inspectHandler(entry: string, options: InspectOptions = {}): InspectedHandler {
  const report = inspect(entry, options);
  return { ...handlerIn(report, options.name ?? entry), reads: report.reads };
}

/**
 * Loads a bundled module in a process of its own, and reports every flow it exports.
 *
 * @param entry the bundle's `index.mjs`
 * @returns the flows in the order of their export names; empty if there is none
 * @throws LoadError
 */
export function inspectModule(entry: string, options: InspectOptions = {}): readonly FlowReport[] {
  return inspect(entry, options).flows;
}

/**
 * Loads a bundled module in a process of its own, and reports what it exports of ours.
 *
 * @param entry the bundle's `index.mjs`
 * @throws LoadError
 */
export function reportExports(entry: string, options: InspectOptions = {}): ModuleReport {
  return inspect(entry, options);
}

/**
 * Loads a bundled module in a process of its own, and counts the flows of the handlers that it exports.
 *
 * @param entry the bundle's `index.mjs`
 * @throws LoadError
 */
export function countFlowsOfHandlers(entry: string, options: InspectOptions = {}): number {
  return inspect(entry, options).flowsOfHandlers;
}

/**
 * The script that the child runs. The built package has it beside this module. From source it is bundled as the
 * functions are, and beside them: stripping the types of every file would take Node longer than all the rest.
 */
function childScript(entry: string): string {
  const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  if (!import.meta.url.endsWith('.ts')) return beside('./inspect-child.js');
  const folder = dirname(dirname(entry));
  const known = childScripts.get(folder);
  if (known !== undefined && existsSync(known)) return known;
  const { entry: script } = bundle(beside('./inspect-child.ts'), folder);
  childScripts.set(folder, script);
  return script;
}

/** By the folder that it was bundled into. */
const childScripts = new Map<string, string>();

/** What would lead Node.js or the loader elsewhere on this machine: the module is shown them, nothing more. */
const SHOWN_ONLY: ReadonlySet<string> = new Set([
  'LD_AUDIT',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'NODE_EXTRA_CA_CERTS',
  'NODE_PATH',
  'PATH',
]);

/**
 * Looks into a copy of the bundle, beside which there is as much as in Lambda: nothing. A module that looks for a `.env`, a
 * `package.json` or a package of the project when it is loaded must find here what it finds there.
 */
function inspect(entry: string, options: InspectOptions): InspectionReport {
  const task = mkdtempSync(join(tmpdir(), 'countersign-inspect-'));
  try {
    cpSync(dirname(entry), task, { recursive: true });
    return inspectIn(task, entry, options);
  } finally {
    rmSync(task, { recursive: true, force: true });
  }
}

function inspectIn(
  task: string,
  entry: string,
  { name = entry, environment = {}, timeout = 20_000 }: InspectOptions,
): InspectionReport {
  const those = (shown: boolean): TextMap =>
    Object.fromEntries(Object.entries(environment).filter(([variable]) => SHOWN_ONLY.has(variable) === shown));
  const args = [childScript(entry), join(task, basename(entry)), JSON.stringify(those(true))];
  const { error, status, signal, stderr, output } = spawnSync(process.execPath, args, {
    cwd: task,
    // Windows starts nothing without its root.
    env: { ...(process.env.SystemRoot && { SystemRoot: process.env.SystemRoot }), ...those(false) },
    // The report has a channel of its own: a bundle may print.
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
    maxBuffer: 64 * 1024 * 1024,
    encoding: 'utf8',
  });
  if (error && 'code' in error && error.code === 'ETIMEDOUT') {
    throw new LoadError(`${name} isn't loaded and checked after ${timeout / 1000} s: does it wait, or loop?`);
  }
  if (error) throw new LoadError(`${name} can't be loaded: ${error.message}`, { cause: error });
  const text = output[3];
  if (!text) {
    const how = signal ? `by ${signal}` : `with exit code ${status}`;
    const last = stderr.trim().split('\n').at(-1);
    throw new LoadError(`${name} ends its process ${how} while it is loaded${last ? `: ${last}` : ''}`);
  }
  const report = JSON.parse(text) as InspectionReport | { readonly thrown: string };
  if ('thrown' in report) throw new LoadError(`${name} throws when it is loaded: ${report.thrown}`);
  return report;
}
