import { base64Of } from './base64.ts';

/**
 * Cognito's SECRET_HASH: base64(HMAC-SHA256(client secret, user name + client id)).
 *
 * The user name is the one that goes along in the same request: what was typed for InitiateAuth, the one that Cognito
 * returned for everything after it.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 * @example
 * await secretHash('test', '123abd', 'clientSecret'); // 'LoIX/oPJWZzFYv8liJYRo+CHv16FNDY10JlZEDjL3Vg='
 */
export async function secretHash(userName: string, clientId: string, clientSecret: string): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes(clientSecret), algorithm, false, ['sign']);
  const hash = await crypto.subtle.sign('HMAC', key, bytes(userName + clientId));
  return base64Of(new Uint8Array(hash));
}
