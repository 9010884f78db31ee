import { readFileSync } from 'node:fs';
import { type App, CfnOutput, CfnParameter, Fn, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  AccountRecovery,
  CfnUserPool,
  CfnUserPoolClient,
  ClientAttributes,
  Mfa,
  StringAttribute,
  UserPool,
  UserPoolClient,
  type UserPoolProps,
} from 'aws-cdk-lib/aws-cognito';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { CustomAuth, type CustomAuthProps } from '../../lib/constructs/index.ts';
import { lambdasOf, passwordThenCode } from './fixtures/lambdas.ts';
import { makeApp, props, resource } from './fixtures/synth.ts';

const recommendedFlags = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')).context;

const trigger = (stack: Stack, id: string) =>
  new LambdaFunction(stack, id, { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('x') });

/** A pool of the app, and a sign-in on it in the same stack. */
function attach(poolProps: UserPoolProps = {}, more: Partial<CustomAuthProps> = {}) {
  const app = makeApp();
  const stack = new Stack(app, 'Test');
  const userPool = new UserPool(stack, 'Pool', poolProps);
  const auth = new CustomAuth(stack, 'SignIn', { ...props, userPool, ...more });
  return { app, stack, userPool, auth };
}

const warnings = (app: App): readonly unknown[] =>
  app
    .synth()
    .getStackByName('Test')
    .messages.filter(({ level }) => level === 'warning')
    .map(({ entry }) => entry.data);

describe('on a pool of the app', () => {
  it("keeps the pool's other triggers", () => {
    const app = makeApp();
    const stack = new Stack(app, 'Test');
    const preSignUp = trigger(stack, 'PreSignUp');
    const userPool = new UserPool(stack, 'Pool', { lambdaTriggers: { preSignUp } });
    const auth = new CustomAuth(stack, 'SignIn', { ...props, userPool });
    const arn = (fn: LambdaFunction) => stack.resolve(fn.functionArn);
    Template.fromStack(stack).hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: {
        PreSignUp: arn(preSignUp),
        DefineAuthChallenge: arn(auth.defineAuthChallenge),
        CreateAuthChallenge: arn(auth.createAuthChallenge),
        VerifyAuthChallengeResponse: arn(auth.verifyAuthChallengeResponse),
      },
    });
    expect(auth.userPool).toBe(userPool);
  });

  it('refuses a pool that has a custom sign-in already', () => {
    const stack = new Stack(makeApp(), 'Test');
    const userPool = new UserPool(stack, 'Pool', { lambdaTriggers: { createAuthChallenge: trigger(stack, 'Create') } });
    expect(() => new CustomAuth(stack, 'SignIn', { ...props, userPool })).toThrow(
      expect.objectContaining({
        code: 'user-pool',
        message: expect.stringMatching(/^Test\/Pool already has a trigger createAuthChallenge/),
      }),
    );
  });

  it('refuses a second sign-in on one pool', () => {
    const { stack, userPool } = attach();
    expect(() => new CustomAuth(stack, 'Another', { ...props, userPool })).toThrow(
      /already has a trigger defineAuthChallenge/,
    );
  });

  it('refuses an imported pool', () => {
    const stack = new Stack(makeApp(), 'Test');
    const userPool = UserPool.fromUserPoolId(stack, 'Pool', 'eu-central-1_abc');
    expect(() => new CustomAuth(stack, 'SignIn', { ...props, userPool })).toThrow(
      expect.objectContaining({ code: 'user-pool', message: expect.stringContaining('is an imported user pool') }),
    );
  });

  it.each([
    ['', {}],
    [" with CDK's recommended flags", recommendedFlags],
  ])('in another stack: makes client and permissions there, and no cycle%s', (_, context) => {
    const app = makeApp({ context });
    const poolStack = new Stack(app, 'PoolStack');
    const userPool = new UserPool(poolStack, 'Pool');
    const stack = new Stack(app, 'AuthStack');
    const auth = new CustomAuth(stack, 'SignIn', { ...props, userPool });
    const assembly = app.synth();
    const dependenciesOf = (name: string) =>
      assembly
        .getStackByName(name)
        .dependencies.map(({ id }) => id)
        .filter((id) => id.endsWith('Stack'));
    expect(dependenciesOf('PoolStack')).toEqual(['AuthStack']);
    expect(dependenciesOf('AuthStack')).toEqual([]);
    const pool = Template.fromStack(poolStack);
    pool.resourceCountIs('AWS::Lambda::Permission', 3);
    pool.resourceCountIs('AWS::Cognito::UserPoolClient', 1);
    pool.allResourcesProperties('AWS::Lambda::Permission', { SourceAccount: { Ref: 'AWS::AccountId' } });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Permission', 0);
    expect(Stack.of(auth.userPoolClient)).toBe(poolStack);
  });
});

