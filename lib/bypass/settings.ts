import type { ChallengeNeeds } from '../flow/index.ts';

/**
 * What is judged of an app client, by the names of Cognito's API, which are CloudFormation's. Values are unknown: in a
 * template one may stand that is known only at deployment.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html
 */
export interface ClientSettings {
  readonly ExplicitAuthFlows?: unknown;
  readonly AllowedOAuthFlowsUserPoolClient?: unknown;
  readonly WriteAttributes?: unknown;
}

/**
 * What is judged of a user pool, in the same way.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
 */
export interface PoolSettings {
  readonly MfaConfiguration?: unknown;
  readonly AccountRecoverySetting?: unknown;
  readonly Schema?: unknown;
}

/** What is known of the flow that they might lead round. */
export interface FlowFacts {
  /** Whether it begins with `password()` on some path. */
  readonly asksPassword: boolean;
  /** Every attribute that it asks about on some path. */
  readonly attributes: readonly string[];
  readonly challenges: readonly { readonly name: string; readonly needs: ChallengeNeeds }[];
}

/** A way round a flow. */
export interface Finding {
  /** What it is acknowledged by: an app client's name, `pool-mfa`, an attribute's name. */
  readonly id: string;
  /** What is wrong, and what it lets happen. */
  readonly message: string;
}
