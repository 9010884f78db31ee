import { Lazy } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import { isRecord } from '../protocol/is-record.ts';
import { renderedProperties, resourceOf } from './rendered-properties.ts';

/**
 * Whether the pool tells the case of names apart, for the functions, which no event tells: `true` or `false`; `unknown` where
 * only the deployment knows. Read when the template is written: a pool may be overridden until then.
 *
 * @param userPool asked for late, since the functions are made before the pool
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UsernameConfigurationType.html
 */
export const caseSensitive = (userPool: () => UserPool): string =>
  Lazy.uncachedString({
    produce: () => sensitivityOf(renderedProperties(resourceOf(userPool())).UsernameConfiguration),
  });

/** Where the template doesn't say, Cognito tells case apart. */
function sensitivityOf(configuration: unknown): string {
  if (configuration === undefined) return 'true';
  // An intrinsic function may come to anything.
  if (!isRecord(configuration) || Object.keys(configuration).some((key) => key !== 'CaseSensitive')) return 'unknown';
  const sensitive = String(configuration.CaseSensitive ?? true);
  return sensitive === 'true' || sensitive === 'false' ? sensitive : 'unknown';
}
