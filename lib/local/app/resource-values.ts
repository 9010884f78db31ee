import { objectOf, textOf } from '../settings/json-values.ts';
import { readAcrossRegions } from './cross-region-references.ts';
import { UnresolvableValueError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { StackResource } from './stack.ts';

/** What `Ref` and `Fn::GetAtt` give for a type of resource. */
interface ResourceValues {
  reference(resource: StackResource, identity: Identity): unknown;
  readonly attributes: Readonly<Record<string, (resource: StackResource, identity: Identity) => unknown>>;
}

/** A type may be called as JavaScript calls its own. */
const valuesOf = ({ type }: StackResource): ResourceValues | undefined =>
  Object.hasOwn(VALUES, type) ? VALUES[type] : undefined;

/** What CloudFormation would answer for `Ref` of this resource, made up where AWS makes it up. */
export function referenceToResource(resource: StackResource, identity: Identity): unknown {
  const values = valuesOf(resource);
  return values ? values.reference(resource, identity) : physicalName(resource, identity);
}

/**
 * What CloudFormation would answer for `Fn::GetAtt`.
 *
 * @throws UnresolvableValueError for an attribute that only a deployed resource has
 */
export function attributeOfResource(resource: StackResource, name: string, identity: Identity): unknown {
  const attributes = valuesOf(resource)?.attributes ?? {};
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (attribute !== undefined) return attribute(resource, identity);
  const read = readAcrossRegions(name, resource);
  if (read !== undefined) return read();
  throw new UnresolvableValueError(
    `${name} of ${resource.logicalId} (${resource.type}) is known only once it is deployed`,
  );
}

/** What `Fn::GetAtt` gives here, by the type of the resource; of others only a name that is made up, for `Ref`. */
export const knownAttributes = (): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(VALUES).map(([type, { attributes }]) => [type, Object.keys(attributes)]));

/** The name that the template gives, or the one that CloudFormation would make up. */
function physicalName(resource: StackResource, identity: Identity, property?: string): string {
  const given = property === undefined ? undefined : textOf(resource.property(property));
  return given ?? identity.physicalName(resource.stack.source, resource.logicalId);
}

function arn(resource: StackResource, service: string, rest: string): string {
  const { region, accountId } = resource.stack.source;
  return `arn:aws:${service}:${service === 'iam' ? '' : region}:${accountId}:${rest}`;
}

/** A type with a name of its own, and an ARN that ends with it. */
function namedResource(property: string, service: string, prefix: string, suffix = ''): ResourceValues {
  return {
    reference: (resource, identity) => physicalName(resource, identity, property),
    attributes: {
      Arn: (resource, identity) => arn(resource, service, prefix + physicalName(resource, identity, property) + suffix),
    },
  };
}

function userPoolId({ stack, logicalId }: StackResource, identity: Identity): string {
  return identity.userPoolId(stack.source.region, stack.source, logicalId);
}

function provider(resource: StackResource, identity: Identity): string {
  return `cognito-idp.${resource.stack.source.region}.amazonaws.com/${userPoolId(resource, identity)}`;
}

function clientId({ stack, logicalId }: StackResource, identity: Identity): string {
  return identity.clientId(stack.source, logicalId);
}

const FUNCTION = namedResource('FunctionName', 'lambda', 'function:');
const TABLE = namedResource('TableName', 'dynamodb', 'table/');
const TOPIC = namedResource('TopicName', 'sns', '');

/** `undefined` for an attribute where the type has none. */
const arnOf = (values: ResourceValues) => (resource: StackResource, identity: Identity) =>
  values.attributes.Arn?.(resource, identity);

/** A type of which `Ref` is the name that the template gives it. */
const named = (property: string): ResourceValues => ({
  reference: (resource, identity) => physicalName(resource, identity, property),
  attributes: {},
});

/**
 * A secret without a name is called as CloudFormation calls it, `LOGICALID-SUFFIX`: by the first two parts of what the ARN
 * ends with, CDK's `secretName` finds the name again.
 */
function secretArn(resource: StackResource, identity: Identity): string {
  const suffix = identity.physicalName(resource.stack.source, resource.logicalId).slice(-12);
  return arn(
    resource,
    'secretsmanager',
    `secret:${textOf(resource.property('Name')) ?? `${resource.logicalId}-${suffix}`}`,
  );
}

/** The secret of the client that CDK's `userPoolClientSecret` asks Cognito for by a custom resource. */
function describedClientSecret(resource: StackResource, identity: Identity): string {
  const [, id] = /"ClientId":"(\w+)"/.exec(String(resource.property('Create'))) ?? [];
  if (id !== undefined) return identity.clientSecret(id);
  throw new UnresolvableValueError(`${resource.logicalId} names no client`);
}

