import { CfnResource, Stack } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { Finding } from '../bypass/settings.ts';
import { isReferenceTo, REFERENCES, targetsOf } from './references.ts';
import { renderedResources, resourceOf } from './rendered-properties.ts';
import { resourcesOfApp } from './resources-of-app.ts';

const COGNITO = 'cognito-idp.amazonaws.com';

/** Other names of a function, which have permissions of their own. */
const NAMES: ReadonlySet<string> = new Set(['AWS::Lambda::Alias', 'AWS::Lambda::Version']);

/**
 * The permissions of the app by which somebody else than this pool invokes a function: another pool, another service or
 * account, or everybody, by the function's URL. Who invokes it chooses the event, so that nothing limits guesses.
 */
export function invokeFindings(userPool: UserPool, functions: readonly LambdaFunction[]): readonly Finding[] {
  const isPermission = (type: string): boolean => type === 'AWS::Lambda::Permission';
  return resourcesOfApp(userPool, isPermission).flatMap(({ path, element, references }) => {
    const { FunctionName, Principal: principal, SourceArn: source } = references;
    const fn = functionIn(FunctionName, Stack.of(element), functions);
    if (!fn || (principal === COGNITO && isReferenceTo(source, resourceOf(userPool)))) return [];
    const fact = `lets ${nameOf(principal)} invoke ${fn.node.id}`;
    const message = `${path} ${fact}: they choose the event, so they send messages and try answers without a limit; take it out`;
    return [{ id: `${path}: ${fact}`, message }];
  });
}

/** The one of some functions that a value refers to, as `REFERENCES` renders it: itself, a version or an alias of it. */
export function functionIn(
  value: unknown,
  stack: Stack,
  functions: readonly LambdaFunction[],
): LambdaFunction | undefined {
  return targetsOf(value, stack)
    .map(functionOf)
    .find((fn) => fn !== undefined);

  function functionOf(target: IConstruct): LambdaFunction | undefined {
    if (!CfnResource.isCfnResource(target)) return undefined;
    if (!NAMES.has(target.cfnResourceType)) return functions.find(({ node }) => node.defaultChild === target);
    return functionIn(renderedResources(target, REFERENCES)[0]?.properties.FunctionName, Stack.of(target), functions);
  }
}

function nameOf(principal: unknown): string {
  if (principal === COGNITO) return 'another user pool';
  return typeof principal === 'string' ? principal : 'somebody known only at deployment';
}
