import { Stack } from 'aws-cdk-lib';
import { type IUserPool, type UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { CustomAuthTrigger } from '../protocol/index.ts';
import { UserPoolError } from './errors.ts';
import { resourceOf } from './rendered-properties.ts';
import type { PerTrigger } from './trigger-handlers.ts';

const OPERATIONS = {
  DefineAuthChallenge: UserPoolOperation.DEFINE_AUTH_CHALLENGE,
  CreateAuthChallenge: UserPoolOperation.CREATE_AUTH_CHALLENGE,
  VerifyAuthChallengeResponse: UserPoolOperation.VERIFY_AUTH_CHALLENGE_RESPONSE,
} as const satisfies Record<CustomAuthTrigger, UserPoolOperation>;

/**
 * The pool, if it is one that takes triggers: of this app, and without a custom sign-in of its own.
 *
 * @throws UserPoolError
 */
export function assertTakesTriggers(userPool: IUserPool): UserPool {
  const { path } = userPool.node;
  if (!isDefinedHere(userPool)) {
    throw new UserPoolError(
      `${path} is an imported user pool, and CloudFormation can't give it triggers: ` +
        'pass the UserPool itself, from the app that defines it, or leave userPool out for a new one',
    );
  }
  const config = Stack.of(userPool).resolve(resourceOf(userPool).lambdaConfig) ?? {};
  for (const operation of Object.values(OPERATIONS)) {
    if (config[operation.operationName] === undefined) continue;
    throw new UserPoolError(
      `${path} already has a trigger ${operation.operationName}: a user pool takes one custom sign-in, so remove it ` +
        'from lambdaTriggers, addTrigger, or the other CustomAuth',
    );
  }
  return userPool;
}

// By shape: the app may have another copy of aws-cdk-lib.
const isDefinedHere = (userPool: IUserPool): userPool is UserPool =>
  'addTrigger' in userPool && userPool.node.defaultChild !== undefined;

/** Makes Cognito invoke the functions, and lets this pool alone do so. The pool's other triggers stay. */
export function attachTriggers(userPool: UserPool, functions: PerTrigger<IFunction>): void {
  const before = new Set(userPool.node.children);
  for (const [trigger, operation] of Object.entries(OPERATIONS) as [CustomAuthTrigger, UserPoolOperation][]) {
    userPool.addTrigger(operation, functions[trigger]);
  }
  for (const child of userPool.node.children) {
    if (before.has(child) || !CfnPermission.isCfnPermission(child)) continue;
    // The pool's ARN names the account too; both are what AWS asks for against the confused deputy.
    child.sourceAccount = Stack.of(userPool).account;
  }
}
