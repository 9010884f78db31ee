import { invalidParameter } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import { assertSecretHash } from '../request/client-secret.ts';

/**
 * One of the parameters that a flow or challenge can't do without.
 *
 * @throws CognitoError InvalidParameterException
 */
export function requiredParameter(parameters: TextMap | undefined, name: string): string {
  const value = parameters?.[name];
  if (!value) throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

/**
 * The USERNAME of a request, as it was typed, its SECRET_HASH checked.
 *
 * @throws CognitoError InvalidParameterException, NotAuthorizedException
 */
export async function typedUserName(parameters: TextMap, { client }: Pick<PoolClient, 'client'>): Promise<string> {
  const typed = requiredParameter(parameters, 'USERNAME');
  await assertSecretHash(client, typed, parameters.SECRET_HASH);
  return typed;
}
