import { ConfigurationError } from './errors.ts';

/**
 * Cognito's endpoint for a user pool, by the region that its id begins with. Regions of AWS's isolated partitions
 * (`us-iso…`) are not known: name {@link ClientConfig.endpoint} there.
 *
 * @throws ConfigurationError if that is no user pool id, or of no known region.
 * @example
 * endpointOf('eu-central-1_AbCdEf123'); // 'https://cognito-idp.eu-central-1.amazonaws.com'
 */
export function endpointOf(userPoolId: string): string {
  const [, region, area] = /^(([a-z]+)-(?!iso)[a-z-]+-\d+)_\w+$/.exec(userPoolId) ?? [];
  if (!region) throw new ConfigurationError(`no endpoint known for userPoolId ${userPoolId}`);
  // AWS's partitions, by how their regions begin: all others are under amazonaws.com.
  const domain = area === 'eusc' ? 'amazonaws.eu' : area === 'cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://cognito-idp.${region}.${domain}`;
}
