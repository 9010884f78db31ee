import { type JsonObject, objectOf } from '../settings/json-values.ts';
import { UnresolvableValueError } from './errors.ts';
import type { GivenValues } from './given-values.ts';

/** Where a parameter's value may come from. */
export interface ParameterSources {
  readonly stackName: string;
  /** What a nested stack is passed. */
  readonly passed: unknown;
  readonly given: GivenValues;
  /** Tells what stands between `{{resolve:` and `}}`. */
  dynamicReference(reference: string): string;
}

/**
 * What `Ref` gives for a parameter of a template: what it is passed, else what was given for it, else its default.
 *
 * @throws UnresolvableValueError where it has none
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function parameterValue(name: string, { Type, Default }: JsonObject, sources: ParameterSources): unknown {
  const { stackName, passed, given, dynamicReference } = sources;
  const written =
    passed ?? ownMember(given.parameters, `${stackName}.${name}`) ?? ownMember(given.parameters, name) ?? Default;
  if (written === undefined) {
    throw new UnresolvableValueError(`the parameter ${name} has no default`, { way: `--parameter ${name}=…` });
  }
  // What is written is the name of what Systems Manager holds, whoever wrote it.
  const isKept = String(Type).startsWith('AWS::SSM::Parameter::Value<');
  const value = isKept ? dynamicReference(`ssm:${String(written)}`) : written;
  return /CommaDelimitedList|List</.test(String(Type)) ? listIn(value) : value;
}

/** CloudFormation takes the spaces around an element away. */
const listIn = (value: unknown): unknown =>
  Array.isArray(value)
    ? value
    : String(value)
        .split(',')
        .map((element) => element.trim());

/** A member that JavaScript's objects don't have by themselves. */
export function ownMember(object: unknown, name: string): unknown {
  const members = objectOf(object);
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
