import type { LocalParameter } from '../model.ts';
import { textOf } from '../settings/json-values.ts';
import { writtenAcrossRegions } from './cross-region-references.ts';
import { PARAMETER_TYPE } from './resource-types.ts';
import { referenceToResource } from './resource-values.ts';
import type { AppSurroundings, StackResource } from './stack.ts';
import { toldOr } from './told-or.ts';

const TYPES = ['String', 'StringList', 'SecureString'] as const;

/** What Systems Manager holds here: what was given, and the app's own parameters, as far as their values can be told. */
export function readParameters(surroundings: AppSurroundings): readonly LocalParameter[] {
  const { stacks, identity, given } = surroundings;
  const ofApp = parametersOf(stacks.flatMap(({ resources }) => resources)).flatMap((resource) => {
    const name = String(referenceToResource(resource, identity));
    return Object.hasOwn(given.ssm ?? {}, name) ? [] : (toldOr(() => parameterOf(resource, name)) ?? []);
  });
  return [...givenParameters(given.ssm), ...ofApp];
}

/**
 * One of them, by its name.
 *
 * @throws UnresolvableValueError where it is the app's, and its value can't be told
 */
export function findParameter(name: string, { stacks, identity, given }: AppSurroundings): LocalParameter | undefined {
  const [known] = givenParameters(given.ssm).filter((parameter) => parameter.name === name);
  if (known) return known;
  const resources = stacks.flatMap((stack) => stack.resources);
  const written = writtenAcrossRegions(name, resources);
  if (written) return { name, type: 'String', value: String(written()) };
  const resource = parametersOf(resources).find((each) => toldOr(() => referenceToResource(each, identity)) === name);
  return resource && parameterOf(resource, name);
}

const parametersOf = (resources: readonly StackResource[]): readonly StackResource[] =>
  resources.filter(({ type }) => type === PARAMETER_TYPE);

const givenParameters = (given: AppSurroundings['given']['ssm'] = {}): readonly LocalParameter[] =>
  Object.entries(given).map(([name, value]) => ({ name, type: 'String', value }));

function parameterOf(resource: StackResource, name: string): LocalParameter {
  const type = TYPES.find((known) => known === resource.property('Type')) ?? 'String';
  return { name, type, value: textOf(resource.property('Value')) ?? '' };
}
