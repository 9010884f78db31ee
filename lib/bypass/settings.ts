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
  readonly AllowedOAuthFlows?: unknown;
  readonly ReadAttributes?: unknown;
  readonly WriteAttributes?: unknown;
  readonly PreventUserExistenceErrors?: unknown;
  readonly EnableTokenRevocation?: unknown;
  readonly AuthSessionValidity?: unknown;
}

/** In whose words advice is given: those of CDK's L2 constructs, or those of CloudFormation and Cognito's API. */
export type Wording = 'cdk' | 'cloudformation';

/** An app client of the pool. */
export interface AppClient {
  /** What people know it by. */
  readonly name: string;
  readonly settings: ClientSettings;
  readonly wording: Wording;
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
  readonly AliasAttributes?: unknown;
  readonly UsernameAttributes?: unknown;
  readonly UserAttributeUpdateSettings?: unknown;
  readonly AdminCreateUserConfig?: unknown;
}

/** The pool that a flow is attached to. */
export interface JudgedPool {
  /** What people know it by. */
  readonly name: string;
  readonly settings: PoolSettings;
  readonly wording: Wording;
}

/** What is known of the flow that they might lead round. */
export interface FlowFacts {
  /** Whether it begins with `password()` on some path. */
  readonly asksPassword: boolean;
  /** Every attribute that it asks about on some path. */
  readonly attributes: readonly string[];
  /** Those of whose values it asks, by `is` or `test`; of the others only whether they are there. */
  readonly comparedAttributes: readonly string[];
  readonly challenges: readonly { readonly name: string; readonly needs: ChallengeNeeds }[];
}

/** A way round a flow. */
export interface Finding {
  /**
   * What it is acknowledged by: where it is, and all that it lets happen. So an acknowledgement covers no more than what
   * was there when it was written.
   */
  readonly id: string;
  /** What is wrong, what it lets happen, and what to set instead. */
  readonly message: string;
}
