import type { LocalAttribute, LocalClientDefinition, LocalPoolDefinition, LocalTimeUnit } from '../model.ts';
import { wholeSchema } from '../settings/standard-schema.ts';
import { DEFAULT_UNITS, SECONDS } from '../settings/token-validity.ts';

/** Bounds are texts; a custom text without any has an empty member. */
function constraintsOf({ type, min, max }: LocalAttribute) {
  const bounds = (least: string, most: string) => ({
    ...(min !== undefined && { [least]: String(min) }),
    ...(max !== undefined && { [most]: String(max) }),
  });
  if (type === 'String') return { StringAttributeConstraints: bounds('MinLength', 'MaxLength') };
  return type === 'Number' ? { NumberAttributeConstraints: bounds('MinValue', 'MaxValue') } : {};
}

const schemaAttribute = (attribute: LocalAttribute) => ({
  Name: attribute.name,
  AttributeDataType: attribute.type,
  DeveloperOnlyAttribute: attribute.developerOnly ?? false,
  Mutable: attribute.mutable,
  Required: attribute.required,
  ...constraintsOf(attribute),
});

/**
 * A pool's triggers as the API answers them: a version other than the first stands in an object of its own, beside the plain
 * name, and custom senders only in one.
 */
export function lambdaConfigOf({ lambdaConfig, preTokenGenerationVersion, kmsKeyId }: LocalPoolDefinition) {
  const { CustomEmailSender: email, CustomSMSSender: sms, ...others } = lambdaConfig;
  const { PreTokenGeneration: LambdaArn } = others;
  const version = LambdaArn !== undefined && preTokenGenerationVersion;
  return {
    ...others,
    ...(version && { PreTokenGenerationConfig: { LambdaVersion: version, LambdaArn } }),
    ...(email !== undefined && { CustomEmailSender: { LambdaVersion: 'V1_0', LambdaArn: email } }),
    ...(sms !== undefined && { CustomSMSSender: { LambdaVersion: 'V1_0', LambdaArn: sms } }),
    ...(kmsKeyId !== undefined && { KMSKeyID: kmsKeyId }),
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
  SchemaAttributes: wholeSchema(pool.schema).map(schemaAttribute),
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

/** How long a client's tokens are good, in the units in which it was said, or in seconds where that is no whole number. */
function validityOf(client: LocalClientDefinition) {
  const said = client.tokenValidityUnits ?? DEFAULT_UNITS;
  const told = (unit: LocalTimeUnit, seconds: number): LocalTimeUnit =>
    seconds % SECONDS[unit] === 0 ? unit : 'seconds';
  const accessToken = told(said.accessToken, client.accessTokenValidity);
  const idToken = told(said.idToken, client.idTokenValidity);
  const refreshToken = told(said.refreshToken, client.refreshTokenValidity);
  return {
    RefreshTokenValidity: client.refreshTokenValidity / SECONDS[refreshToken],
    AccessTokenValidity: client.accessTokenValidity / SECONDS[accessToken],
    IdTokenValidity: client.idTokenValidity / SECONDS[idToken],
    TokenValidityUnits: { AccessToken: accessToken, IdToken: idToken, RefreshToken: refreshToken },
  };
}

/** A client as the API answers it. */
export const describeClient = (client: LocalClientDefinition, { userPoolId }: LocalPoolDefinition) => ({
  UserPoolId: userPoolId,
  ClientName: client.clientName,
  ClientId: client.clientId,
  ...(client.clientSecret !== undefined && { ClientSecret: client.clientSecret }),
  ...validityOf(client),
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
