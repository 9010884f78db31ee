import { Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { emptyFolder, lambdasOf } from './fixtures/lambdas.ts';
import { makeApp, props, resource } from './fixtures/synth.ts';

/** Those beside its own log and the ledger. */
const statementsOf = (template: Template, prefix: string) =>
  (
    resource(template, 'AWS::IAM::Policy', prefix) as never as {
      Properties: { PolicyDocument: { Statement: object[] } };
    }
  ).Properties.PolicyDocument.Statement.slice(1).filter(
    (statement) => !JSON.stringify(statement).includes('LeadingKeys'),
  );
const variablesOf = (template: Template, prefix: string) =>
  (
    resource(template, 'AWS::Lambda::Function', prefix) as never as {
      Properties: { Environment?: { Variables: Record<string, unknown> } };
    }
  ).Properties.Environment?.Variables;
/** What the construct sets for the ledger. */
const OF_LEDGER = {
  COUNTERSIGN_CASE_SENSITIVE: 'false',
  COUNTERSIGN_LEDGER: expect.anything(),
  COUNTERSIGN_LEDGER_KEY: expect.anything(),
};

const tableFlow = lambdasOf(`
  const { TABLE_ARN: table } = process.env;
  export const signIn = defineFlow({
    number: challenge({ needs: {
      create: [{ actions: ['dynamodb:GetItem'], resources: [table] }],
      verify: [{ actions: ['dynamodb:UpdateItem'], resources: [table] }],
      environment: { TABLE: 'users' },
    } }),
  }, function* ({ pass }) { yield* pass('number'); });`);

describe('what challenges need', () => {
  it('is granted per trigger, by resources whose names only the deployment knows', () => {
    const stack = new Stack(makeApp(), 'Test');
    const table = new Table(stack, 'Users', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    new CustomAuth(stack, 'SignIn', { lambdas: tableFlow, environment: { TABLE_ARN: table.tableArn } });
    const template = Template.fromStack(stack);
    const arn = stack.resolve(table.tableArn);
    expect(statementsOf(template, 'SignInDefine')).toEqual([]);
    expect(statementsOf(template, 'SignInCreate')).toEqual([
      { Action: 'dynamodb:GetItem', Effect: 'Allow', Resource: arn },
    ]);
    expect(statementsOf(template, 'SignInVerify')).toEqual([
      { Action: 'dynamodb:UpdateItem', Effect: 'Allow', Resource: arn },
    ]);
    // What Define decides may not depend on what only the deployment knows.
    expect(variablesOf(template, 'SignInDefine')).toEqual({ TABLE_ARN: 'known to Create and Verify alone' });
    expect(variablesOf(template, 'SignInCreate')).toMatchObject({ TABLE_ARN: arn, TABLE: 'users' });
    expect(variablesOf(template, 'SignInVerify')).toEqual({ TABLE_ARN: arn, TABLE: 'users', ...OF_LEDGER });
  });

  it('is no way to tell Define at deployment which flow it is', () => {
    const lambdas = lambdasOf(`
      const { TABLE } = process.env;
      const number = challenge({ needs: { environment: { TABLE } } });
      export const signIn = defineFlow({ number, second: challenge() }, function* ({ pass }) {
        yield* pass('number');
        if (TABLE !== 'users-dev') yield* pass('second');
      });`);
    const make = () => {
      const stack = new Stack(makeApp(), 'Test');
      const TABLE = new CfnParameter(stack, 'Table').valueAsString;
      return { stack, TABLE, auth: new CustomAuth(stack, 'SignIn', { lambdas, environment: { TABLE } }) };
    };
    expect(variablesOf(Template.fromStack(make().stack), 'SignInDefine')).toEqual({
      TABLE: 'known to Create and Verify alone',
    });
    const { stack, auth, TABLE } = make();
    auth.defineAuthChallenge.addEnvironment('TABLE', TABLE);
    expect(() => Template.fromStack(stack)).toThrow(
      /DefineAuthChallenge\.Environment\.TABLE is another value than was checked/,
    );
  });

  it('leaves Define what it reads of it at run time alone', () => {
    const stack = new Stack(makeApp(), 'Test');
    const table = new Table(stack, 'Users', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    const environment = { TABLE_ARN: table.tableArn, COUNTS: table.tableArn };
    new CustomAuth(stack, 'SignIn', { lambdas: tableFlow, environment });
    expect(variablesOf(Template.fromStack(stack), 'SignInDefine')).toMatchObject({
      COUNTS: stack.resolve(table.tableArn),
    });
  });

  it('yields to what the app sets itself', () => {
    const stack = new Stack(makeApp(), 'Test');
    const environment = {
      TABLE_ARN: 'arn:aws:dynamodb:::table/x',
      TABLE: 'own',
      COUNTERSIGN_DECOY_SECRET: 'a secret of its own',
    };
    new CustomAuth(stack, 'SignIn', { lambdas: tableFlow, environment });
    expect(variablesOf(Template.fromStack(stack), 'SignInCreate')).toEqual({
      ...environment,
      ...OF_LEDGER,
      COUNTERSIGN_SESSION_SECONDS: '180',
      COUNTERSIGN_SIGN_IN_BY: 'email',
    });
  });
});

describe('what this version can’t give', () => {
  it('is refused at synth, never ignored', () => {
    const lambdas = lambdasOf(`export const signIn = defineFlow({ code: challenge({ needs: { senders: ['sms'] } }) },
      function* ({ pass }) { yield* pass('code'); });`);
    expect(() => new CustomAuth(new Stack(makeApp(), 'Test'), 'SignIn', { ...props, lambdas })).toThrow(
      expect.objectContaining({ code: 'property', message: expect.stringContaining('code needs the sender sms, ') }),
    );
  });
});

describe('unresolved values', () => {
  it('pass as they are: the sender, its configuration set, the account and region', () => {
    const stack = new Stack(makeApp(), 'Test');
    const from = new CfnParameter(stack, 'From').valueAsString;
    const configurationSetName = new CfnParameter(stack, 'Set').valueAsString;
    new CustomAuth(stack, 'SignIn', {
      ...props,
      email: { from, configurationSetName },
      environment: { REGION: Aws.REGION },
    });
    const template = Template.fromStack(stack);
    expect(variablesOf(template, 'SignInCreate')).toMatchObject({
      COUNTERSIGN_EMAIL_FROM: { Ref: 'From' },
      COUNTERSIGN_EMAIL_CONFIGURATION_SET: { Ref: 'Set' },
      REGION: { Ref: 'AWS::Region' },
    });
    const arn = (...ends: unknown[]) => ({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, ':ses:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ...ends],
      ],
    });
    expect(statementsOf(template, 'SignInCreate')).toEqual([
      {
        Action: 'ses:SendEmail',
        Effect: 'Allow',
        Resource: [arn(':identity/*'), arn(':configuration-set/', { Ref: 'Set' })],
        Condition: { StringEquals: { 'ses:FromAddress': { Ref: 'From' } } },
      },
    ]);
  });

  it('the identity that sends may be named', () => {
    const stack = new Stack(makeApp(), 'Test', { env: { account: '111122223333', region: 'eu-central-1' } });
    new CustomAuth(stack, 'SignIn', { ...props, email: { from: 'a@Mail.Example.com', identity: 'example.com' } });
    const statements = JSON.stringify(statementsOf(Template.fromStack(stack), 'SignInCreate'));
    expect(statements).toContain(':ses:eu-central-1:111122223333:identity/example.com');
    expect(statements).not.toContain('identity/*');
  });
});

describe('stacks that are not to be bundled', () => {
  it('are synthesized without their handlers', () => {
    const stack = new Stack(makeApp({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
    const auth = new CustomAuth(stack, 'SignIn', { lambdas: emptyFolder() });
    expect(auth.flow).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 3);
  });
});