describe('where the ids of a pool in another stack are output', () => {
  const outputIn = (name: string) => {
    const app = makeApp();
    const userPool = new UserPool(new Stack(app, 'PoolStack'), 'Pool');
    const auth = new CustomAuth(new Stack(app, 'AuthStack'), 'SignIn', { ...props, userPool });
    const stack = (app.node.tryFindChild(name) as Stack | undefined) ?? new Stack(app, name);
    new CfnOutput(stack, 'Client', { value: auth.userPoolClient.userPoolClientId });
    return () => app.synth();
  };

  it.each(['PoolStack', 'WebStack'])('is any stack but that of CustomAuth: %s', (name) => {
    expect(outputIn(name)).not.toThrow();
  });

  it('is not that one, which the pool depends on', () => {
    expect(outputIn('AuthStack')).toThrow('would create a cyclic reference');
  });
});

describe('custom attributes that the flow asks about', () => {
  const lambdas = lambdasOf(`export const signIn = defineFlow({ code: challenge(), second: challenge() },
    function* ({ user, pass }) { yield* pass('code'); if (user.is('custom:role', 'admin')) yield* pass('second'); });`);
  const customAttributes = {
    role: new StringAttribute({ mutable: true }),
    team: new StringAttribute({ mutable: true }),
  };

  it('cannot be written through the client; others can', () => {
    const { stack } = attach({ customAttributes, standardAttributes: { nickname: { required: true } } }, { lambdas });
    const clients = Object.values(Template.fromStack(stack).findResources('AWS::Cognito::UserPoolClient'));
    const written = clients[0]?.Properties.WriteAttributes as string[];
    expect(written).toContain('custom:team');
    expect(written.filter((name) => name === 'nickname')).toHaveLength(1);
    expect(written).not.toContain('custom:nickname');
    expect(written).not.toContain('custom:role');
  });

  it('must be there: the answer about a missing one is always no', () => {
    const message =
      /the flow asks about custom:role, and Test\/Pool has no such attribute.*id: 'Test\/Pool: has no custom:role \(the flow asks about it\)'/;
    expect(() => attach({ customAttributes: { team: customAttributes.team } }, { lambdas }).app.synth()).toThrow(
      message,
    );
    expect(() => attach({ customAttributes }, { lambdas }).app.synth()).not.toThrow();
  });

  it('are seen where the client is opened by an override', () => {
    const { app, auth } = attach({ customAttributes }, { lambdas });
    const client = auth.userPoolClient.node.defaultChild as CfnUserPoolClient;
    client.addPropertyDeletionOverride('WriteAttributes');
    expect(() => app.synth()).toThrow(
      'app client Test/SignIn/Client leads round the flow: it lets users write custom:role (the flow asks about it); ' +
        'set writeAttributes: a list without custom:role',
    );
  });

  it('are declared on the new pool', () => {
    const stack = new Stack(makeApp(), 'Test');
    new CustomAuth(stack, 'SignIn', { lambdas, customAttributes });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      Schema: [
        { Name: 'email', Required: true },
        { Name: 'role', Mutable: true },
        { Name: 'team', Mutable: true },
      ],
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      WriteAttributes: Match.not(Match.arrayWith(['custom:role'])),
    });
  });

  it('cannot be opened by hand', () => {
    const writeAttributes = new ClientAttributes().withCustomAttributes('role', 'team');
    expect(() => attach({ customAttributes }, { lambdas, client: { writeAttributes } })).toThrow(
      expect.objectContaining({
        code: 'property',
        message: expect.stringContaining('writeAttributes has custom:role, and'),
      }),
    );
  });
});

