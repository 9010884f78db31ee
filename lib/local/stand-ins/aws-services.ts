/** How a service is asked, and answers. */
export type AwsProtocol = 'json' | 'query' | 'rest-json' | 'rest-xml' | 'cbor';

/** A service of AWS, by the names that those who call it have for it. */
export interface CalledService {
  /** In signatures: `dynamodb`. */
  readonly signingName: string;
  /** In the variable that leads its requests elsewhere: `DYNAMODB`, of `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly id: string;
}

/** What is known of a service beside its names. */
interface KnownService extends CalledService {
  /** Before the operation, in the header `X-Amz-Target`. */
  readonly targetPrefix?: string;
  /** With what its paths begin. */
  readonly path?: string;
}

/**
 * What is found by more than its signing name, and what the variables have by another name. A service whose signing name says less
 * than its id stands before the other one of that name.
 */
const KNOWN: readonly KnownService[] = [
  { signingName: 'cognito-idp', id: 'COGNITO_IDENTITY_PROVIDER', targetPrefix: 'AWSCognitoIdentityProviderService' },
  { signingName: 'dynamodb', id: 'DYNAMODB', targetPrefix: 'DynamoDB_20120810' },
  { signingName: 'events', id: 'EVENTBRIDGE', targetPrefix: 'AWSEvents' },
  { signingName: 'execute-api', id: 'APIGATEWAYMANAGEMENTAPI' },
  { signingName: 'geo', id: 'LOCATION' },
  { signingName: 'iotdata', id: 'IOT_DATA_PLANE' },
  { signingName: 'kms', id: 'KMS', targetPrefix: 'TrentService' },
  { signingName: 'lambda', id: 'LAMBDA', path: '/2015-03-31/functions/' },
  { signingName: 'logs', id: 'CLOUDWATCH_LOGS', targetPrefix: 'Logs_20140328' },
  { signingName: 'mobiletargeting', id: 'PINPOINT' },
  { signingName: 'monitoring', id: 'CLOUDWATCH' },
  { signingName: 'profile', id: 'CUSTOMER_PROFILES' },
  { signingName: 'route53', id: 'ROUTE_53' },
  { signingName: 'secretsmanager', id: 'SECRETS_MANAGER', targetPrefix: 'secretsmanager' },
  { signingName: 'ses', id: 'SES' },
  { signingName: 'ses', id: 'SESV2', path: '/v2/email/' },
  { signingName: 'sms-voice', id: 'PINPOINT_SMS_VOICE_V2', targetPrefix: 'PinpointSMSVoiceV2' },
  { signingName: 'social-messaging', id: 'SOCIALMESSAGING' },
  { signingName: 'sqs', id: 'SQS', targetPrefix: 'AmazonSQS' },
  { signingName: 'ssm', id: 'SSM', targetPrefix: 'AmazonSSM' },
  { signingName: 'states', id: 'SFN', targetPrefix: 'AWSStepFunctions' },
];

/** By AWS's names, the services that speak XML over paths. */
const REST_XML = new Set(['s3', 'cloudfront', 'route53']);

/** What of a request tells which service it asks. */
export interface ServiceMarks {
  /** Of `X-Amz-Target`, what stands before the last dot. */
  readonly targetPrefix: string | undefined;
  readonly path: string;
  /** As the SDKs name it in their user agent: `cognito-identity-provider`. */
  readonly sdkName: string | undefined;
  /** Of the signature's scope. */
  readonly signingName: string | undefined;
}

/** Which service is asked; undefined where nothing tells. What a server would go by counts before what a caller says. */
export function serviceOf({ targetPrefix, path, sdkName, signingName }: ServiceMarks): CalledService | undefined {
  const known =
    KNOWN.find((service) => service.targetPrefix !== undefined && service.targetPrefix === targetPrefix) ??
    KNOWN.find((service) => service.path !== undefined && path.startsWith(service.path));
  if (known) return known;
  if (sdkName !== undefined) {
    const id = idOf(sdkName);
    return { id, signingName: signingName ?? KNOWN.find((service) => service.id === id)?.signingName ?? sdkName };
  }
  if (signingName === undefined) return undefined;
  return KNOWN.find((service) => service.signingName === signingName) ?? { signingName, id: idOf(signingName) };
}

const idOf = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');

/** The protocol of a service's paths. */
export const restProtocolOf = ({ signingName }: CalledService): AwsProtocol =>
  REST_XML.has(signingName) ? 'rest-xml' : 'rest-json';
