import type {
  LocalClientDefinition,
  LocalDeviceConfiguration,
  LocalPasswordPolicy,
  LocalPoolDefinition,
  LocalWebAuthnConfiguration,
} from '../model.ts';
import { readSchema } from './attributes.ts';
import type { Identity } from './identity.ts';
import { booleanOf, isObject, listOf, numberOf, objectOf, textOf, textsOf } from './json.ts';
import { type InvokePermission, mayInvoke, withoutQualifier } from './permissions.ts';
import { attributeOfResource, referenceToResource } from './resource-values.ts';
import type { StackResource } from './stack.ts';

export const POOL_TYPE = 'AWS::Cognito::UserPool';

const ADDRESSES = ['email', 'phone_number'] as const;
const FIRST_FACTORS = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'] as const;
const TOKEN_VERSIONS = ['V1_0', 'V2_0', 'V3_0'] as const;
const RECOVERY_MECHANISMS = ['verified_email', 'verified_phone_number', 'admin_only'] as const;
const ALIASES = ['email', 'phone_number', 'preferred_username'] as const;

/** Cognito's policy; what a pool's own leaves out is taken from here, as CDK documents it (its `PasswordPolicy`). */
const DEFAULT_PASSWORD_POLICY: LocalPasswordPolicy = {
  minimumLength: 8,
  requireLowercase: true,
  requireUppercase: true,
  requireNumbers: true,
  requireSymbols: true,
};

/**
 * A user pool, with Cognito's defaults for what the template leaves out.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
 */
export function readUserPool(
  resource: StackResource,
  identity: Identity,
  clients: readonly LocalClientDefinition[],
  permissions: readonly InvokePermission[],
): LocalPoolDefinition {
  const userPoolArn = String(attributeOfResource(resource, 'Arn', identity));
  const lambdaConfig = readLambdaConfig(resource.property('LambdaConfig'));
  const denied = Object.entries(lambdaConfig)
    .filter(([, functionArn]) => !mayInvoke(permissions, { functionArn, userPoolArn }))
    .map(([trigger]) => trigger);
  const mfa = resource.property('MfaConfiguration');
  const policies = objectOf(resource.property('Policies'));
  const deviceConfiguration = readDeviceConfiguration(resource.property('DeviceConfiguration'));
  const firstAuthFactors = among(FIRST_FACTORS, objectOf(policies.SignInPolicy).AllowedFirstAuthFactors);
  return {
    logicalId: resource.logicalId,
    userPoolId: String(referenceToResource(resource, identity)),
    userPoolArn,
    name: textOf(resource.property('UserPoolName')) ?? `${resource.logicalId}-${resource.stack.source.stackName}`,
    usernameAttributes: among(ADDRESSES, resource.property('UsernameAttributes')),
    aliasAttributes: among(ALIASES, resource.property('AliasAttributes')),
    autoVerifiedAttributes: among(ADDRESSES, resource.property('AutoVerifiedAttributes')),
    // Without the setting the API makes a pool case sensitive; the console and CDK always write it.
    caseSensitive: booleanOf(objectOf(resource.property('UsernameConfiguration')).CaseSensitive) ?? true,
    mfaConfiguration: mfa === 'ON' || mfa === 'OPTIONAL' ? mfa : 'OFF',
    schema: readSchema(resource.property('Schema')),
    passwordPolicy: readPasswordPolicy(policies.PasswordPolicy),
    adminCreateUserOnly:
      booleanOf(objectOf(resource.property('AdminCreateUserConfig')).AllowAdminCreateUserOnly) ?? false,
    ...(deviceConfiguration && { deviceConfiguration }),
    ...(firstAuthFactors.length > 0 && { firstAuthFactors }),
    webAuthn: readWebAuthn(resource),
    ...readRecovery(resource),
    lambdaConfig,
    ...readTokenVersion(resource.property('LambdaConfig')),
    ...(denied.length > 0 && { deniedTriggers: denied }),
    clients,
  };
}

