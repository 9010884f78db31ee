import { Stack } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Finding } from '../bypass/settings.ts';
import { resourcesOfApp } from './resources-of-app.ts';
import { isOfAnotherPool } from './which-pool.ts';

/** What sets how users come in, beside the template. */
const CALLS = ['createUserPoolClient', 'updateUserPoolClient', 'updateUserPool', 'setUserPoolMfaConfig'] as const;

const isCustomResource = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

/** Whether a text names the call, as the SDK or the API spells it: `updateUserPool`, `UpdateUserPoolCommand`. */
const names = (text: string, call: string): boolean =>
  new RegExp(`(?<![a-z])${call}(Command)?(?![a-z])`, 'i').test(text);

/**
 * The custom resources of the app whose properties name a call that opens a way round the flow, as `AwsCustomResource`
 * writes it. What the function of another one does by itself is not seen.
 */
export function customResourceFindings(userPool: UserPool): readonly Finding[] {
  return resourcesOfApp(userPool, isCustomResource).flatMap(({ path, element, references }) => {
    /** A whole call stands in one property, with the pool that it is about. */
    const isCallOnAnotherPool = (value: unknown): boolean =>
      textOf(value).includes('UserPoolId') && isOfAnotherPool(value, Stack.of(element), userPool);
    const own = Object.values(references).filter((value) => !isCallOnAnotherPool(value));
    const calls = CALLS.filter((call) => own.some((value) => names(textOf(value), call)));
    if (calls.length === 0) return [];
    const fact = `calls ${calls.join(', ')}`;
    const message =
      `${path} ${fact} when it is deployed, and what it sets may lead round the flow, unseen: set it by the pool and its ` +
      'clients in the app';
    return [{ id: `${path}: ${fact}`, message }];
  });
}

const textOf = (value: unknown): string => JSON.stringify(value) ?? '';
