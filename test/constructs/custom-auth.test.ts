import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { ClientAttributes } from 'aws-cdk-lib/aws-cognito';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { lambdasOf } from './fixtures/lambdas.ts';
import { onLedgerItems } from './fixtures/ledger-statement.ts';
import { resource, synth } from './fixtures/synth.ts';

const { template, auth, stack } = synth();
const logicalIds = Object.fromEntries(
  Object.entries(template.toJSON().Resources as Record<string, { Type: string }>).map(([id, { Type }]) => [id, Type]),
);
const attr = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const functionId = (trigger: string) =>
  Object.keys(logicalIds).find(
    (id) => id.startsWith(`SignIn${trigger}`) && logicalIds[id] === 'AWS::Lambda::Function',
  ) as string;

describe('the functions', () => {
  it.each(['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'])(
    '%s runs as it should',
    (trigger) => {
      template.hasResourceProperties('AWS::Lambda::Function', {
        Description: `${trigger} of Test/SignIn`,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: 512,
        Timeout: 5,
        Handler: 'index.handler',
        LoggingConfig: { LogFormat: 'JSON', LogGroup: Match.anyValue() },
      });
    },
  );

  it('keep their logs for three months, each in a log group of its own', () => {
    const groups = template.findResources('AWS::Logs::LogGroup');
    expect(Object.keys(groups)).toHaveLength(3);
    for (const group of Object.values(groups)) {
      expect(group).toMatchObject({ Properties: { RetentionInDays: 90 }, UpdateReplacePolicy: 'Retain' });
    }
    const used = Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.LoggingConfig.LogGroup.Ref,
    );
    expect(used.sort()).toEqual(Object.keys(groups).sort());
  });

  it('leave no log group behind where the first deploy fails, and keep it later', () => {
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'RetainExceptOnCreate' });
  });

  it('may write their own log and use the items of the ledger that each needs, and nothing else, but for the mail that Create sends', () => {
    const statements = (prefix: string) =>
      (
        resource(template, 'AWS::IAM::Policy', prefix) as never as {
          Properties: { PolicyDocument: { Statement: unknown[] } };
        }
      ).Properties.PolicyDocument.Statement;
    const log = (prefix: string) => ({
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Effect: 'Allow',
      Resource: attr(Object.keys(logicalIds).find((id) => id.startsWith(prefix)) as string),
    });
    expect(statements('SignInDefine')).toEqual([log('SignInDefineAuthChallengeLog')]);
    const table = attr(Object.keys(logicalIds).find((id) => logicalIds[id] === 'AWS::DynamoDB::Table') as string);
    expect(statements('SignInVerify')).toEqual([
      log('SignInVerifyAuthChallengeResponseLog'),
      onLedgerItems('g*', ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'], table),
      // What was used up is forgotten by nobody.
      onLedgerItems('u*', 'dynamodb:PutItem', table),
    ]);
    const every = (kind: string) => ({
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':ses:',
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          `:${kind}/*`,
        ],
      ],
    });
    expect(statements('SignInCreate')).toEqual([
      log('SignInCreateAuthChallengeLog'),
      {
        Action: 'ses:SendEmail',
        Effect: 'Allow',
        // In the sandbox SES checks the recipient's identity too, and always an identity's default configuration set.
        Resource: [every('identity'), every('configuration-set')],
        Condition: { StringEquals: { 'ses:FromAddress': 'no-reply@mail.example.com' } },
      },
      onLedgerItems('g*', 'dynamodb:GetItem', table),
    ]);
  });

  it('have no managed policy, and no wildcard but under the condition of who sends', () => {
    for (const role of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    }
    for (const policy of Object.values(template.findResources('AWS::IAM::Policy'))) {
      for (const statement of policy.Properties.PolicyDocument.Statement) {
        if (statement.Condition?.StringEquals?.['ses:FromAddress']) continue;
        expect(JSON.stringify([statement.Action, statement.Resource])).not.toContain('*');
      }
    }
  });

  it('get what they need to know by their environment: where the ledger is, how names are spelled, who sends and what people sign in by', () => {
    const environment = (prefix: string) =>
      (resource(template, 'AWS::Lambda::Function', prefix) as never as { Properties: { Environment?: unknown } })
        .Properties.Environment;
    const idOf = (type: string) => Object.keys(logicalIds).find((id) => logicalIds[id] === type) as string;
    const both = {
      COUNTERSIGN_CASE_SENSITIVE: 'false',
      COUNTERSIGN_LEDGER: { Ref: idOf('AWS::DynamoDB::Table') },
      COUNTERSIGN_LEDGER_KEY: attr(idOf('AWS::KMS::Key')),
    };
    expect(environment('SignInCreate')).toEqual({
      Variables: {
        ...both,
        COUNTERSIGN_EMAIL_FROM: 'Example <no-reply@mail.example.com>',
        COUNTERSIGN_SIGN_IN_BY: 'email',
        COUNTERSIGN_SESSION_SECONDS: '900',
      },
    });
    expect(environment('SignInDefine')).toBeUndefined();
    expect(environment('SignInVerify')).toEqual({ Variables: both });
  });

  it('name neither the pool nor the client: that would be a cycle', () => {
    const pool = stack.resolve(auth.userPool.userPoolId).Ref;
    const client = stack.resolve(auth.userPoolClient.userPoolClientId).Ref;
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Policy', 'AWS::IAM::Role']) {
      const text = JSON.stringify(template.findResources(type));
      expect(text).not.toContain(`"${pool}"`);
      expect(text).not.toContain(`"${client}"`);
    }
  });

  it('are invoked by this pool of this account alone', () => {
    template.resourceCountIs('AWS::Lambda::Permission', 3);
    const pool = stack.resolve(auth.userPool.userPoolId).Ref;
    for (const trigger of ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse']) {
      template.hasResourceProperties('AWS::Lambda::Permission', {
        Action: 'lambda:InvokeFunction',
        Principal: 'cognito-idp.amazonaws.com',
        FunctionName: attr(functionId(trigger)),
        SourceArn: attr(pool),
        SourceAccount: { Ref: 'AWS::AccountId' },
      });
    }
  });

  it('can be granted more', () => {
    expect(auth.createAuthChallenge.role).toBeDefined();
    expect(auth.flow).toMatchObject({ holds: true, challenges: [{ name: 'code', factor: 'possession', attempts: 3 }] });
  });
});

