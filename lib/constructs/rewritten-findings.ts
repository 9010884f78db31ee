import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Finding } from '../bypass/settings.ts';
import { clientsOf } from './pool-clients.ts';
import { MACRO, renderedResources, resourceOf } from './rendered-properties.ts';

/**
 * What CloudFormation makes of the template before it deploys it, so that something else is deployed than was checked: a
 * macro of your own for a whole stack, or for one resource; and another type in a resource's place.
 *
 * AWS's own macros are known, and write no other user pool, client or function than the template has.
 */
export function rewrittenFindings(userPool: UserPool, functions: readonly LambdaFunction[]): readonly Finding[] {
  const resources = [resourceOf(userPool), ...functions.map(({ node }) => node.defaultChild as CfnFunction)];
  const elements = [...resources, ...clientsOf(userPool).map(({ element }) => element)];
  const stacks = [...new Set(elements.map((element) => Stack.of(element)))];
  return [...stacks.flatMap(macrosOf), ...resources.flatMap(overridesOf)];
}

function macrosOf({ node, templateOptions: { transforms = [] } }: Stack): readonly Finding[] {
  const own = transforms.filter((name) => !name.startsWith('AWS::'));
  return own.map((name) => ({
    id: `${node.path}: is rewritten by ${name}`,
    message:
      `${node.path} is rewritten by the macro ${name} when it is deployed, and what it makes of the pool, its clients and ` +
      'functions was not checked: keep these in a stack without it',
  }));
}

function overridesOf(resource: CfnResource): readonly Finding[] {
  const path = resource.node.path.replace(/\/Resource$/, '');
  const [rendered] = renderedResources(resource);
  const changed = [
    ...(rendered?.type === resource.cfnResourceType ? [] : ['Type']),
    ...(rendered && MACRO in rendered.properties ? [MACRO] : []),
  ];
  return changed.map((name) => ({
    id: `${path}: overrides ${name}`,
    message: `${path}.${name} is overridden, and is not what was checked: take the override out`,
  }));
}
