/**
 * With these end the names of AWS's hosts, in each of its partitions, and those of Cognito's own sign-in pages.
 *
 * @see https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json
 */
const AWS_DOMAINS = [
  'amazonaws.com',
  'api.aws',
  'on.aws',
  'amazoncognito.com',
  'amazonaws.com.cn',
  'amazonwebservices.com.cn',
  'amazonaws.eu',
  'amazonwebservices.eu',
  'c2s.ic.gov',
  'aws.ic.gov',
  'sc2s.sgov.gov',
  'aws.scloud',
  'cloud.adc-e.uk',
  'cloud-aws.adc-e.uk',
  'csp.hci.ic.gov',
  'aws.hci.ic.gov',
];

/** Whether a host is one of AWS's, by its name. */
export function isAwsHost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.+$/, '');
  return AWS_DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`));
}
