import type { LocalConfig } from '../../local/index.ts';
import { FailedError } from '../errors.ts';

/**
 * Gives a user a password in each pool, as the pool's owner would.
 *
 * @throws FailedError if the pool doesn't take it: its policy, say.
 */
export async function setPassword({ endpoint, pools }: LocalConfig, username: string, password: string): Promise<void> {
  for (const { userPoolId } of pools) {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.AdminSetUserPassword',
        // An owner's operation is signed; the local pool doesn't check by whom.
        authorization: 'AWS4-HMAC-SHA256 Credential=local',
      },
      body: JSON.stringify({ UserPoolId: userPoolId, Username: username, Password: password, Permanent: true }),
    });
    if (response.ok) continue;
    const { message } = (await response.json()) as { message: string };
    throw new FailedError(`--password: ${message}`);
  }
}