/** That `Ref` and `Id` are the template's name is a choice: CloudFormation's page doesn't say what the id looks like. */
function emailTemplateName(resource: StackResource, identity: Identity): string {
  return textOf(objectOf(resource.property('Template')).TemplateName) ?? physicalName(resource, identity);
}

const VALUES: Readonly<Record<string, ResourceValues>> = {
  'AWS::Cognito::UserPool': {
    reference: userPoolId,
    attributes: {
      Arn: (resource, identity) => arn(resource, 'cognito-idp', `userpool/${userPoolId(resource, identity)}`),
      ProviderName: provider,
      ProviderURL: (resource, identity) => `https://${provider(resource, identity)}`,
      UserPoolId: userPoolId,
    },
  },
  'AWS::Cognito::UserPoolClient': {
    reference: clientId,
    attributes: {
      ClientId: clientId,
      ClientSecret: (resource, identity) => identity.clientSecret(clientId(resource, identity)),
      Name: (resource, identity) => physicalName(resource, identity, 'ClientName'),
    },
  },
  'AWS::Cognito::UserPoolDomain': named('Domain'),
  'AWS::Cognito::UserPoolGroup': named('GroupName'),
  'AWS::Cognito::UserPoolIdentityProvider': named('ProviderName'),
  'AWS::Cognito::UserPoolResourceServer': named('Identifier'),
  'Custom::DescribeCognitoUserPoolClient': {
    reference: (resource, identity) => physicalName(resource, identity),
    attributes: { 'UserPoolClient.ClientSecret': describedClientSecret },
  },
  'AWS::Lambda::Function': FUNCTION,
  'AWS::Lambda::Version': {
    reference: (resource) => `${functionArnOf(resource)}:1`,
    attributes: { Version: () => '1', FunctionArn: (resource) => `${functionArnOf(resource)}:1` },
  },
  'AWS::Lambda::Alias': {
    reference: (resource) => `${functionArnOf(resource)}:${String(resource.property('Name'))}`,
    attributes: { AliasArn: (resource) => `${functionArnOf(resource)}:${String(resource.property('Name'))}` },
  },
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::DynamoDB::Table': TABLE,
  'AWS::IAM::Role': namedResource('RoleName', 'iam', 'role/'),
  'AWS::Logs::LogGroup': namedResource('LogGroupName', 'logs', 'log-group:', ':*'),
  'AWS::S3::Bucket': {
    reference: bucketName,
    attributes: { Arn: (resource, identity) => `arn:aws:s3:::${bucketName(resource, identity)}` },
  },
  'AWS::SNS::Topic': {
    reference: arnOf(TOPIC),
    attributes: { TopicArn: arnOf(TOPIC), TopicName: TOPIC.reference },
  },
  'AWS::SQS::Queue': {
    reference: (resource, identity) => {
      const { region, accountId } = resource.stack.source;
      return `https://sqs.${region}.amazonaws.com/${accountId}/${physicalName(resource, identity, 'QueueName')}`;
    },
    attributes: {
      Arn: (resource, identity) => arn(resource, 'sqs', physicalName(resource, identity, 'QueueName')),
      QueueName: (resource, identity) => physicalName(resource, identity, 'QueueName'),
    },
  },
  'AWS::KMS::Key': {
    reference: keyId,
    attributes: { Arn: (resource, identity) => arn(resource, 'kms', `key/${keyId(resource, identity)}`), KeyId: keyId },
  },
  'AWS::KMS::Alias': { reference: (resource) => resource.property('AliasName'), attributes: {} },
  'AWS::SecretsManager::Secret': {
    reference: secretArn,
    attributes: { Id: secretArn },
  },
  'AWS::SES::EmailIdentity': { reference: (resource) => resource.property('EmailIdentity'), attributes: {} },
  'AWS::SES::Template': { reference: emailTemplateName, attributes: { Id: emailTemplateName } },
  'AWS::SES::ConfigurationSet': namedResource('Name', 'ses', 'configuration-set/'),
  'AWS::SSM::Parameter': {
    reference: (resource, identity) => physicalName(resource, identity, 'Name'),
    attributes: {
      Type: (resource) => resource.property('Type'),
      Value: (resource) => resource.property('Value'),
    },
  },
};

function functionArnOf(resource: StackResource): string {
  const given = String(resource.property('FunctionName'));
  return given.startsWith('arn:') ? given : arn(resource, 'lambda', `function:${given}`);
}

/** Bucket names are lower case. */
function bucketName(resource: StackResource, identity: Identity): string {
  return physicalName(resource, identity, 'BucketName').toLowerCase();
}

/** A UUID: the same for the same key of the same project. */
function keyId(resource: StackResource, identity: Identity): string {
  return identity.keyId(resource.stack.source, resource.logicalId);
}
