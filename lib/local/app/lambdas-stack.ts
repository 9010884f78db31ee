import { guardedAttributes } from '../../bypass/guarded-attributes.ts';
import { readableAttributes, writableAttributes } from '../../bypass/own-client.ts';
import { sessionMinutesOf } from '../../bypass/short-sessions.ts';
import { loadTriggerHandlers, TRIGGERS, type TriggerHandlers } from '../../constructs/trigger-handlers.ts';
import type { CustomAuthTrigger } from '../../protocol/index.ts';
import type { JsonObject } from '../settings/json-values.ts';
import type { LambdasRun } from './make-lambdas-stack.ts';
import type { StackSource } from './stack.ts';

const STACK_NAME = 'Countersign';
/** Nothing is sent here, so it need not exist. */
const EMAIL_FROM = 'no-reply@example.com';

/**
 * The stack that the construct `CustomAuth` would make of a folder with a flow, by its defaults, as far as the local pool
 * reads it: without the CDK. A test holds both equal. The pool has each custom attribute that the flow asks or needs.
 *
 * @throws DeploymentError as the construct does: the flow doesn't check, a file doesn't compile
 */
export function stackOfLambdas({ lambdas, into, target, environment = {} }: LambdasRun): StackSource {
  const { region, accountId } = target;
  const spelling = { COUNTERSIGN_CASE_SENSITIVE: 'false' };
  const variables = {
    DefineAuthChallenge: environment,
    CreateAuthChallenge: {
      ...{ COUNTERSIGN_EMAIL_FROM: EMAIL_FROM, COUNTERSIGN_SIGN_IN_BY: 'email' },
      ...spelling,
      ...environment,
    },
    VerifyAuthChallengeResponse: { ...spelling, ...environment },
    DeliverMessage: { COUNTERSIGN_EMAIL_FROM: EMAIL_FROM, ...environment },
  };
  const handlers = loadTriggerHandlers({ lambdas, into, environment: variables, region });
  const { functions, deliverMessage } = handlers;
  const assets = [
    ...TRIGGERS.map((trigger) => [trigger, functions[trigger].bundle.folder] as const),
    ...(deliverMessage ? [['DeliverMessage', deliverMessage.bundle.folder] as const] : []),
  ];
  return { stackName: STACK_NAME, region, accountId, template: templateOf(handlers), assets: new Map(assets) };
}

function templateOf({ functions, deliverMessage, flow }: TriggerHandlers): JsonObject {
  const pool = poolOf(flow);
  const guarded = guardedAttributes(pool, flow);
  const readable = readableAttributes(pool, guarded);
  const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  const functionOf = (name: string, environment: JsonObject, Timeout: number) => ({
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Key: `${name}.zip` },
      Environment: { Variables: environment },
      Handler: 'index.handler',
      MemorySize: 512,
      Runtime: 'nodejs24.x',
      Timeout,
    },
  });
  const sessionMinutes = sessionMinutesOf(flow);
  const variablesOf = (trigger: CustomAuthTrigger): JsonObject => ({
    ...(trigger === 'CreateAuthChallenge' && { COUNTERSIGN_SESSION_SECONDS: String(sessionMinutes * 60) }),
    ...functions[trigger].inspected.environment,
    ...(trigger !== 'DefineAuthChallenge' && LEDGER_VARIABLES),
    ...(trigger === 'CreateAuthChallenge' && deliverMessage && { COUNTERSIGN_DELIVER: { Ref: 'DeliverMessage' } }),
  });
  const ofDelivery = deliverMessage && {
    DeliverMessage: functionOf('DeliverMessage', { ...deliverMessage.inspected.environment, ...LEDGER_VARIABLES }, 30),
  };
  const ofTrigger = TRIGGERS.flatMap((trigger) => [
    [trigger, functionOf(trigger, variablesOf(trigger), 5)],
    [
      `${trigger}Permission`,
      {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: arnOf(trigger),
          Principal: 'cognito-idp.amazonaws.com',
          SourceAccount: { Ref: 'AWS::AccountId' },
          SourceArn: arnOf('UserPool'),
        },
      },
    ],
  ]);
  const LambdaConfig = Object.fromEntries(TRIGGERS.map((trigger) => [trigger, arnOf(trigger)]));
  return {
    Resources: {
      UserPool: { Type: 'AWS::Cognito::UserPool', Properties: { ...pool, LambdaConfig } },
      Client: {
        Type: 'AWS::Cognito::UserPoolClient',
        Properties: {
          UserPoolId: { Ref: 'UserPool' },
          AuthSessionValidity: sessionMinutes,
          EnableTokenRevocation: true,
          ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
          PreventUserExistenceErrors: 'ENABLED',
          SupportedIdentityProviders: ['COGNITO'],
          AllowedOAuthFlowsUserPoolClient: false,
          WriteAttributes: writableAttributes(pool, guarded),
          ...(readable && { ReadAttributes: readable }),
        },
      },
      ...LEDGER,
      ...Object.fromEntries(ofTrigger),
      ...ofDelivery,
    },
  };
}

/** Where the two functions that use it find the ledger. */
const LEDGER_VARIABLES = {
  COUNTERSIGN_LEDGER: { Ref: 'Ledger' },
  COUNTERSIGN_LEDGER_KEY: { 'Fn::GetAtt': ['LedgerKey', 'Arn'] },
};

const LEDGER = {
  Ledger: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    },
  },
  LedgerKey: { Type: 'AWS::KMS::Key', Properties: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' } },
};

const CODE_MESSAGE = 'The verification code to your new account is {####}';
const CODE_SUBJECT = 'Verify your new account';

function poolOf({ attributes, challenges }: TriggerHandlers['flow']) {
  const needed = challenges.flatMap(({ needs: { attributes: { secret = [], decides = [], uses = [] } = {} } }) => [
    ...secret,
    ...decides,
    ...uses,
  ]);
  const custom = [...new Set([...attributes, ...needed])].filter((name) => name.startsWith('custom:')).sort();
  return {
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    AutoVerifiedAttributes: ['email'],
    DeletionProtection: 'ACTIVE',
    EmailVerificationMessage: CODE_MESSAGE,
    EmailVerificationSubject: CODE_SUBJECT,
    Policies: {
      PasswordPolicy: {
        MinimumLength: 12,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        RequireUppercase: true,
        TemporaryPasswordValidityDays: 3,
      },
    },
    Schema: [
      { Mutable: true, Name: 'email', Required: true },
      ...custom.map((name) => ({ AttributeDataType: 'String', Mutable: true, Name: name.replace('custom:', '') })),
    ],
    SmsVerificationMessage: CODE_MESSAGE,
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    VerificationMessageTemplate: {
      DefaultEmailOption: 'CONFIRM_WITH_CODE',
      EmailMessage: CODE_MESSAGE,
      EmailSubject: CODE_SUBJECT,
      SmsMessage: CODE_MESSAGE,
    },
  };
}
