import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccountRecovery, type ICustomAttribute, UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';

/** What may be set of the pool that the construct makes. */
export interface DefaultUserPoolProps {
  readonly customAttributes: Readonly<Record<string, ICustomAttribute>>;
  readonly selfSignUpEnabled: boolean;
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean | undefined;
}

/**
 * A pool for people who sign in by their e-mail address.
 *
 * Nobody recovers a password by mail: it would be a second way in beside the flow. A new address counts once it is
 * verified, and until then the old one stays.
 */
export function makeUserPool(scope: Construct, id: string, props: DefaultUserPoolProps): UserPool {
  const userPool = new UserPool(scope, id, {
    signInAliases: { email: true },
    signInCaseSensitive: false,
    standardAttributes: { email: { required: true, mutable: true } },
    customAttributes: { ...props.customAttributes },
    autoVerify: { email: true },
    keepOriginal: { email: true },
    accountRecovery: AccountRecovery.NONE,
    selfSignUpEnabled: props.selfSignUpEnabled,
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    removalPolicy: props.removalPolicy,
    deletionProtection: props.deletionProtection ?? props.removalPolicy !== RemovalPolicy.DESTROY,
  });
  Validations.of(userPool).acknowledge(
    {
      id: 'AwsSolutions::AwsSolutions-COG2',
      reason:
        "A custom sign-in is never asked the pool's own MFA. The flow asks its factors, and synth proves that it does.",
    },
    {
      id: 'AwsSolutions::AwsSolutions-COG8',
      reason:
        'The Plus plan scores risk at a price per user. The flow stands without it; a pool of your own may have it.',
    },
  );
  return userPool;
}
