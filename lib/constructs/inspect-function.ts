import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { MadeHandler } from '../protocol/made-handlers.ts';
import type { TextMap } from '../protocol/text-map.ts';
import type { Bundle } from './bundle.ts';
import { FlowRejectedError } from './errors.ts';
import { EVERY_VARIABLE } from './inspection/environment-reads.ts';
import { type InspectedHandler, type InspectOptions, inspectHandler } from './inspection/inspect.ts';
import { inLambda, isTriedWhole, UNKNOWN_NAMES, WORLDS } from './lambda-environment.ts';
import { neededEnvironment } from './needed-environment.ts';
import { isTokenText } from './token-text.ts';

/** A function's handler, looked into in the environment that the function has. */
export interface InspectedFunction extends InspectedHandler {
  /** The function's variables, without those that Lambda sets: what its flow needs included. */
  readonly environment: TextMap;
  /** What it read of Lambda's variables, while it was loaded, that only the deployment knows and whose values can't all be tried. */
  readonly unknownReads: readonly string[];
}

/** What is known of a function before its flow is. */
export interface FunctionSurroundings {
  /** What errors call it: the source's path. */
  readonly source: string;
  readonly trigger: MadeHandler['trigger'];
  readonly environment: TextMap;
  /** Undefined where only the deployment knows it. */
  readonly region: string | undefined;
}

/**
 * Looks into a function's bundle, in the environment that it will have: with what its flow needs and what Lambda sets.
 *
 * Where it reads a variable that only the deployment knows, it is looked into once more with another value, and must be the
 * same. That finds code which asks whether the variable is there; one that compares it with a certain value is found by
 * {@link deployedFindings}.
 *
 * @throws LoadError, ForeignModuleError, CallbackHandlerError; FlowRejectedError if another environment makes another flow
 */
export function inspectFunction(bundled: Bundle, surroundings: FunctionSurroundings): InspectedFunction {
  const { source, trigger, environment: own, region } = surroundings;
  const ofRegion: TextMap = region === undefined ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region };
  const inspectIn = (variables: TextMap, world = 0): InspectedHandler =>
    inspectOnce(bundled, { name: source, environment: inLambda({ ...ofRegion, ...variables }, world) });

  const first = inspectIn(own);
  const environment = trigger === 'DefineAuthChallenge' ? own : { ...neededEnvironment(first.flow), ...own };
  const inspected = inspectIn(environment);
  if (inspected.flow.fingerprint !== first.flow.fingerprint) {
    throw new FlowRejectedError(
      `${source} makes another flow of another environment: a flow must be the same everywhere`,
    );
  }
  const tokens = Object.keys(environment).filter((name) => isTokenText(environment[name] as string));
  const ofLambda = UNKNOWN_NAMES.filter((name) => !(name in ofRegion) && !(name in environment));
  const unknown = [...tokens, ...ofLambda].filter((name) => isRead(name, inspected.reads));
  // Variables of one value have one other value, too: a challenge may hand it on under a name of its own.
  const firstOf = (name: string): string => tokens.find((each) => environment[each] === environment[name]) ?? name;
  const otherTokens = Object.fromEntries(tokens.map((name) => [name, `another value of ${firstOf(name)}`]));
  for (let world = 1; world < worldsToTry(unknown, inspected.reads); world++) {
    const varied = inspectIn({ ...environment, ...otherTokens }, world);
    const known = tokens.filter((name) => firstOf(name) === name);
    if (describe(varied, known, otherTokens) === describe(inspected, known, environment)) continue;
    const other = unknown.length > 0 ? `${anyOf(unknown)} has another value` : 'Lambda sets other variables';
    throw new FlowRejectedError(
      `${source} is another flow, or needs something else, where ${other}, which only the deployment knows: a flow must be ` +
        'the same everywhere, so leave it out, or set a value that is known at synth',
    );
  }
  const unknownReads = unknown.filter((name) => ofLambda.includes(name) && !isTriedWhole(name));
  return { ...inspected, environment, unknownReads };
}

/** How many of Lambda's worlds must make the same flow, the first included. */
function worldsToTry(unknown: readonly string[], reads: readonly string[]): number {
  if (unknown.some(isTriedWhole)) return WORLDS;
  return unknown.length > 0 || areListed(reads) ? 2 : 1;
}

/** Some names, in a sentence. */
export const anyOf = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')} or one of ${names.length - 3} more` : names.join(' or ');

/** Whether a variable's value was read, by what was reported as read. */
export const isRead = (name: string, reads: readonly string[]): boolean => reads.includes(name);

/** Whether it was asked which variables there are. */
export const areListed = (reads: readonly string[]): boolean => reads.includes(EVERY_VARIABLE);

/** What must be the same: all but the values of tokens, which needs may name. */
function describe({ flow }: InspectedHandler, tokens: readonly string[], environment: TextMap): string {
  const { fingerprint, holds, challenges } = flow;
  return tokens.reduce(
    (text, name) => text.replaceAll(quoted(environment[name] as string), quoted(`value of ${name}`)),
    JSON.stringify({ fingerprint, holds, challenges }),
  );
}

/** As it stands inside a JSON text. */
const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);

/** What bundles were found to be, and where: the stages of an app deploy the same ones. */
const looks = new Map<string, readonly { readonly environment: TextMap; readonly report: InspectedHandler }[]>();

function inspectOnce({ folder, entry }: Bundle, options: InspectOptions): InspectedHandler {
  const { environment = {} } = options;
  // It holds a digest of the content.
  const name = basename(folder);
  const before = looks.get(name) ?? [];
  const known = before.find(({ environment: then, report: { reads } }) =>
    // A token has another text in each app, which matters where it is read.
    isDeepStrictEqual(withoutTokens(then, reads), withoutTokens(environment, reads)),
  );
  if (known) return known.report;
  const report = inspectHandler(entry, options);
  looks.set(name, [...before, { environment, report }]);
  return report;
}

/** An environment in which a value that only the deployment knows stands as itself only where it is read. */
export const withoutTokens = (environment: TextMap, reads: readonly string[]): TextMap =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      isTokenText(value) && !isRead(name, reads) ? 'known at deployment' : value,
    ]),
  );