describe('the pool', () => {
  it('is one for e-mail addresses, which nobody recovers into beside the flow', () => {
    template.hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        UsernameAttributes: ['email'],
        UsernameConfiguration: { CaseSensitive: false },
        AutoVerifiedAttributes: ['email'],
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
        DeletionProtection: 'ACTIVE',
        Policies: {
          PasswordPolicy: {
            MinimumLength: 12,
            RequireLowercase: true,
            RequireNumbers: true,
            RequireSymbols: true,
            RequireUppercase: true,
          },
        },
        LambdaConfig: {
          DefineAuthChallenge: attr(functionId('DefineAuthChallenge')),
          CreateAuthChallenge: attr(functionId('CreateAuthChallenge')),
          VerifyAuthChallengeResponse: attr(functionId('VerifyAuthChallengeResponse')),
        },
      },
    });
  });

  it('tracks no devices: what Cognito does with them after a custom sign-in is in doubt', () => {
    template.hasResourceProperties('AWS::Cognito::UserPool', { DeviceConfiguration: Match.absent() });
  });

  it('goes with the stack where that is asked', () => {
    const temporary = synth({ removalPolicy: RemovalPolicy.DESTROY, selfSignUpEnabled: false }).template;
    temporary.hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtection: 'INACTIVE', AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
    });
    temporary.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  });

  it.each([true, false])('is protected from deletion as told: %s', (deletionProtection) => {
    synth({ deletionProtection }).template.hasResourceProperties('AWS::Cognito::UserPool', {
      DeletionProtection: deletionProtection ? 'ACTIVE' : 'INACTIVE',
    });
  });
});

describe('the app client', () => {
  it('leads through the flow and nowhere else', () => {
    template.resourceCountIs('AWS::Cognito::UserPoolClient', 1);
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      AllowedOAuthFlowsUserPoolClient: false,
      AllowedOAuthFlows: Match.absent(),
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      AuthSessionValidity: 15,
      GenerateSecret: Match.absent(),
    });
  });

  it('writes the standard attributes, and none of those that Cognito sets', () => {
    const { WriteAttributes } = (
      resource(template, 'AWS::Cognito::UserPoolClient', 'SignIn') as never as {
        Properties: { WriteAttributes: string[] };
      }
    ).Properties;
    expect(WriteAttributes).toContain('email');
    expect(WriteAttributes).toContain('name');
    expect(WriteAttributes).not.toContain('email_verified');
    expect(WriteAttributes).not.toContain('phone_number_verified');
  });

  it('takes what is said of it', () => {
    synth({
      client: {
        generateSecret: true,
        userPoolClientName: 'web',
        authSessionValidity: Duration.minutes(4),
        accessTokenValidity: Duration.minutes(10),
        writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
      },
    }).template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: true,
      ClientName: 'web',
      AuthSessionValidity: 4,
      AccessTokenValidity: 10,
      WriteAttributes: ['email'],
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    });
  });

  it('keeps a session for three minutes where no challenge needs longer', () => {
    const short = lambdasOf(
      `export const signIn = defineFlow({ code: challenge() }, function* ({ pass }) { yield* pass('code'); });`,
    );
    synth({ lambdas: short }).template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      AuthSessionValidity: 3,
    });
  });
});

describe('the construct', () => {
  it('keeps its logical ids: they are what deployed stacks hang on', () => {
    expect(logicalIds).toMatchSnapshot();
  });

  it('keeps logs as long as told', () => {
    synth({ logRetention: RetentionDays.ONE_WEEK }).template.allResourcesProperties('AWS::Logs::LogGroup', {
      RetentionInDays: 7,
    });
  });
});
