import { isRecord } from '../../protocol/is-record.ts';
import {
  ADDRESSES,
  type LocalDeviceConfiguration,
  type LocalPasswordPolicy,
  type LocalPoolDefinition,
  type LocalWebAuthnConfiguration,
} from '../model.ts';
import { booleanOf, listOf, numberOf, objectOf, textOf, textsOf } from './json-values.ts';
import { readSchema } from './read-schema.ts';

/** Gives a property of a resource, or a member of a request: both spell a pool's settings the same. */
export type PropertyReader = (name: string) => unknown;

/** Reads the members of a request. */
export const readerOf =
  (input: object): PropertyReader =>
  (name) =>
    (input as Readonly<Record<string, unknown>>)[name];

/** How a pool is set, without what it is called and what belongs to it. */
export type LocalPoolSettings = Omit<
  LocalPoolDefinition,
  'logicalId' | 'userPoolId' | 'userPoolArn' | 'name' | 'deniedTriggers' | 'groups' | 'clients'
>;

const MFA_FACTORS = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] as const;
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
 * A pool's settings, with Cognito's defaults for what is left out.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
 */
export function readPoolSettings(property: PropertyReader): LocalPoolSettings {
  const policies = objectOf(property('Policies'));
  const deviceConfiguration = readDeviceConfiguration(property('DeviceConfiguration'));
  const firstAuthFactors = among(FIRST_FACTORS, objectOf(policies.SignInPolicy).AllowedFirstAuthFactors);
  return {
    usernameAttributes: among(ADDRESSES, property('UsernameAttributes')),
    aliasAttributes: among(ALIASES, property('AliasAttributes')),
    autoVerifiedAttributes: among(ADDRESSES, property('AutoVerifiedAttributes')),
    // Without the setting the API makes a pool case sensitive; the console and CDK always write it.
    caseSensitive: booleanOf(objectOf(property('UsernameConfiguration')).CaseSensitive) ?? true,
    ...readMfa(property),
    schema: readSchema(property('Schema')),
    passwordPolicy: readPasswordPolicy(policies.PasswordPolicy),
    adminCreateUserOnly: booleanOf(objectOf(property('AdminCreateUserConfig')).AllowAdminCreateUserOnly) ?? false,
    ...(deviceConfiguration && { deviceConfiguration }),
    ...(firstAuthFactors.length > 0 && { firstAuthFactors }),
    webAuthn: readWebAuthn(property),
    ...readRecovery(property),
    ...(property('DeletionProtection') === 'ACTIVE' && { deletionProtected: true }),
    lambdaConfig: readLambdaConfig(property('LambdaConfig')),
    ...readTokenVersion(property('LambdaConfig')),
    ...readKmsKey(property('LambdaConfig')),
  };
}

/**
 * A trigger stands there as an ARN, or as an object with one; `KMSKeyID` is no trigger. `PreTokenGenerationConfig` is
 * another way to write PreTokenGeneration.
 */
function readLambdaConfig(config: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectOf(config)).flatMap(([trigger, value]): [string, string][] => {
      const functionArn = textOf(isRecord(value) ? value.LambdaArn : value);
      const name = trigger === 'PreTokenGenerationConfig' ? 'PreTokenGeneration' : trigger;
      return functionArn?.includes(':function:') ? [[name, withoutQualifier(functionArn)]] : [];
    }),
  );
}

/** `arn:…:function:NAME` without `:VERSION` or `:ALIAS` at its end. */
export function withoutQualifier(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':');
}

type MfaSettings = 'mfaConfiguration' | 'enabledMfas' | 'authenticationMessages' | 'smsConfiguration';

/** Whether a second factor is asked, which ones there are, and how their messages read. SMS is the one without a list. */
function readMfa(property: PropertyReader): Pick<LocalPoolDefinition, MfaSettings> {
  const configuration = property('MfaConfiguration');
  const isOn = configuration === 'ON' || configuration === 'OPTIONAL';
  const listed = property('EnabledMfas');
  const sms = textOf(property('SmsAuthenticationMessage'));
  const emailSubject = textOf(property('EmailAuthenticationSubject'));
  const emailText = textOf(property('EmailAuthenticationMessage'));
  const words = {
    ...(sms !== undefined && { sms }),
    ...(emailSubject !== undefined && { emailSubject }),
    ...(emailText !== undefined && { emailText }),
  };
  const sender = Object.entries(objectOf(property('SmsConfiguration'))).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  return {
    mfaConfiguration: isOn ? configuration : 'OFF',
    ...(isOn && { enabledMfas: listed === undefined ? ['SMS_MFA'] : among(MFA_FACTORS, listed) }),
    ...(Object.keys(words).length > 0 && { authenticationMessages: words }),
    ...(sender.length > 0 && { smsConfiguration: Object.fromEntries(sender) }),
  };
}

