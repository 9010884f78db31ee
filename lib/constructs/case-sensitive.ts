import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import { isRecord } from '../protocol/is-record.ts';
import { toldOfPool } from './rendered-properties.ts';

/**
 * Whether the pool tells the case of names apart, for the functions, which no event tells: `true` or `false`; `unknown` where
 * only the deployment knows.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UsernameConfigurationType.html
 */
export const caseSensitive = (userPool: () => UserPool): string =>
  toldOfPool(userPool, ({ UsernameConfiguration }) => sensitivityOf(UsernameConfiguration));

/** Where the template doesn't say, Cognito tells case apart. */
function sensitivityOf(configuration: unknown): string {
  if (configuration === undefined) return 'true';
  // An intrinsic function may come to anything.
  if (!isRecord(configuration) || Object.keys(configuration).some((key) => key !== 'CaseSensitive')) return 'unknown';
  const sensitive = String(configuration.CaseSensitive ?? true);
  return sensitive === 'true' || sensitive === 'false' ? sensitive : 'unknown';
}
