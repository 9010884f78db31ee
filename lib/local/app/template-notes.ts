import { objectOf, textOf } from '../settings/json-values.ts';
import type { Stack } from './stack.ts';

/** Those that make nothing that is read here: intrinsic functions, and the function that rotates a secret. */
const MAKES_NOTHING_READ = /^AWS::(?:LanguageExtensions|SecretsManager-[\d-]+)$/;

/**
 * What of a template CloudFormation alone turns into resources: a sentence each.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-reference.html
 */
export function templateNotes({ source: { stackName, template } }: Stack): readonly string[] {
  const transforms = [template.Transform]
    .flat()
    .map((each) => textOf(each) ?? textOf(objectOf(each).Name))
    .filter((name) => name !== undefined && !MAKES_NOTHING_READ.test(name));
  const resources = Object.entries(objectOf(template.Resources)).map(
    ([logicalId, resource]) => [logicalId, objectOf(resource)] as const,
  );
  const among = functionsIn(template.Resources);
  const within = resources.flatMap(([logicalId, { Properties }]) =>
    functionsIn(Properties).map((name) => `${name} in the properties of ${logicalId}`),
  );
  return [
    ...transforms.map((name) => `The stack ${stackName} has the transform ${name}`),
    ...within.map((what) => `The stack ${stackName} has ${what}`),
    ...among.map((name) => `The stack ${stackName} has ${name} among its resources`),
  ].map((what) => `${what}, which CloudFormation alone runs; what it makes is left out.`);
}

const functionsIn = (members: unknown): readonly string[] =>
  Object.keys(objectOf(members)).filter((name) => name.startsWith('Fn::'));
