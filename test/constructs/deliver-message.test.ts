import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { CustomAuth, type CustomAuthProps } from '../../lib/constructs/index.ts';
import { emptyFolder, folderOf, lambdasOf } from './fixtures/lambdas.ts';
import { onLedgerItems } from './fixtures/ledger-statement.ts';
import { makeApp, props, resource } from './fixtures/synth.ts';

const library = new URL('../../lib', import.meta.url).pathname;

/** A flow of an e-mailed code, and of a call that needs its own permission. */
const flow = `
  const call = defineChallenge({
    factor: 'possession', limits: { messages: {} },
    needs: { deliver: [{ actions: ['connect:StartOutboundVoiceContact'], resources: ['arn:aws:connect:eu-central-1:111122223333:instance/a'] }] },
    create: () => ({ parameters: {}, message: { to: '+15550100' } }),
    decoy: () => ({ parameters: {} }), verify: () => false, deliver: () => {},
  });
  export const signIn = defineFlow({ emailOtp: emailOtp(), call }, function* ({ choose }) { yield* choose('emailOtp', 'call'); });`;
const imports = `
  import { emailOtp } from '${library}/challenges/index.ts';
  import { defineChallenge, defineFlow } from '${library}/flow/index.ts';`;
const delivering = folderOf({ 'sign-in.ts': imports + flow });

function made(more: Partial<CustomAuthProps> = {}) {
  const app = makeApp();
  const stack = new Stack(app, 'Test');
  const auth = new CustomAuth(stack, 'SignIn', { ...props, lambdas: delivering, ...more });
  return { app, stack, auth };
}

const statementsOf = (template: Template, prefix: string) =>
  (
    resource(template, 'AWS::IAM::Policy', prefix) as never as {
      Properties: { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } };
    }
  ).Properties.PolicyDocument.Statement;
const variablesOf = (template: Template, prefix: string) =>
  (
    resource(template, 'AWS::Lambda::Function', prefix) as never as {
      Properties: { Environment?: { Variables: Record<string, unknown> } };
    }
  ).Properties.Environment?.Variables ?? {};
const actionsOf = (template: Template, prefix: string) =>
  statementsOf(template, prefix).flatMap(({ Action }) => Action);

describe('the function that delivers messages', () => {
  const { stack, auth } = made();
  const template = Template.fromStack(stack);
  const deliver = stack.resolve(auth.deliverMessage?.functionName);
  const table = stack.resolve(auth.ledger?.tableArn);

  it('has half a minute, is tried once more, and forgets what is old', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'DeliverMessage of Test/SignIn',
      Timeout: 30,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: Match.anyValue() },
      ReservedConcurrentExecutions: Match.absent(),
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: deliver,
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 300,
    });
  });

  it('alone sends, reads and takes messages, and may do nothing else', () => {
    expect(statementsOf(template, 'SignInDeliver').slice(1)).toEqual([
      expect.objectContaining({ Action: 'connect:StartOutboundVoiceContact' }),
      expect.objectContaining({ Action: 'ses:SendEmail' }),
      onLedgerItems('m*', ['dynamodb:GetItem', 'dynamodb:PutItem'], table),
    ]);
  });

  it('is invoked by Create, which sends nothing, writes messages and counts them, and reads what was used', () => {
    expect(statementsOf(template, 'SignInCreate').slice(1)).toEqual([
      {
        ...onLedgerItems('g*', 'dynamodb:GetItem', table),
        Condition: expect.objectContaining({
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['g*', 'u*'] },
        }),
      },
      onLedgerItems('m*', ['dynamodb:GetItem', 'dynamodb:PutItem'], table),
      {
        ...onLedgerItems('d*', 'dynamodb:UpdateItem', table),
        Condition: expect.objectContaining({
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['d*', 'e*'] },
        }),
      },
      { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: stack.resolve(auth.deliverMessage?.functionArn) },
    ]);
    expect(variablesOf(template, 'SignInCreate').COUNTERSIGN_DELIVER).toEqual(deliver);
    expect(variablesOf(template, 'SignInDeliver')).toMatchObject({
      COUNTERSIGN_EMAIL_FROM: 'Example <no-reply@mail.example.com>',
      COUNTERSIGN_LEDGER: stack.resolve(auth.ledger?.tableName),
      COUNTERSIGN_LEDGER_KEY: stack.resolve(auth.ledgerKey?.keyArn),
    });
  });

  it('is told of by nobody else, and uses the key', () => {
    for (const prefix of ['SignInDefine', 'SignInVerify', 'SignInDeliver']) {
      expect(variablesOf(template, prefix)).not.toHaveProperty('COUNTERSIGN_DELIVER');
    }
    expect(JSON.stringify(template.findResources('AWS::KMS::Key'))).toContain('DeliverMessageRole');
  });

  it('gets the variables of the app, and Define nothing of messages', () => {
    const { stack } = made({ environment: { TABLE: 'of the app' } });
    const template = Template.fromStack(stack);
    expect(variablesOf(template, 'SignInDeliver')).toMatchObject({ TABLE: 'of the app' });
    expect(variablesOf(template, 'SignInDefine')).toEqual({ TABLE: 'of the app' });
    expect(actionsOf(template, 'SignInDefine')).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  });

  it('passes synth', () => {
    expect(() => made().app.synth()).not.toThrow();
  });
});