describe('attributes that a challenge needs', () => {
  const lambdas = lambdasOf(`export const signIn = defineFlow({ pin: challenge({ needs: { attributes: {
      secret: ['custom:pin'], decides: ['email', 'nickname'], uses: ['locale'],
    } } }) }, function* ({ pass }) { yield* pass('pin'); });`);
  const poolProps = {
    customAttributes: { pin: new StringAttribute({ mutable: true }), team: new StringAttribute({ mutable: true }) },
    keepOriginal: { email: true },
    autoVerify: { email: true },
  };

  it('leave what the client writes and reads', () => {
    const { app, stack } = attach(poolProps, { lambdas });
    expect(warnings(app)).toEqual([]);
    const { Properties: properties } = resource(Template.fromStack(stack), 'AWS::Cognito::UserPoolClient', 'SignIn');
    const { WriteAttributes: written, ReadAttributes: read } = properties as never as Record<string, readonly string[]>;
    expect(written).toEqual(expect.arrayContaining(['email', 'locale', 'custom:team']));
    expect(written).toEqual(expect.not.arrayContaining(['custom:pin']));
    expect(written).toEqual(expect.not.arrayContaining(['nickname']));
    expect(read).toEqual(expect.arrayContaining(['email', 'email_verified', 'nickname', 'custom:team']));
    expect(read).toEqual(expect.not.arrayContaining(['custom:pin']));
  });

  it('cannot be opened by hand', () => {
    const given = new ClientAttributes().withStandardAttributes({ email: true });
    const opened = (client: NonNullable<CustomAuthProps['client']>) => () => attach(poolProps, { lambdas, client });
    expect(opened({ readAttributes: given.withCustomAttributes('pin') })).toThrow(
      'client.readAttributes has custom:pin, and pin keeps it secret: users could read the secret',
    );
    expect(opened({ writeAttributes: new ClientAttributes() })).toThrow(
      'client.writeAttributes is empty, which allows all, custom:pin too, and pin keeps it secret',
    );
  });

  it('are found where the pool lets a new address count at once', () => {
    expect(() => attach({ ...poolProps, keepOriginal: {} }, { lambdas }).app.synth()).toThrow(
      /in Test\/Pool users write email \(pin decides by it\): .*; set keepOriginal: { email: true }; if that is meant/,
    );
  });
});

describe('an attribute that only developers may write', () => {
  it('cannot be written through the client', () => {
    const stack = new Stack(makeApp(), 'Test');
    const userPool = new UserPool(stack, 'Pool');
    (userPool.node.defaultChild as CfnUserPool).schema = [
      { name: 'team', attributeDataType: 'String', mutable: true },
      { name: 'rank', attributeDataType: 'String', mutable: true, developerOnlyAttribute: true },
    ];
    new CustomAuth(stack, 'SignIn', { ...props, userPool });
    const clients = Object.values(Template.fromStack(stack).findResources('AWS::Cognito::UserPoolClient'));
    const written = clients[0]?.Properties.WriteAttributes as string[];
    expect(written.filter((name) => name.includes(':'))).toEqual(['custom:team']);
  });
});

