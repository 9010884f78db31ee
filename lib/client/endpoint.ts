import { ConfigurationError } from './errors.ts';

/** Domains of AWS's partitions, by how their regions begin; all other regions are under amazonaws.com. */
const DOMAINS: Readonly<Record<string, string>> = {
  cn: 'amazonaws.com.cn',
  eusc: 'amazonaws.eu',
  'us-iso': 'c2s.ic.gov',
  'us-isob': 'sc2s.sgov.gov',
  'us-isof': 'csp.hci.ic.gov',
  'eu-isoe': 'cloud.adc-e.uk',
};

/**
 * Cognito's endpoint for a user pool, by the region that its id begins with.
 *
 * @throws ConfigurationError if that is no user pool id.
 * @example
 * endpointOf('eu-central-1_AbCdEf123'); // 'https://cognito-idp.eu-central-1.amazonaws.com'
 */
export function endpointOf(userPoolId: string): string {
  const [, region, area = ''] = /^(([a-z]+(?:-iso\w?)?)-[a-z-]+-\d+)_\w+$/.exec(userPoolId) ?? [];
  if (!region) throw new ConfigurationError(`userPoolId must look like us-east-1_AbCd, got ${userPoolId}`);
  return `https://cognito-idp.${region}.${DOMAINS[area] ?? 'amazonaws.com'}`;
}