describe('no function that delivers', () => {
  it('is made where nothing is delivered apart', () => {
    const lambdas = lambdasOf(
      `export const signIn = defineFlow({ code: challenge() }, function* ({ pass }) { yield* pass('code'); });`,
    );
    const { stack, auth } = made({ lambdas });
    const template = Template.fromStack(stack);
    expect(auth.deliverMessage).toBeUndefined();
    template.resourceCountIs('AWS::Lambda::Function', 3);
    expect(variablesOf(template, 'SignInCreate')).not.toHaveProperty('COUNTERSIGN_DELIVER');
    expect(actionsOf(template, 'SignInCreate')).not.toContain('lambda:InvokeFunction');
  });

  it('is made without a ledger: Create may do what it would', () => {
    const acknowledgements = [{ id: 'Test/SignIn: no-ledger', reason: 'a test' }];
    const { stack, auth } = made({ ledger: false, acknowledgements });
    const template = Template.fromStack(stack);
    expect(auth.deliverMessage).toBeUndefined();
    expect(actionsOf(template, 'SignInCreate')).toEqual(
      expect.arrayContaining(['ses:SendEmail', 'connect:StartOutboundVoiceContact']),
    );
    expect(variablesOf(template, 'SignInCreate')).not.toHaveProperty('COUNTERSIGN_DELIVER');
  });
});