describe('a door beside the flow fails synth', () => {
  it.each([
    ['no authFlows', { disableOAuth: true }, 'allows SRP since it names no flows'],
    ['SRP', { authFlows: { userSrp: true }, disableOAuth: true }, 'allows ALLOW_USER_SRP_AUTH'],
    [
      'a password',
      { authFlows: { custom: true, userPassword: true }, disableOAuth: true },
      'allows ALLOW_USER_PASSWORD_AUTH',
    ],
    [
      "an administrator's password",
      { authFlows: { adminUserPassword: true }, disableOAuth: true },
      'allows ALLOW_ADMIN_USER_PASSWORD_AUTH',
    ],
    ['USER_AUTH', { authFlows: { user: true }, disableOAuth: true }, 'allows ALLOW_USER_AUTH'],
    ['OAuth', { authFlows: { custom: true } }, 'allows OAuth'],
  ])('a client with %s, added after the construct', (_, clientProps, door) => {
    const { app, userPool } = attach();
    userPool.addClient('Web', clientProps);
    expect(() => app.synth()).toThrow(`app client Test/Pool/Web leads round the flow: it ${door}`);
  });

  it('a client that is written in CloudFormation, with flows known only at deployment', () => {
    const { app, stack, userPool } = attach();
    new CfnUserPoolClient(stack, 'Raw', {
      userPoolId: Fn.ref(stack.getLogicalId(userPool.node.defaultChild as CfnUserPool)),
      explicitAuthFlows: Fn.split(',', new CfnParameter(stack, 'Flows').valueAsString),
    });
    expect(() => app.synth()).toThrow(/app client Test\/Raw leads .*: it allows flows known only at deployment/);
  });

  it('a client that is written in CloudFormation, with OAuth known only at deployment', () => {
    const { app, stack, userPool } = attach();
    new CfnUserPoolClient(stack, 'Raw', {
      userPoolId: userPool.userPoolId,
      explicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
      allowedOAuthFlowsUserPoolClient: Token.asAny(new CfnParameter(stack, 'OAuth').value),
    });
    expect(() => app.synth()).toThrow(/app client Test\/Raw leads round the flow: it allows OAuth/);
  });

  it('a client whose flows are overridden by hand', () => {
    const { app, userPool } = attach();
    const client = userPool.addClient('Web', { authFlows: { custom: true }, disableOAuth: true });
    (client.node.defaultChild as CfnUserPoolClient).addPropertyOverride('ExplicitAuthFlows', ['ALLOW_USER_AUTH']);
    expect(() => app.synth()).toThrow(/app client Test\/Pool\/Web leads .*it allows ALLOW_USER_AUTH/);
  });

  it('unless the app skips all validation', () => {
    const { app, userPool } = attach();
    userPool.addClient('Web', { authFlows: { userSrp: true } });
    expect(() => app.synth({ skipValidation: true })).not.toThrow();
  });

  it('a client of another stack', () => {
    const { app, userPool } = attach();
    new UserPoolClient(new Stack(app, 'Web'), 'Client', { userPool, authFlows: { userSrp: true } });
    expect(() => app.synth()).toThrow(
      /app client Web\/Client leads round the flow: it allows ALLOW_USER_SRP_AUTH, allows OAuth/,
    );
  });

  it("the sign-in's own client, opened by hand", () => {
    const { app, auth } = attach();
    const client = auth.userPoolClient.node.defaultChild as CfnUserPoolClient;
    client.explicitAuthFlows = ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_SRP_AUTH'];
    expect(() => app.synth()).toThrow(
      /app client Test\/SignIn\/Client leads round the flow: it allows ALLOW_USER_SRP_AUTH; set/,
    );
  });

  it('unless it is acknowledged, which covers what the client allowed then, and no more', () => {
    const id = 'Test/Pool/Web: allows ALLOW_USER_SRP_AUTH, tells who exists';
    const acknowledgements = [{ id, reason: 'only for the load test' }];
    const web = { authFlows: { userSrp: true }, disableOAuth: true };
    const { app, userPool } = attach({}, { acknowledgements });
    userPool.addClient('Web', web);
    expect(() => app.synth()).not.toThrow();
    expect(warnings(attach({}, { acknowledgements }).app)).toEqual([
      expect.stringContaining(`nothing is found that the acknowledgement of '${id}' is about`),
    ]);
    const later = attach({}, { acknowledgements });
    later.userPool.addClient('Web', { ...web, disableOAuth: false });
    const now = 'Test/Pool/Web: allows ALLOW_USER_SRP_AUTH, allows OAuth, tells who exists';
    expect(() => later.app.synth()).toThrow(`add { id: '${now}', reason: '…' } to acknowledgements`);
  });

  it('while a client that leads through the flow, and one of another pool, do not', () => {
    const { app, stack, userPool } = attach();
    const preventUserExistenceErrors = true;
    userPool.addClient('Mobile', { authFlows: { custom: true }, disableOAuth: true, preventUserExistenceErrors });
    new CfnUserPoolClient(stack, 'Machine', { userPoolId: 'eu-central-1_imported' });
    new CfnUserPoolClient(stack, 'Other', { userPoolId: new CfnUserPool(stack, 'OtherPool').ref });
    expect(() => app.synth()).not.toThrow();
  });
});

