import type { LocalApp, LocalClientDefinition, LocalPoolDefinition } from '../../../lib/local/index.ts';

const arn = (name: string): string => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;

/** The triggers' ARNs. */
export const ARNS = {
  define: arn('define'),
  create: arn('create'),
  verify: arn('verify'),
} as const;

/** A client as the construct makes it. */
export function exampleClient(changes: Partial<LocalClientDefinition> = {}): LocalClientDefinition {
  return {
    logicalId: 'Client',
    clientId: '1h57kf5cpq17m0eml12EXAMPLE',
    clientName: 'web',
    explicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    preventUserExistenceErrors: 'ENABLED',
    enableTokenRevocation: true,
    authSessionValidity: 3,
    accessTokenValidity: 3600,
    idTokenValidity: 3600,
    refreshTokenValidity: 30 * 24 * 3600,
    ...changes,
  };
}

/** A pool whose people sign in by e-mail. */
export function examplePool(changes: Partial<LocalPoolDefinition> = {}): LocalPoolDefinition {
  return {
    logicalId: 'Pool',
    userPoolId: 'eu-central-1_EXAMPLE01',
    userPoolArn: 'arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_EXAMPLE01',
    name: 'example',
    usernameAttributes: ['email'],
    aliasAttributes: [],
    autoVerifiedAttributes: ['email'],
    caseSensitive: false,
    mfaConfiguration: 'OFF',
    schema: [
      { name: 'email', type: 'String', required: true, mutable: true },
      { name: 'custom:role', type: 'String', required: false, mutable: true },
      { name: 'custom:level', type: 'Number', required: false, mutable: false },
    ],
    passwordPolicy: {
      minimumLength: 8,
      requireLowercase: true,
      requireUppercase: true,
      requireNumbers: true,
      requireSymbols: true,
    },
    adminCreateUserOnly: false,
    lambdaConfig: {
      DefineAuthChallenge: ARNS.define,
      CreateAuthChallenge: ARNS.create,
      VerifyAuthChallengeResponse: ARNS.verify,
    },
    clients: [exampleClient()],
    ...changes,
  };
}

/** An app of such pools. Its functions have no bundles: another host than the real one runs them. */
export function exampleApp(...pools: readonly LocalPoolDefinition[]): LocalApp {
  const given = pools.length > 0 ? pools : [examplePool()];
  const functions = [...new Set(given.flatMap(({ lambdaConfig }) => Object.values(lambdaConfig)))];
  return {
    region: 'eu-central-1',
    accountId: '123456789012',
    functions: functions.map((functionArn) => ({
      logicalId: 'Function',
      functionName: functionArn.split(':').at(-1) as string,
      functionArn,
      codeFolder: '/nowhere',
      handler: 'index.handler',
      environment: {},
      memorySize: 512,
      timeout: 5,
    })),
    pools: given,
  };
}
