import { ConfigurationError } from './errors.ts';

/** A function's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A variable that must be set.
 *
 * @param remedy what whoever reads the log can do
 * @throws ConfigurationError if it is not set, or empty
 */
export function readSetting(environment: Environment, name: string, remedy = 'Lambda sets it'): string {
  const value = environment[name];
  if (!value) throw new ConfigurationError(`the environment variable ${name} is not set: ${remedy}`);
  return value;
}

/** A service of AWS, by the names that AWS has for it. */
export interface AwsService {
  /** In sentences: `Amazon SES`. */
  readonly title: string;
  /** In the variable that leads its requests elsewhere: `SESV2`, of `AWS_ENDPOINT_URL_SESV2`. */
  readonly id: string;
  /** In its host: `email`, of `email.eu-central-1.amazonaws.com`. */
  readonly endpointPrefix: string;
  /** In signatures: `ses`. */
  readonly signingName: string;
}

/**
 * Where a service is asked: as AWS's own SDKs find it, without a slash at the end. China is a partition of its own.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function endpointOf({ id, endpointPrefix }: AwsService, region: string, environment: Environment): string {
  const configured = environment[`AWS_ENDPOINT_URL_${id}`] || environment.AWS_ENDPOINT_URL;
  if (configured) return configured.replace(/\/+$/, '');
  return `https://${endpointPrefix}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
