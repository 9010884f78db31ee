import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { CfnUserPool, UserPool } from 'aws-cdk-lib/aws-cognito';

/** The pool's own CloudFormation resource. */
export const resourceOf = (userPool: UserPool): CfnUserPool => userPool.node.defaultChild as CfnUserPool;

/** What CDK itself calls to write a template; it isn't in its types. */
interface Rendered {
  _toCloudFormation(): object;
}

/**
 * A resource's properties as the template will have them, under CloudFormation's names: overrides that were added by
 * hand included, and references as `Ref` and `Fn::…`.
 */
export function renderedProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  const template = Stack.of(resource).resolve((resource as CfnResource & Rendered)._toCloudFormation());
  const [rendered] = Object.values<{ Properties?: Record<string, unknown> }>(template.Resources);
  return rendered?.Properties ?? {};
}
