import type { TextMap } from '../../protocol/text-map.ts';
import { listOf, objectOf, textOf } from '../settings/json-values.ts';
import { GivenValueError } from './errors.ts';
import type { Identity } from './identity.ts';
import { GIVEN_FILE } from './read-given-file.ts';
import { FUNCTION_TYPE } from './resource-types.ts';
import { referenceToResource } from './resource-values.ts';
import type { AppSurroundings, StackResource } from './stack.ts';
import { toldOr } from './told-or.ts';

/**
 * Finds the environment variables that were given for each function.
 *
 * @throws GivenValueError for a name that fits no function, or several
 */
export function variablesGiven({ stacks, given, identity }: AppSurroundings): (resource: StackResource) => TextMap {
  const functions = stacks.flatMap(({ resources }) => resources).filter(({ type }) => type === FUNCTION_TYPE);
  const calls = Object.entries(given.functions ?? {}).map(([name, variables]) => {
    const [meant, ...others] = functionsCalled(name, functions, identity);
    const problem = `--env ${name}.…, or functions of ${GIVEN_FILE}: `;
    if (meant === undefined) {
      throw new GivenValueError(
        `${problem}the app has no function ${name}. Its functions: ${listed(functions.map((each) => constructPathOf(each) || each.logicalId))}.`,
      );
    }
    if (others.length > 0) {
      const titles = [meant, ...others].map((each) => titleOf(each, identity));
      throw new GivenValueError(`${problem}${name} fits several functions. Name one: ${listed(titles)}.`);
    }
    return { meant, variables };
  });
  return (resource) => ({
    ...given.environment,
    ...Object.fromEntries(
      calls.filter(({ meant }) => meant === resource).flatMap(({ variables }) => Object.entries(variables)),
    ),
  });
}

/** @throws GivenValueError for a parameter that no stack has, or a value that its template doesn't allow */
export function assertParameters({ stacks, given }: AppSurroundings): void {
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

/** By the whole name or construct path; else by the logical id, or the end of the path. */
function functionsCalled(
  name: string,
  functions: readonly StackResource[],
  identity: Identity,
): readonly StackResource[] {
  const exact = functions.filter((each) => constructPathOf(each) === name || nameOf(each, identity) === name);
  if (exact.length > 0) return exact;
  return functions.filter((each) => each.logicalId === name || constructPathOf(each).endsWith(`/${name}`));
}

const nameOf = (resource: StackResource, identity: Identity): unknown =>
  toldOr(() => referenceToResource(resource, identity));

/** What calls it alone. */
const titleOf = (resource: StackResource, identity: Identity): string =>
  constructPathOf(resource) || String(nameOf(resource, identity) ?? resource.logicalId);

const constructPathOf = ({ metadata }: StackResource): string =>
  (textOf(metadata['aws:cdk:path']) ?? '').replace(/\/Resource$/, '');

/** A text, or each element of a list. */
const areAmong = (value: string, allowed: readonly string[]): boolean =>
  allowed.includes(value) || value.split(',').every((element) => allowed.includes(element.trim()));

const listed = (names: readonly string[]): string => names.join(', ') || 'none';