describe('a flow that begins with the password', () => {
  const lambdas = lambdasOf(passwordThenCode);
  const safe = { accountRecovery: AccountRecovery.NONE, signInAliases: { email: true } };
  const recovery =
    /Test\/Pool recovers a password by e-mail, and code goes there too.*id: 'Test\/Pool: recovers a password by e-mail, and code goes there too'/;

  it('is fine on a pool without MFA and recovery', () => {
    expect(() => attach(safe, { lambdas }).app.synth()).not.toThrow();
    const stack = new Stack(makeApp(), 'Test');
    new CustomAuth(stack, 'SignIn', { ...props, lambdas });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  it.each([Mfa.OPTIONAL, Mfa.REQUIRED])('fails synth on a pool with MFA %s', (mfa) => {
    const mfaProps = { ...safe, mfa, mfaSecondFactor: { otp: true, sms: false } };
    expect(() => attach(mfaProps, { lambdas }).app.synth()).toThrow(/Test\/Pool has MFA .*id: 'Test\/Pool: has MFA/);
    const id = `Test/Pool: has MFA ${mfa === Mfa.OPTIONAL ? 'OPTIONAL' : 'ON'}`;
    const acknowledgements = [{ id, reason: 'users of the back office only' }];
    expect(() => attach(mfaProps, { lambdas, acknowledgements }).app.synth()).not.toThrow();
  });

  it('fails synth on a pool that recovers by mail, or says nothing of recovery', () => {
    expect(() => attach({ accountRecovery: AccountRecovery.EMAIL_ONLY }, { lambdas }).app.synth()).toThrow(recovery);
    const { app, userPool } = attach({}, { lambdas });
    (userPool.node.defaultChild as CfnUserPool).accountRecoverySetting = undefined;
    expect(() => app.synth()).toThrow(recovery);
  });

  it('fails synth on MFA that is known only at deployment', () => {
    const { app, stack, userPool } = attach(safe, { lambdas });
    const mfa = new CfnParameter(stack, 'Mfa').valueAsString;
    (userPool.node.defaultChild as CfnUserPool).mfaConfiguration = mfa;
    expect(() => app.synth()).toThrow(/Test\/Pool has MFA that is known only at deployment/);
  });

  it('takes recovery by phone, and recovery that is acknowledged', () => {
    expect(() =>
      attach({ accountRecovery: AccountRecovery.PHONE_ONLY_WITHOUT_MFA }, { lambdas }).app.synth(),
    ).not.toThrow();
    const acknowledgements = [
      {
        id: 'Test/Pool: recovers a password by e-mail, and code goes there too',
        reason: 'mailboxes are behind hardware keys',
      },
    ];
    expect(() => attach({}, { lambdas, acknowledgements }).app.synth()).not.toThrow();
  });

  it('is not asked of a flow without a password', () => {
    expect(() => attach({ mfa: Mfa.OPTIONAL }).app.synth()).not.toThrow();
  });
});