/**
 * A trigger stands there as an ARN, or as an object with one; `KMSKeyID` is no trigger. `PreTokenGenerationConfig` is
 * another way to write PreTokenGeneration.
 */
function readLambdaConfig(config: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectOf(config)).flatMap(([trigger, value]): [string, string][] => {
      const functionArn = textOf(isObject(value) ? value.LambdaArn : value);
      const name = trigger === 'PreTokenGenerationConfig' ? 'PreTokenGeneration' : trigger;
      return functionArn?.includes(':function:') ? [[name, withoutQualifier(functionArn)]] : [];
    }),
  );
}

function readTokenVersion(config: unknown): Pick<LocalPoolDefinition, 'preTokenGenerationVersion'> {
  const version = objectOf(objectOf(config).PreTokenGenerationConfig).LambdaVersion;
  const known = TOKEN_VERSIONS.find((name) => name === version);
  return known === undefined ? {} : { preTokenGenerationVersion: known };
}

/** How addresses change, and how accounts are recovered. */
function readRecovery(resource: StackResource): Pick<LocalPoolDefinition, 'verifiedBeforeUpdate' | 'accountRecovery'> {
  const settings = objectOf(resource.property('UserAttributeUpdateSettings'));
  const verifiedBeforeUpdate = among(ADDRESSES, settings.AttributesRequireVerificationBeforeUpdate);
  const accountRecovery = listOf(objectOf(resource.property('AccountRecoverySetting')).RecoveryMechanisms)
    .map(objectOf)
    .toSorted((a, b) => (numberOf(a.Priority) ?? 0) - (numberOf(b.Priority) ?? 0))
    .flatMap(({ Name }) => RECOVERY_MECHANISMS.filter((known) => known === Name));
  return {
    ...(verifiedBeforeUpdate.length > 0 && { verifiedBeforeUpdate }),
    ...(accountRecovery.length > 0 && { accountRecovery }),
  };
}

function readPasswordPolicy(policy: unknown): LocalPasswordPolicy {
  const { MinimumLength, RequireLowercase, RequireUppercase, RequireNumbers, RequireSymbols } = objectOf(policy);
  return {
    minimumLength: numberOf(MinimumLength) ?? DEFAULT_PASSWORD_POLICY.minimumLength,
    requireLowercase: booleanOf(RequireLowercase) ?? DEFAULT_PASSWORD_POLICY.requireLowercase,
    requireUppercase: booleanOf(RequireUppercase) ?? DEFAULT_PASSWORD_POLICY.requireUppercase,
    requireNumbers: booleanOf(RequireNumbers) ?? DEFAULT_PASSWORD_POLICY.requireNumbers,
    requireSymbols: booleanOf(RequireSymbols) ?? DEFAULT_PASSWORD_POLICY.requireSymbols,
  };
}

/** Any setting turns tracking on. */
function readDeviceConfiguration(configuration: unknown): LocalDeviceConfiguration | undefined {
  if (!isObject(configuration)) return undefined;
  return {
    challengeRequiredOnNewDevice: booleanOf(configuration.ChallengeRequiredOnNewDevice) ?? false,
    deviceOnlyRememberedOnUserPrompt: booleanOf(configuration.DeviceOnlyRememberedOnUserPrompt) ?? false,
  };
}

function readWebAuthn(resource: StackResource): LocalWebAuthnConfiguration {
  const relyingPartyId = textOf(resource.property('WebAuthnRelyingPartyID'));
  return {
    ...(relyingPartyId !== undefined && { relyingPartyId }),
    userVerification: resource.property('WebAuthnUserVerification') === 'required' ? 'required' : 'preferred',
    isMultiFactor: resource.property('WebAuthnFactorConfiguration') === 'MULTI_FACTOR_WITH_USER_VERIFICATION',
  };
}

function among<T extends string>(allowed: readonly T[], value: unknown): readonly T[] {
  const given = textsOf(value);
  return allowed.filter((name) => given.includes(name));
}
