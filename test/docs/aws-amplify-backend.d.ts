import type { Stack } from 'aws-cdk-lib';
import type { CfnUserPoolClient, IUserPool } from 'aws-cdk-lib/aws-cognito';

/** Of `@aws-amplify/backend` what the pages use. */
export interface AuthFactory {
  readonly kind: 'auth';
}

export interface FunctionFactory {
  readonly kind: 'function';
}

export interface BackendSecret {
  readonly kind: 'secret';
}

export function defineAuth(props: {
  readonly loginWith: { readonly email: true };
  readonly triggers?: Readonly<
    Record<'defineAuthChallenge' | 'createAuthChallenge' | 'verifyAuthChallengeResponse', FunctionFactory>
  >;
}): AuthFactory;

export function defineFunction(props: {
  readonly name: string;
  readonly entry: string;
  readonly runtime: 20 | 22 | 24;
  readonly timeoutSeconds: number;
  readonly resourceGroupName: string;
  readonly environment: Readonly<Record<string, string | BackendSecret>>;
}): FunctionFactory;

export function secret(name: string): BackendSecret;

export function defineBackend(factories: { readonly auth: AuthFactory }): {
  readonly auth: {
    readonly stack: Stack;
    readonly resources: {
      readonly userPool: IUserPool;
      readonly cfnResources: { readonly cfnUserPoolClient: CfnUserPoolClient };
    };
  };
  createStack(name: string): Stack;
};
