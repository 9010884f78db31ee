import type { TextMap } from '../../protocol/text-map.ts';
import type { LocalFunction } from '../model.ts';
import { listOf, numberOf, textOf } from '../settings/json-values.ts';
import { UnresolvableValueError } from './errors.ts';
import { codeFolderOf } from './function-code.ts';
import type { Identity } from './identity.ts';
import { attributeOfResource, referenceToResource } from './resource-values.ts';
import { runtimeNotes } from './runtime-notes.ts';
import type { StackResource } from './stack.ts';
import { toldOr } from './told-or.ts';

/** Lambda's defaults. */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

/** What reading a function takes. */
export interface FunctionReading {
  readonly identity: Identity;
  /** Variables that were given, over the template's. */
  readonly variables: TextMap;
  /** Where code that stands in the template itself is written to. */
  readonly inlineFolder: string;
}

/** The ARN of a function of the template. */
export function functionArnOf(resource: StackResource, identity: Identity): string {
  return String(attributeOfResource(resource, 'Arn', identity));
}

/**
 * A function as its bundle would run in Lambda. What can't be told before a deployment, or can't run here, becomes its
 * `refusal`: it stops no other function.
 */
export function readFunction(resource: StackResource, surroundings: FunctionReading): LocalFunction {
  const { identity, variables, inlineFolder } = surroundings;
  const faults: string[] = [];
  const told = <T>(tell: () => T, otherwise: T): T => {
    try {
      return tell();
    } catch (error) {
      if (!(error instanceof UnresolvableValueError)) throw error;
      faults.push(`${error.reason}.${error.way === undefined ? '' : ` Give it: ${error.way}`}`);
      return otherwise;
    }
  };

  told(() => resource.members(), {}); // those that CloudFormation alone adds
  const runtime = told(() => textOf(resource.property('Runtime')), undefined);
  const runsOnNode = runtime?.startsWith('nodejs') === true;
  if (!runsOnNode) {
    faults.push(
      `it runs on ${runtime ?? 'a container image'}, and only Node.js functions run here; try it at AWS, or write it for Node.js.`,
    );
  }
  const environment = { ...variables };
  const written = told(() => resource.members('Environment', 'Variables'), {});
  for (const [name, resolve] of Object.entries(written)) {
    if (Object.hasOwn(variables, name)) continue;
    try {
      const value = resolve();
      if (typeof value === 'object') {
        faults.push(`${name} isn't set: Lambda takes texts, and it is none. Give it: --env ${name}=…`);
      } else if (value !== undefined) {
        environment[name] = String(value); // without one it is left out, as `AWS::NoValue` says
      }
    } catch (error) {
      if (!(error instanceof UnresolvableValueError)) throw error;
      const other = error.way === undefined ? '' : `, or ${error.way}`;
      faults.push(`${name} isn't set: ${error.reason}. Give it: --env ${name}=…${other}`);
    }
  }
  return {
    logicalId: resource.logicalId,
    functionName: String(referenceToResource(resource, identity)),
    functionArn: functionArnOf(resource, identity),
    codeFolder: runsOnNode ? told(() => codeFolderOf(resource, inlineFolder), '') : '',
    handler: told(() => textOf(resource.property('Handler')), undefined) ?? 'index.handler',
    environment,
    memorySize: told(() => numberOf(resource.property('MemorySize')), undefined) ?? DEFAULT_MEMORY_MB,
    timeout: told(() => numberOf(resource.property('Timeout')), undefined) ?? DEFAULT_TIMEOUT_SECONDS,
    ...(runtime !== undefined && { runtime }),
    ...(faults.length > 0 && { refusal: `${capitalized(describe(resource))} can't run here: ${faults.join(' ')}` }),
  };
}

/** What of the function doesn't run here, or not as in Lambda. */
export function functionNotes(resource: StackResource, { refusal, runtime = '' }: LocalFunction): readonly string[] {
  if (refusal !== undefined) return [refusal];
  const layers = toldOr(() => resource.property('Layers'));
  const hasLayers = Object.hasOwn(resource.members(), 'Layers') && (layers === undefined || listOf(layers).length > 0);
  return [
    ...(hasLayers ? [`${capitalized(describe(resource))} has layers; they are not loaded here.`] : []),
    ...runtimeNotes(runtime),
  ];
}

const describe = ({ logicalId, stack }: StackResource): string =>
  `the function ${logicalId} of the stack ${stack.source.stackName}`;

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