function readKmsKey(config: unknown): Pick<LocalPoolDefinition, 'kmsKeyId'> {
  const kmsKeyId = textOf(objectOf(config).KMSKeyID);
  return kmsKeyId === undefined ? {} : { kmsKeyId };
}

function readTokenVersion(config: unknown): Pick<LocalPoolDefinition, 'preTokenGenerationVersion'> {
  const version = objectOf(objectOf(config).PreTokenGenerationConfig).LambdaVersion;
  const known = TOKEN_VERSIONS.find((name) => name === version);
  return known === undefined ? {} : { preTokenGenerationVersion: known };
}

/** How addresses change, and how accounts are recovered. */
function readRecovery(property: PropertyReader): Pick<LocalPoolDefinition, 'verifiedBeforeUpdate' | 'accountRecovery'> {
  const settings = objectOf(property('UserAttributeUpdateSettings'));
  const verifiedBeforeUpdate = among(ADDRESSES, settings.AttributesRequireVerificationBeforeUpdate);
  const accountRecovery = listOf(objectOf(property('AccountRecoverySetting')).RecoveryMechanisms)
    .map(objectOf)
    .toSorted((a, b) => (numberOf(a.Priority) ?? 0) - (numberOf(b.Priority) ?? 0))
    .flatMap(({ Name }) => RECOVERY_MECHANISMS.filter((known) => known === Name));
  return {
    ...(verifiedBeforeUpdate.length > 0 && { verifiedBeforeUpdate }),
    ...(accountRecovery.length > 0 && { accountRecovery }),
  };
}

function readPasswordPolicy(policy: unknown): LocalPasswordPolicy {
  const { MinimumLength, RequireLowercase, RequireUppercase, RequireNumbers, RequireSymbols, ...rest } =
    objectOf(policy);
  const temporaryPasswordValidityDays = numberOf(rest.TemporaryPasswordValidityDays);
  return {
    minimumLength: numberOf(MinimumLength) ?? DEFAULT_PASSWORD_POLICY.minimumLength,
    requireLowercase: booleanOf(RequireLowercase) ?? DEFAULT_PASSWORD_POLICY.requireLowercase,
    requireUppercase: booleanOf(RequireUppercase) ?? DEFAULT_PASSWORD_POLICY.requireUppercase,
    requireNumbers: booleanOf(RequireNumbers) ?? DEFAULT_PASSWORD_POLICY.requireNumbers,
    requireSymbols: booleanOf(RequireSymbols) ?? DEFAULT_PASSWORD_POLICY.requireSymbols,
    ...(temporaryPasswordValidityDays !== undefined && { temporaryPasswordValidityDays }),
  };
}

/** Any setting turns tracking on. */
function readDeviceConfiguration(configuration: unknown): LocalDeviceConfiguration | undefined {
  if (!isRecord(configuration)) return undefined;
  return {
    challengeRequiredOnNewDevice: booleanOf(configuration.ChallengeRequiredOnNewDevice) ?? false,
    deviceOnlyRememberedOnUserPrompt: booleanOf(configuration.DeviceOnlyRememberedOnUserPrompt) ?? false,
  };
}

function readWebAuthn(property: PropertyReader): LocalWebAuthnConfiguration {
  const relyingPartyId = textOf(property('WebAuthnRelyingPartyID'));
  return {
    ...(relyingPartyId !== undefined && { relyingPartyId }),
    userVerification: property('WebAuthnUserVerification') === 'required' ? 'required' : 'preferred',
    isMultiFactor: property('WebAuthnFactorConfiguration') === 'MULTI_FACTOR_WITH_USER_VERIFICATION',
  };
}

function among<T extends string>(allowed: readonly T[], value: unknown): readonly T[] {
  const given = textsOf(value);
  return allowed.filter((name) => given.includes(name));
}
