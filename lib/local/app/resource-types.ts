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