describe('a handler of its own that delivers', () => {
  const withFile = (source: string) =>
    folderOf({
      'sign-in.ts': imports + flow,
      'deliver-message.ts': `import { deliverMessageHandler } from '${library}/triggers/index.ts';\n${source}`,
    });

  it('is taken where it carries the flow', () => {
    const lambdas = withFile(
      `import { signIn } from './sign-in.ts';\nexport const handler = deliverMessageHandler(signIn);`,
    );
    expect(() => made({ lambdas }).app.synth()).not.toThrow();
  });

  it('is refused where it carries a copy, or another flow, or handles a trigger', () => {
    const copy = withFile(
      `${imports}${flow.replace('export const signIn', 'const copy')}\nexport const handler = deliverMessageHandler(copy);`,
    );
    expect(() => made({ lambdas: copy })).toThrow(/deliver-message\.ts carry copies of a flow/);
    const other = withFile(`import { defineFlow } from '${library}/flow/index.ts';
      import { emailOtp } from '${library}/challenges/index.ts';
      export const handler = deliverMessageHandler(defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) { yield* pass('emailOtp'); }));`);
    expect(() => made({ lambdas: other })).toThrow(/deliver-message\.ts carry different flows/);
    const trigger = withFile(`import { createAuthChallengeHandler } from '${library}/triggers/index.ts';
      import { signIn } from './sign-in.ts';
      export const handler = createAuthChallengeHandler(signIn);`);
    expect(() => made({ lambdas: trigger })).toThrow(/makes the handler of CreateAuthChallenge: name the file/);
  });

  it('is made of the handlers’ flow where there is no file of the flow’s name', () => {
    const handler = (file: string, factory: string) => ({
      [file]: `import { ${factory} } from '${library}/triggers/index.ts';\nimport { signIn } from './the-flow.ts';\nexport const handler = ${factory}(signIn);`,
    });
    const lambdas = folderOf({
      'the-flow.ts': imports + flow,
      ...handler('define-auth-challenge.ts', 'defineAuthChallengeHandler'),
      ...handler('create-auth-challenge.ts', 'createAuthChallengeHandler'),
      ...handler('verify-auth-challenge-response.ts', 'verifyAuthChallengeResponseHandler'),
    });
    const { auth } = made({ lambdas });
    expect(auth.deliverMessage).toBeDefined();
  });
});

describe('who delivers, named beside the construct', () => {
  it('is refused in the environment, and found where it is changed later', () => {
    expect(() => made({ environment: { COUNTERSIGN_DELIVER: 'mine' } })).toThrow(/environment has COUNTERSIGN_DELIVER/);
    const { app, auth } = made();
    auth.createAuthChallenge.addEnvironment('COUNTERSIGN_DELIVER', 'mine');
    expect(() => app.synth()).toThrow(
      /Environment\.COUNTERSIGN_DELIVER is not what CustomAuth set, so messages are delivered by another function/,
    );
  });

  it.each([
    ['its ledger', 'COUNTERSIGN_LEDGER', /DeliverMessage\.Environment\.COUNTERSIGN_LEDGER is not what CustomAuth set/],
    ['where mail goes', 'AWS_ENDPOINT_URL_SESV2', /DeliverMessage\.Environment\.AWS_ENDPOINT_URL_SESV2 is not what/],
    ['its options of Node.js', 'NODE_OPTIONS', /DeliverMessage\.Environment\.NODE_OPTIONS is/],
  ])('is held to %s', (_, name, message) => {
    const { app, auth } = made();
    auth.deliverMessage?.addEnvironment(name, 'https://elsewhere.example.com');
    expect(() => app.synth()).toThrow(message);
  });

  it.each([
    [
      'no challenge has messages',
      {},
      /deliver-message\.ts isn't deployed: no challenge of the flow has limits\.messages/,
    ],
    [
      'there is no ledger',
      { ledger: false, acknowledgements: [{ id: 'Test/SignIn: no-ledger', reason: 'a test' }] } as const,
      /deliver-message\.ts isn't deployed: with ledger: false/,
    ],
  ])('has a warning where %s and there is a file of it', (_, more, warning) => {
    const own = {
      'deliver-message.ts': `import { deliverMessageHandler } from '${library}/triggers/index.ts';
        import { signIn } from './sign-in.ts';
        export const handler = deliverMessageHandler(signIn);`,
    };
    const silent = `
      const word = defineChallenge({ factor: 'possession', create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: () => false });
      export const signIn = defineFlow({ word }, function* ({ pass }) { yield* pass('word'); });`;
    const lambdas = folderOf({ 'sign-in.ts': imports + ('ledger' in more ? flow : silent), ...own });
    const { stack } = made({ lambdas, ...more });
    Annotations.fromStack(stack).hasWarning('/Test/SignIn', Match.stringLikeRegexp(warning.source));
  });

  it('is nobody where bundling is skipped', () => {
    const stack = new Stack(makeApp({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test');
    expect(new CustomAuth(stack, 'SignIn', { lambdas: emptyFolder() }).deliverMessage).toBeUndefined();
  });
});
