import { Aws, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { CustomAuth, type CustomAuthProps } from '../../lib/constructs/index.ts';
import { flowModule, handlerModule, lambdasOf, likeDebug, oneCode } from './fixtures/lambdas.ts';
import { makeApp, props } from './fixtures/synth.ts';

/** A sign-in on a new pool, changed after it was made. */
function synthesized(change: (auth: CustomAuth, stack: Stack) => void, more: Partial<CustomAuthProps> = {}) {
  const app = makeApp();
  const stack = new Stack(app, 'Test');
  change(new CustomAuth(stack, 'SignIn', { ...props, ...more }), stack);
  return () => app.synth();
}

const resourceOf = <Resource>({ node }: { readonly node: { readonly defaultChild?: unknown } }) =>
  node.defaultChild as Resource;
const verifyOf = (auth: CustomAuth) => resourceOf<CfnFunction>(auth.verifyAuthChallengeResponse);
const poolOf = (auth: CustomAuth) => resourceOf<CfnUserPool>(auth.userPool);
const foreignArn = 'arn:aws:lambda:eu-central-1:111122223333:function:other';

/** The second step goes where STAGE is dev. */
const byStage = (read: string) =>
  lambdasOf(`const { STAGE } = ${read};
  export const signIn = defineFlow({ code: challenge(), second: challenge() }, function* ({ pass }) {
    yield* pass('code');
    if (STAGE !== 'dev') yield* pass('second');
  });`);

describe('what is deployed otherwise than it was checked fails synth', () => {
  const stageFlow = byStage('process.env');
  const parameter = (stack: Stack) => new CfnParameter(stack, 'Stage').valueAsString;

  type Attack = [
    name: string,
    change: (auth: CustomAuth, stack: Stack) => void,
    message: RegExp,
    more?: Partial<CustomAuthProps>,
  ];
  const fails = (_: string, change: Attack[1], message: RegExp, more?: Partial<CustomAuthProps>) =>
    expect(synthesized(change, more)).toThrow(message);

  it.each<Attack>([
    [
      'another handler',
      (auth) => verifyOf(auth).addPropertyOverride('Handler', 'index.other'),
      /Test\/SignIn\/VerifyAuthChallengeResponse\.Handler is overridden/,
    ],
    [
      'other code',
      (auth) => {
        verifyOf(auth).code = { zipFile: 'exports.handler = async (event) => event' };
      },
      /VerifyAuthChallengeResponse\.Code is overridden/,
    ],
    [
      'another trigger of the pool',
      (auth) => poolOf(auth).addPropertyOverride('LambdaConfig.VerifyAuthChallengeResponse', foreignArn),
      /Test\/SignIn\/UserPool\.LambdaConfig\.VerifyAuthChallengeResponse is not Test\/SignIn\/VerifyAuthChallengeResponse/,
    ],
    [
      'options of Node.js, which load code first',
      (auth) => auth.defineAuthChallenge.addEnvironment('NODE_OPTIONS', '--import=/opt/first.mjs'),
      /DefineAuthChallenge\.Environment\.NODE_OPTIONS is another value than was checked/,
    ],
    [
      'where mail goes, set later',
      (auth) => auth.createAuthChallenge.addEnvironment('AWS_ENDPOINT_URL_SESV2', 'https://collector.example.com'),
      /CreateAuthChallenge\.Environment\.AWS_ENDPOINT_URL_SESV2 is not what CustomAuth was given, and leads requests elsewhere/,
    ],
    [
      'a variable that the flow depends on, added later',
      (auth) => auth.defineAuthChallenge.addEnvironment('STAGE', 'dev'),
      /DefineAuthChallenge\.Environment\.STAGE is another value than was checked/,
      { lambdas: stageFlow },
    ],
  ])('%s', fails);

  it.each<Attack>([
    [
      'another role',
      (auth) => verifyOf(auth).addPropertyOverride('Role', 'arn:aws:iam::111122223333:role/admin'),
      /VerifyAuthChallengeResponse\.Role is overridden/,
    ],
    [
      'other triggers of the pool',
      (auth) => {
        poolOf(auth).lambdaConfig = { defineAuthChallenge: foreignArn };
      },
      /LambdaConfig\.DefineAuthChallenge is not .*LambdaConfig\.CreateAuthChallenge is not /s,
    ],
    [
      'another time zone, which dates depend on',
      (auth) => auth.defineAuthChallenge.addEnvironment('TZ', 'Asia/Tokyo'),
      /DefineAuthChallenge\.Environment\.TZ is another value than was checked/,
    ],
    [
      'a wrapper of the runtime',
      () => undefined,
      /Environment\.AWS_LAMBDA_EXEC_WRAPPER lets in code that was not checked/,
      { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper' } },
    ],
    [
      'a variable that the flow depends on, known only at deployment',
      (auth, stack) => auth.defineAuthChallenge.addEnvironment('STAGE', parameter(stack)),
      /DefineAuthChallenge\.Environment\.STAGE is another value than was checked/,
      { lambdas: stageFlow },
    ],
    [
      'a variable added later, and listed with all others',
      (auth) => auth.defineAuthChallenge.addEnvironment('STAGE', 'dev'),
      /DefineAuthChallenge\.Environment\.STAGE is added, and the names of all are listed/,
      { lambdas: byStage('{ ...process.env }') },
    ],
    [
      'a variable added later, where their names are listed',
      (auth) => auth.defineAuthChallenge.addEnvironment('DEBUG_COLORS', 'no'),
      /DefineAuthChallenge\.Environment\.DEBUG_COLORS is added, and the names of all are listed/,
      { lambdas: lambdasOf(`${likeDebug}\n${oneCode}`) },
    ],
    [
      'a variable taken out, where their names are listed',
      (auth) => verifyOf(auth).addPropertyDeletionOverride('Environment.Variables.STAGE'),
      /VerifyAuthChallengeResponse\.Environment\.STAGE is taken out, and the names of all are listed/,
      { lambdas: lambdasOf(`${likeDebug}\n${oneCode}`), environment: { STAGE: 'dev', OTHER: 'x' } },
    ],
    [
      'a variable that only the deployment adds, where their names are listed',
      () => undefined,
      /DefineAuthChallenge\.Environment\.STAGE is not there in every deployment/,
      {
        lambdas: lambdasOf(`${likeDebug}\n${oneCode}`),
        environment: { STAGE: Fn.conditionIf('Dev', 'dev', Aws.NO_VALUE).toString() },
      },
    ],
    [
      'an environment that is known only at deployment',
      (auth) => verifyOf(auth).addPropertyOverride('Environment', { 'Fn::If': ['Dev', {}, {}] }),
      /VerifyAuthChallengeResponse\.Environment\.\* is known only at deployment/,
    ],
    [
      'an older runtime',
      (auth) => verifyOf(auth).addPropertyOverride('Runtime', 'nodejs18.x'),
      /Challenge\w*\.Runtime is overridden/,
    ],
    [
      'a timeout that Cognito does not wait for',
      (auth) => verifyOf(auth).addPropertyOverride('Timeout', 60),
      /\.Timeout is overridden/,
    ],
    [
      'a container image',
      (auth) => verifyOf(auth).addPropertyOverride('PackageType', 'Image'),
      /\.PackageType is overridden/,
    ],
    [
      'a trigger taken out',
      (auth) => poolOf(auth).addPropertyDeletionOverride('LambdaConfig.DefineAuthChallenge'),
      /LambdaConfig\.DefineAuthChallenge is not/,
    ],
  ])('%s', { tags: 'slow' }, fails);

  it('each variable that leads requests elsewhere, and who is believed to answer', () => {
    const names = [
      ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_CONFIG_FILE', 'AWS_CA_BUNDLE', 'SSL_CERT_FILE'],
      ...['NODE_EXTRA_CA_CERTS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_USE_ENV_PROXY', 'HTTPS_PROXY', 'http_proxy'],
    ];
    const change = (auth: CustomAuth) => {
      for (const name of names) auth.verifyAuthChallengeResponse.addEnvironment(name, '0');
    };
    const synth = synthesized(change);
    for (const name of names) expect(synth).toThrow(`Environment.${name} is not what CustomAuth was given`);
    const environment = Object.fromEntries(names.map((name) => [name, '0']));
    expect(synthesized(() => undefined, { environment })).not.toThrow();
    const taken = (auth: CustomAuth) =>
      verifyOf(auth).addPropertyDeletionOverride('Environment.Variables.NODE_EXTRA_CA_CERTS');
    expect(synthesized(taken, { environment })).toThrow('NODE_EXTRA_CA_CERTS is not what CustomAuth was given');
  });

  it('unless it is acknowledged', () => {
    const acknowledgements = [
      { id: 'Test/SignIn/VerifyAuthChallengeResponse: overrides Handler', reason: 'traced by a layer' },
    ];
    const change = (auth: CustomAuth) => verifyOf(auth).addPropertyOverride('Handler', 'index.other');
    expect(synthesized(change, { acknowledgements })).not.toThrow();
  });

  it('while what leaves the code as it is may be changed: variables read at run time, memory, tracing', () => {
    const change = (auth: CustomAuth, stack: Stack) => {
      const table = new Table(stack, 'Users', { partitionKey: { name: 'id', type: AttributeType.STRING } });
      auth.createAuthChallenge.addEnvironment('TABLE', table.tableName);
      verifyOf(auth).addPropertyOverride('MemorySize', 1024);
      verifyOf(auth).tracingConfig = { mode: 'Active' };
    };
    expect(synthesized(change)).not.toThrow();
    expect(
      synthesized(() => undefined, { lambdas: byStage('process.env'), environment: { STAGE: 'production' } }),
    ).not.toThrow();
  });
});

describe('a library that lists the names of all variables when it is loaded', () => {
  it('is no finding, whatever values only the deployment knows', () => {
    const lambdas = lambdasOf(`${likeDebug}\n${oneCode}`);
    const app = makeApp();
    const stack = new Stack(app, 'Test');
    const environment = { TABLE: new CfnParameter(stack, 'Table').valueAsString };
    new CustomAuth(stack, 'SignIn', { ...props, lambdas, environment });
    expect(() => app.synth()).not.toThrow();
  });
});

describe('a variable that only the deployment knows', () => {
  const make = (lambdas: string) => {
    const app = makeApp();
    const stack = new Stack(app, 'Test');
    const environment = { STAGE: new CfnParameter(stack, 'Stage').valueAsString };
    new CustomAuth(stack, 'SignIn', { ...props, lambdas, environment });
    return app;
  };

  it('fails synth where the flow may compare it with a value', () => {
    const app = make(byStage('process.env'));
    expect(() => app.synth()).toThrow(
      /DefineAuthChallenge\.Environment\.STAGE is known only at deployment, and is read while the handler is loaded/,
    );
  });

  it('fails where another value makes another flow', () => {
    const lambdas = lambdasOf(`
      const attempts = process.env.STAGE.startsWith('another') ? 2 : 3;
      export const signIn = defineFlow({ code: challenge({ attempts }) }, function* ({ pass }) { yield* pass('code'); });`);
    expect(() => make(lambdas)).toThrow(
      expect.objectContaining({
        code: 'flow-rejected',
        message: expect.stringContaining('where STAGE has another value'),
      }),
    );
  });

  it('fails where the flow is a weaker one in Lambda', () => {
    const lambdas = lambdasOf(`
      const here = process.env.AWS_LAMBDA_FUNCTION_NAME === undefined;
      export const signIn = defineFlow({ code: challenge() }, function* ({ attempt }) { if (!(yield* attempt('code')) && here) throw 1; });`);
    expect(() => make(lambdas)).toThrow(expect.objectContaining({ code: 'flow-rejected' }));
  });
});

describe('what Lambda sets and only the deployment knows', () => {
  /** A sign-in whose first step has one attempt more where that is so, when the module is loaded. */
  const where = (condition: string) =>
    lambdasOf(`const attempts = ${condition} ? 3 : 2;
      export const signIn = defineFlow({ code: challenge({ attempts }) }, function* ({ pass }) { yield* pass('code'); });`);
  const make = (lambdas: string, region?: string, more: Partial<CustomAuthProps> = {}) => {
    const app = makeApp();
    const env = region === undefined ? {} : { env: { region, account: '111122223333' } };
    return { app, auth: new CustomAuth(new Stack(app, 'Test', env), 'SignIn', { ...props, ...more, lambdas }) };
  };

  it.each([
    ['AWS_REGION', "process.env.AWS_REGION === 'eu-west-3'"],
    ['AWS_LAMBDA_FUNCTION_NAME', "process.env.AWS_LAMBDA_FUNCTION_NAME?.endsWith('-prod')"],
    ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) > 8000'],
    ['AWS_LAMBDA_RUNTIME_API', 'process.env.AWS_LAMBDA_RUNTIME_API'],
    ['LD_LIBRARY_PATH', "process.env.LD_LIBRARY_PATH?.includes('/var/')"],
  ])('is not to be read by Define while it is loaded: %s', (name, condition) => {
    const lambdas = where(condition);
    const read = () => make(lambdas).app.synth();
    expect(read).toThrow(new RegExp(`DefineAuthChallenge reads ${name} while it is loaded|where ${name} has another`));
  });

  it('may be read by Create and Verify', () => {
    const asking = (trigger: 'createAuthChallenge' | 'verifyAuthChallengeResponse') =>
      `if (process.env.AWS_REGION === 'eu-west-3') console.log(1);${handlerModule(trigger)}`;
    const files = {
      'create-auth-challenge.ts': asking('createAuthChallenge'),
      'verify-auth-challenge-response.ts': asking('verifyAuthChallengeResponse'),
    };
    expect(() => make(lambdasOf(oneCode, files)).app.synth()).not.toThrow();
  });

  it('is known where the stack has a region, and where it is acknowledged', () => {
    const lambdas = where("process.env.AWS_REGION === 'eu-west-3'");
    const there = make(lambdas, 'eu-west-3');
    expect(there.auth.flow?.challenges).toMatchObject([{ attempts: 3 }]);
    expect(() => there.app.synth()).not.toThrow();
    const acknowledgements = [{ id: 'Test/SignIn/DefineAuthChallenge: reads AWS_REGION', reason: 'for the log' }];
    expect(() => make(lambdas, undefined, { acknowledgements }).app.synth()).not.toThrow();
  });

  it('is refused at once where one of the values that are tried makes another flow', () => {
    expect(() => make(where("process.env.AWS_REGION === 'us-east-1'"))).toThrow(
      expect.objectContaining({
        code: 'flow-rejected',
        message: expect.stringContaining('where AWS_REGION has another value'),
      }),
    );
  });

  it('is tried with all of its values where these are few, so that a logger may read them', () => {
    const logger = "[process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'on-demand', process.env.AWS_LAMBDA_LOG_LEVEL]";
    expect(() => make(where(logger)).app.synth()).not.toThrow();
    for (const condition of [
      "process.env.AWS_LAMBDA_LOG_LEVEL === 'FATAL'",
      "process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'snap-start'",
    ]) {
      expect(() => make(where(condition))).toThrow(/where AWS_LAMBDA_\w+ has another value/);
    }
  });

  it('may be there or not, and the flow is the same whichever names are listed', () => {
    expect(() => make(where("Object.keys(process.env).includes('_X_AMZN_TRACE_ID')"))).toThrow(
      /where Lambda sets other variables/,
    );
  });

  it('is named in short where all of it is read', () => {
    expect(() => make(where('{ ...process.env }')).app.synth()).toThrow(
      /reads AWS_\w+, \w+, \w+ or one of \d+ more while/,
    );
  });
});

describe('handlers that only look like handlers of the flow fail synth', () => {
  const flow = `export const signIn = defineFlow({ code: challenge() }, function* ({ pass }) { yield* pass('code'); });`;
  const make = (files: Readonly<Record<string, string>>) => () =>
    new CustomAuth(new Stack(makeApp(), 'Test'), 'SignIn', { ...props, lambdas: lambdasOf(flow, files) });

  it('a function with flow and trigger assigned by hand', () => {
    const foreign = `import { signIn } from './sign-in.ts';
      export const handler = Object.assign(async (event) => ({ ...event, response: { answerCorrect: true } }),
        { flow: signIn, trigger: 'VerifyAuthChallengeResponse' });`;
    expect(make({ 'verify-auth-challenge-response.ts': foreign })).toThrow(
      expect.objectContaining({
        code: 'foreign-module',
        message: expect.stringMatching(/verify-auth-challenge-response\.ts exports no handler of this framework/),
      }),
    );
  });

  it('Verify with a copy of the flow, whose challenge takes every answer', () => {
    const files = {
      'lax.ts': flowModule(flow.replace('challenge()', 'challenge({ verify: () => true })')),
      'verify-auth-challenge-response.ts': handlerModule('verifyAuthChallengeResponse', './lax.ts'),
    };
    expect(make(files)).toThrow(
      expect.objectContaining({
        code: 'flow-rejected',
        message: expect.stringMatching(/verify-auth-challenge-response\.ts carry copies of a flow/),
      }),
    );
  });
});
