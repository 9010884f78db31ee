import type { TextMap } from '../../protocol/text-map.ts';
import { objectOf, textOf } from '../settings/json-values.ts';
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
  const parameters = stacks.flatMap(({ source: { stackName, template } }) =>
    Object.keys(objectOf(template.Parameters)).map((name) => ({ name, stackName })),
  );
  for (const wanted of Object.keys(given.parameters ?? {})) {
    if (parameters.some(({ name, stackName }) => wanted === name || wanted === `${stackName}.${name}`)) continue;
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

const listed = (names: readonly string[]): string => names.join(', ') || 'none';
