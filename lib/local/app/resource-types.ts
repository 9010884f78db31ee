export const FUNCTION_TYPE = 'AWS::Lambda::Function';
export const POOL_TYPE = 'AWS::Cognito::UserPool';
export const CLIENT_TYPE = 'AWS::Cognito::UserPoolClient';
export const GROUP_TYPE = 'AWS::Cognito::UserPoolGroup';
export const PERMISSION_TYPE = 'AWS::Lambda::Permission';
export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/** What a local pool is made of: whether there is such a resource must be known. */
export const READ_TYPES: ReadonlySet<string> = new Set([
  ...[FUNCTION_TYPE, POOL_TYPE, CLIENT_TYPE],
  ...[GROUP_TYPE, PERMISSION_TYPE, STACK_TYPE],
]);

export const TABLE_TYPES: readonly string[] = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];
export const KEY_TYPE = 'AWS::KMS::Key';
export const ALIAS_TYPE = 'AWS::KMS::Alias';
export const PARAMETER_TYPE = 'AWS::SSM::Parameter';
export const SECRET_TYPE = 'AWS::SecretsManager::Secret';
export const EMAIL_TEMPLATE_TYPE = 'AWS::SES::Template';

/** What functions find at AWS beside a pool: one that can't be told is as if it weren't there. */
export const KEPT_TYPES: readonly string[] = [
  ...TABLE_TYPES,
  ...[KEY_TYPE, ALIAS_TYPE, PARAMETER_TYPE, SECRET_TYPE, EMAIL_TEMPLATE_TYPE],
];
