import { notAuthorized, secretHash } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';
import type { CallContext } from '../call-context.ts';
import type { LocalClientDefinition } from '../model.ts';
import { isSameText } from '../secret-text.ts';

/** A client's active secrets: any of them is good. */
const secretsOf = ({ clientSecret, otherClientSecrets = [] }: LocalClientDefinition): readonly string[] =>
  clientSecret === undefined ? [] : [clientSecret, ...otherClientSecrets];

/**
 * Checks the SECRET_HASH of a request.
 *
 * @param userName the one that went along in the same request
 * @throws CognitoError NotAuthorizedException
 */
export async function assertSecretHash(
  client: LocalClientDefinition,
  userName: string,
  given: string | undefined,
): Promise<void> {
  const { clientId } = client;
  const secrets = secretsOf(client);
  if (secrets.length === 0) {
    if (given === undefined) return;
    // What Cognito says to a hash where there is no secret isn't documented: its older, general text.
    throw notAuthorized(`Unable to verify secret hash for client ${clientId}`);
  }
  if (given === undefined) {
    throw notAuthorized(`Client ${clientId} is configured with secret but SECRET_HASH was not received`);
  }
  const hashes = await Promise.all(secrets.map((secret) => secretHash(userName, clientId, secret)));
  if (!hashes.some((hash) => isSameText(given, hash))) {
    throw notAuthorized(`SecretHash does not match for the client: ${clientId}`);
  }
}

/**
 * The client of a request in which nobody is signed in, its SECRET_HASH checked.
 *
 * @throws CognitoError ResourceNotFoundException, NotAuthorizedException
 */
export async function provenClient(
  input: { readonly ClientId: string; readonly SecretHash: string | undefined; readonly Username: string },
  { index }: Pick<CallContext, 'index'>,
): Promise<PoolClient> {
  const at = index.client(input.ClientId);
  await assertSecretHash(at.client, input.Username, input.SecretHash);
  return at;
}

/**
 * Checks the secret itself, which the token operations take in place of a hash.
 *
 * @throws CognitoError NotAuthorizedException. The text isn't documented.
 */
export function assertClientSecret(client: LocalClientDefinition, given = ''): void {
  const secrets = secretsOf(client);
  const isGood = secrets.length === 0 ? given === '' : secrets.some((secret) => isSameText(secret, given));
  if (!isGood) {
    throw notAuthorized(`Unable to verify client secret for client ${client.clientId}`);
  }
}
