import { Stack, Token } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { isRecord } from '../protocol/is-record.ts';
import type { CustomAuthProps } from './custom-auth-props.ts';
import { PropertyError, UserPoolError } from './errors.ts';
import { renderedProperties, renderedVariables, resourceOf } from './rendered-properties.ts';

/** What is said of the pool that the construct makes, and can't be said of one that exists. */
const OF_THE_NEW_POOL = ['customAttributes', 'selfSignUpEnabled', 'deletionProtection'] as const;
/** Characters, without `custom:`. */
const LONGEST_ATTRIBUTE_NAME = 20;
const MOST_ATTRIBUTES = 50;
const LONGEST_CLIENT_NAME = 128;
const LARGEST_ENVIRONMENT = 4096;

/**
 * Asserts what AWS would refuse in the middle of a deployment, or would ignore.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html
 * @throws PropertyError
 */
export function assertProps(props: CustomAuthProps): void {
  const { userPool, customAttributes = {}, client, ledger } = props;
  if (ledger !== undefined && ledger !== false && !isRecord(ledger)) {
    throw new PropertyError(`ledger must be an object or false, got ${String(ledger)}`);
  }
  for (const name of OF_THE_NEW_POOL) {
    if (!userPool || props[name] === undefined) continue;
    throw new PropertyError(
      `${name} is of the pool that CustomAuth makes, and ${userPool.node.path} is given: set it there, and leave it out here`,
    );
  }
  const names = Object.keys(customAttributes);
  if (names.length > MOST_ATTRIBUTES) {
    throw new PropertyError(
      `customAttributes has ${names.length}, and a pool takes ${MOST_ATTRIBUTES}: leave some out`,
    );
  }
  const long = names.find((name) => name.length > LONGEST_ATTRIBUTE_NAME || name === '');
  if (long !== undefined) {
    throw new PropertyError(
      `customAttributes has ${JSON.stringify(long)}, of ${long.length} characters, and a name has 1 to ` +
        `${LONGEST_ATTRIBUTE_NAME}, without custom: shorten it`,
    );
  }
  const clientName = client?.userPoolClientName;
  if (!clientName || Token.isUnresolved(clientName) || clientName.length <= LONGEST_CLIENT_NAME) return;
  throw new PropertyError(
    `client.userPoolClientName has ${clientName.length} characters, and may have ${LONGEST_CLIENT_NAME}: shorten it`,
  );
}

/**
 * Asserts that Cognito may invoke the functions: those of its own account and region.
 *
 * @throws UserPoolError
 */
export function assertSameEnvironment(functions: Construct, userPool: UserPool): void {
  for (const what of ['region', 'account'] as const) {
    const [here, there] = [Stack.of(functions)[what], Stack.of(userPool)[what]];
    if (Token.isUnresolved(here) || Token.isUnresolved(there) || here === there) continue;
    throw new UserPoolError(
      `${userPool.node.path} is in the ${what} ${there}, and the functions of ${functions.node.path} are in ${here}: a pool ` +
        `invokes functions of its own ${what}, so make CustomAuth in a stack of that ${what}`,
    );
  }
}

/**
 * What is wrong with a function's variables, as the template has them. A value that only the deployment knows counts nothing.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function environmentTooLarge(fn: LambdaFunction): readonly string[] {
  const bytes = Object.entries(renderedVariables(fn)).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(typeof value === 'string' ? value : ''),
    0,
  );
  if (bytes <= LARGEST_ENVIRONMENT) return [];
  return [
    `the environment variables of ${fn.node.path} have ${bytes} bytes, and Lambda takes ${LARGEST_ENVIRONMENT}: ` +
      'keep large values elsewhere, and name the place in a variable',
  ];
}

/**
 * The addresses of which the pool keeps the old one until the new one is verified, though it verifies none: Cognito takes
 * no such pool.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserAttributeUpdateSettingsType.html
 */
export function keptUnverified(userPool: UserPool): readonly string[] {
  const { UserAttributeUpdateSettings: update, AutoVerifiedAttributes: verified = [] } = renderedProperties(
    resourceOf(userPool),
  );
  const kept = isRecord(update) ? update.AttributesRequireVerificationBeforeUpdate : [];
  if (!Array.isArray(kept) || !Array.isArray(verified) || !verified.every(isText)) return [];
  return kept
    .filter(isText)
    .filter((name) => !verified.includes(name))
    .map((name) => {
      const key = name === 'phone_number' ? 'phone' : name;
      return (
        `${userPool.node.path} keeps the original ${name} until a new one is verified, and does not verify it by itself, ` +
        `which Cognito refuses: set autoVerify: { ${key}: true } beside keepOriginal`
      );
    });
}

const isText = (value: unknown): value is string => typeof value === 'string';
