import { STANDARD_ATTRIBUTES } from '../../protocol/standard-attributes.ts';
import type { LocalAttribute, LocalClientDefinition, LocalPoolDefinition } from '../model.ts';

const VERIFIED: ReadonlySet<string> = new Set(['email_verified', 'phone_number_verified']);

const schemaAttribute = ({ name, type, required, mutable }: LocalAttribute) => ({
  Name: name,
  AttributeDataType: type,
  DeveloperOnlyAttribute: false,
  Mutable: mutable,
  Required: required,
});

/** The pool's own schema over the attributes that every pool has. */
function schemaOf({ schema }: LocalPoolDefinition) {
  const standard = [...STANDARD_ATTRIBUTES].map(
    (name): LocalAttribute => ({
      name,
      type: VERIFIED.has(name) ? 'Boolean' : name === 'updated_at' ? 'Number' : 'String',
      required: name === 'sub',
      mutable: name !== 'sub',
    }),
  );
  const all = new Map([...standard, ...schema].map((attribute) => [attribute.name, attribute]));
  return [...all.values()].map(schemaAttribute);
}

/** A version other than the first stands in an object of its own, beside the plain name. */
function lambdaConfigOf({ lambdaConfig, preTokenGenerationVersion }: LocalPoolDefinition) {
  const { PreTokenGeneration: LambdaArn } = lambdaConfig;
  const version = LambdaArn !== undefined && preTokenGenerationVersion;
  return {
    ...lambdaConfig,
    ...(version && { PreTokenGenerationConfig: { LambdaVersion: version, LambdaArn } }),
  };
}

/** A pool as the API answers it. */
export const describePool = (pool: LocalPoolDefinition, numberOfUsers: number) => ({
  Id: pool.userPoolId,
  Name: pool.name,
  Arn: pool.userPoolArn,
  Policies: {
    PasswordPolicy: {
      MinimumLength: pool.passwordPolicy.minimumLength,
      RequireUppercase: pool.passwordPolicy.requireUppercase,
      RequireLowercase: pool.passwordPolicy.requireLowercase,
      RequireNumbers: pool.passwordPolicy.requireNumbers,
      RequireSymbols: pool.passwordPolicy.requireSymbols,
      TemporaryPasswordValidityDays: pool.passwordPolicy.temporaryPasswordValidityDays ?? 7,
    },
    SignInPolicy: { AllowedFirstAuthFactors: pool.firstAuthFactors ?? ['PASSWORD'] },
  },
  DeletionProtection: pool.deletionProtected ? 'ACTIVE' : 'INACTIVE',
  LambdaConfig: lambdaConfigOf(pool),
  SchemaAttributes: schemaOf(pool),
  AutoVerifiedAttributes: pool.autoVerifiedAttributes,
  ...(pool.aliasAttributes.length > 0 && { AliasAttributes: pool.aliasAttributes }),
  ...(pool.usernameAttributes.length > 0 && { UsernameAttributes: pool.usernameAttributes }),
  UsernameConfiguration: { CaseSensitive: pool.caseSensitive },
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: pool.verifiedBeforeUpdate ?? [] },
  ...(pool.accountRecovery && {
    AccountRecoverySetting: {
      RecoveryMechanisms: pool.accountRecovery.map((Name, position) => ({ Name, Priority: position + 1 })),
    },
  }),
  ...(pool.deviceConfiguration && {
    DeviceConfiguration: {
      ChallengeRequiredOnNewDevice: pool.deviceConfiguration.challengeRequiredOnNewDevice,
      DeviceOnlyRememberedOnUserPrompt: pool.deviceConfiguration.deviceOnlyRememberedOnUserPrompt,
    },
  }),
  MfaConfiguration: pool.mfaConfiguration,
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: pool.adminCreateUserOnly },
  EstimatedNumberOfUsers: numberOfUsers,
});

/** A client as the API answers it. */
export const describeClient = (client: LocalClientDefinition, { userPoolId }: LocalPoolDefinition) => ({
  UserPoolId: userPoolId,
  ClientName: client.clientName,
  ClientId: client.clientId,
  ...(client.clientSecret !== undefined && { ClientSecret: client.clientSecret }),
  RefreshTokenValidity: client.refreshTokenValidity,
  AccessTokenValidity: client.accessTokenValidity,
  IdTokenValidity: client.idTokenValidity,
  TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
  ...(client.readAttributes && { ReadAttributes: client.readAttributes }),
  ...(client.writeAttributes && { WriteAttributes: client.writeAttributes }),
  ExplicitAuthFlows: client.explicitAuthFlows,
  PreventUserExistenceErrors: client.preventUserExistenceErrors,
  EnableTokenRevocation: client.enableTokenRevocation,
  ...(client.refreshTokenRotation && {
    RefreshTokenRotation: {
      Feature: 'ENABLED',
      RetryGracePeriodSeconds: client.refreshTokenRotation.retryGracePeriod,
    },
  }),
  AuthSessionValidity: client.authSessionValidity,
});
