/** Where a stack is deployed that doesn't say it. */
export interface DeployTarget {
  readonly region: string;
  readonly accountId: string;
}
