import { deployedIssuer } from '../local-endpoint.ts';
import { nameOf } from '../server/doors.ts';
import { type LocalConfig, publicClient } from '../server/pool-config.ts';
import { objectOf, textOf } from '../settings/json-values.ts';

/** `config.json` beside a page: what `createAuthClient` needs to know. */
export interface PageConfig {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly endpoint: string;
}

/**
 * Says which pool a page signs in at: this one, by the name by which the page itself was called, so that another machine
 * finds it too.
 *
 * @param host the request's Host header
 * @returns undefined where a page can sign in with no app client
 */
export function pageConfig(config: LocalConfig, host: string): PageConfig | undefined {
  const client = publicClient(config);
  if (client === undefined || client.clientSecret !== undefined) return undefined;
  const { userPoolId, clientId } = client;
  return { userPoolId, clientId, endpoint: poolOrigin(config, host) };
}

/** The origin of the pool, at the name by which the page was called. */
export function poolOrigin({ endpoint }: Pick<LocalConfig, 'endpoint'>, host: string): string {
  const url = new URL(endpoint);
  url.hostname = nameOf(host);
  return url.origin;
}

/**
 * The origin that a page with a `config.json` of its own calls: the endpoint that it names, else Cognito's.
 *
 * @param text the file's content
 * @returns undefined where it names neither
 */
export function originOfOwn(text: string): string | undefined {
  let values: ReturnType<typeof objectOf>;
  try {
    values = objectOf(JSON.parse(text));
  } catch {
    return undefined; // the page itself says so
  }
  const userPoolId = textOf(values.userPoolId);
  const url = textOf(values.endpoint) ?? (userPoolId && deployedIssuer(userPoolId));
  return url && URL.canParse(url) ? new URL(url).origin : undefined;
}
