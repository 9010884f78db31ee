import { Stack } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Finding } from '../bypass/settings.ts';
import { functionIn } from './invoke-findings.ts';
import { resourcesOfApp } from './resources-of-app.ts';
import { isOfAnotherPool } from './which-pool.ts';

/** What sets how users come in, beside the template. */
const ON_POOLS = ['createUserPoolClient', 'updateUserPoolClient', 'updateUserPool', 'setUserPoolMfaConfig'] as const;
/** What sets which code runs, or who may run it. */
const ON_FUNCTIONS = ['updateFunctionCode', 'updateFunctionConfiguration', 'addPermission'] as const;

const isCustomResource = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

/** Whether a text names the call, as the SDK or the API spells it: `updateUserPool`, `UpdateUserPoolCommand`. */
const names = (text: string, call: string): boolean =>
  new RegExp(`(?<![a-z])${call}(Command)?(?![a-z])`, 'i').test(text);

/**
 * The custom resources of the app whose properties name a call that opens a way round the flow, or changes one of its
 * functions, as `AwsCustomResource` writes it. What the function of another one does by itself is not seen.
 */
export function customResourceFindings(userPool: UserPool, functions: readonly LambdaFunction[]): readonly Finding[] {
  return resourcesOfApp(userPool, isCustomResource).flatMap(({ path, element, references }) => {
    /** A whole call stands in one property, with the pool that it is about. */
    const isCallOnAnotherPool = (value: unknown): boolean =>
      textOf(value).includes('UserPoolId') && isOfAnotherPool(value, Stack.of(element), userPool);
    const values = Object.values(references);
    const onPool = values.filter((value) => !isCallOnAnotherPool(value));
    const onFunctions = values.filter((value) => functionIn(value, Stack.of(element), functions));
    const calls = [
      ...ON_POOLS.filter((call) => onPool.some((value) => names(textOf(value), call))),
      ...ON_FUNCTIONS.filter((call) => onFunctions.some((value) => names(textOf(value), call))),
    ];
    if (calls.length === 0) return [];
    const fact = `calls ${calls.join(', ')}`;
    const message =
      `${path} ${fact} when it is deployed, and what it sets may lead round the flow, unseen: set it by the pool and its ` +
      'clients in the app';
    return [{ id: `${path}: ${fact}`, message }];
  });
}

const textOf = (value: unknown): string => JSON.stringify(value) ?? '';
