import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Finding } from '../bypass/settings.ts';
import { resourceOf } from './rendered-properties.ts';
import { resourcesOfApp } from './resources-of-app.ts';
import { isReferenceTo, refersTo } from './which-pool.ts';

const COGNITO = 'cognito-idp.amazonaws.com';

/**
 * The permissions of the app by which somebody else than this pool invokes a function: another pool, another service or
 * account, or everybody, by the function's URL. Who invokes it chooses the event, so that nothing limits guesses.
 */
export function invokeFindings(userPool: UserPool, functions: readonly LambdaFunction[]): readonly Finding[] {
  return resourcesOfApp(userPool, (type) => type === 'AWS::Lambda::Permission').flatMap(({ path, references }) => {
    const { FunctionName, Principal: principal, SourceArn: source } = references;
    const fn = functions.find(({ node }) => refersTo(FunctionName, node.defaultChild as CfnFunction));
    if (!fn || (principal === COGNITO && isReferenceTo(source, resourceOf(userPool)))) return [];
    const fact = `lets ${nameOf(principal)} invoke ${fn.node.id}`;
    const message = `${path} ${fact}: they choose the event, so they send messages and try answers without a limit; take it out`;
    return [{ id: `${path}: ${fact}`, message }];
  });
}

function nameOf(principal: unknown): string {
  if (principal === COGNITO) return 'another user pool';
  return typeof principal === 'string' ? principal : 'somebody known only at deployment';
}
