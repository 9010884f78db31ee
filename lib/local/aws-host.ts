/** With these end the names of AWS's hosts, in each of its partitions. */
const AWS_DOMAINS = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'api.aws',
  'on.aws',
  'api.amazonwebservices.com.cn',
  'api.amazonwebservices.eu',
];

/** Whether a host is one of AWS's, by its name. */
export function isAwsHost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return AWS_DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`));
}
