import type { TextMap } from '../../protocol/text-map.ts';
import { listOf, objectOf, textOf } from '../settings/json-values.ts';
import { GivenValueError } from './errors.ts';
import type { GivenValues } from './given-values.ts';
import type { Identity } from './identity.ts';
import { GIVEN_FILE } from './read-given-file.ts';
import { FUNCTION_TYPE } from './resource-types.ts';
import { referenceToResource } from './resource-values.ts';
import type { AppSurroundings, StackResource } from './stack.ts';
import { toldOr } from './told-or.ts';

/** The environment variables that were given for a function. */
export const variablesFor = (resource: StackResource, given: GivenValues, identity: Identity): TextMap => ({
  ...given.environment,
  ...Object.fromEntries(
    Object.entries(given.functions ?? {})
      .filter(([name]) => isCalled(resource, name, identity))
      .flatMap(([, variables]) => Object.entries(variables)),
  ),
});

/** @throws GivenValueError for a value of a function, or of a parameter, that no stack has */
export function assertGiven({ stacks, given, identity }: AppSurroundings): void {
  const functions = stacks.flatMap(({ resources }) => resources).filter(({ type }) => type === FUNCTION_TYPE);
  for (const name of Object.keys(given.functions ?? {})) {
    if (functions.some((resource) => isCalled(resource, name, identity))) continue;
    throw new GivenValueError(
      `--env ${name}.…, or functions of ${GIVEN_FILE}: the app has no function ${name}. ` +
        `Its functions: ${listed(functions.map((resource) => constructPathOf(resource) || resource.logicalId))}.`,
    );
  }
  const parameters = stacks.flatMap(({ source: { stackName, template }, nestedAs }) =>
    Object.entries(objectOf(template.Parameters)).map(([name, definition]) => ({
      ...{ name, stackName, nestedAs },
      allowed: listOf(objectOf(definition).AllowedValues).map(String),
    })),
  );
  for (const [wanted, value] of Object.entries(given.parameters ?? {})) {
    const meant = parameters.filter(({ name, stackName }) => wanted === name || wanted === `${stackName}.${name}`);
    // What a nested stack is passed counts before.
    const narrow = meant.find(
      ({ allowed, nestedAs }) => nestedAs === undefined && allowed.length > 0 && !areAmong(value, allowed),
    );
    if (narrow) {
      throw new GivenValueError(
        `--parameter ${wanted}, or parameters of ${GIVEN_FILE}: the stack ${narrow.stackName} takes ${narrow.allowed.join(', ')}.`,
      );
    }
    if (meant.length > 0) continue;
    throw new GivenValueError(
      `--parameter ${wanted}, or parameters of ${GIVEN_FILE}: no stack of the app has such a parameter. There are: ` +
        `${listed(parameters.map(({ name, stackName }) => `${stackName}.${name}`))}.`,
    );
  }
}

/** By its name, its logical id, or the end of its construct path. */
function isCalled(resource: StackResource, name: string, identity: Identity): boolean {
  const path = `/${constructPathOf(resource)}`;
  return (
    resource.logicalId === name ||
    path.endsWith(`/${name}`) ||
    toldOr(() => referenceToResource(resource, identity)) === name
  );
}

const constructPathOf = ({ metadata }: StackResource): string =>
  (textOf(metadata['aws:cdk:path']) ?? '').replace(/\/Resource$/, '');

/** A text, or each element of a list. */
const areAmong = (value: string, allowed: readonly string[]): boolean =>
  allowed.includes(value) || value.split(',').every((element) => allowed.includes(element.trim()));

const listed = (names: readonly string[]): string => names.join(', ') || 'none';
