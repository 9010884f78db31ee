import { flag, integer, list, oneOf, optional, structure, text, textMap } from './input.ts';
import { members, nameUpTo } from './members.ts';

const address = oneOf('email', 'phone_number');
const trigger = optional(members.arn);
const sender = optional(structure({ LambdaVersion: oneOf('V1_0'), LambdaArn: members.arn }));
const message = optional(text({ min: 6, max: 20_000 }));

const lambdaConfig = structure({
  PreSignUp: trigger,
  CustomMessage: trigger,
  PostConfirmation: trigger,
  PreAuthentication: trigger,
  PostAuthentication: trigger,
  DefineAuthChallenge: trigger,
  CreateAuthChallenge: trigger,
  VerifyAuthChallengeResponse: trigger,
  PreTokenGeneration: trigger,
  UserMigration: trigger,
  PreTokenGenerationConfig: optional(
    structure({ LambdaVersion: oneOf('V1_0', 'V2_0', 'V3_0'), LambdaArn: members.arn }),
  ),
  CustomEmailSender: sender,
  CustomSMSSender: sender,
  KMSKeyID: optional(members.arn),
});

const passwordPolicy = structure({
  MinimumLength: optional(integer(6, 99)),
  RequireUppercase: optional(flag),
  RequireLowercase: optional(flag),
  RequireNumbers: optional(flag),
  RequireSymbols: optional(flag),
  TemporaryPasswordValidityDays: optional(integer(0, 365)),
});

const signInPolicy = structure({
  AllowedFirstAuthFactors: optional(list(oneOf('PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'), 4)),
});

/** What CreateUserPool and UpdateUserPool both take, as far as the local pool goes by it. */
export const poolSettingsMembers = {
  Policies: optional(structure({ PasswordPolicy: optional(passwordPolicy), SignInPolicy: optional(signInPolicy) })),
  DeletionProtection: optional(oneOf('ACTIVE', 'INACTIVE')),
  LambdaConfig: optional(lambdaConfig),
  AutoVerifiedAttributes: optional(list(address)),
  SmsAuthenticationMessage: message,
  UserAttributeUpdateSettings: optional(
    structure({ AttributesRequireVerificationBeforeUpdate: optional(list(address)) }),
  ),
  MfaConfiguration: optional(oneOf('OFF', 'ON', 'OPTIONAL')),
  DeviceConfiguration: optional(
    structure({
      ChallengeRequiredOnNewDevice: optional(flag),
      DeviceOnlyRememberedOnUserPrompt: optional(flag),
    }),
  ),
  SmsConfiguration: optional(
    structure({
      SnsCallerArn: text({ min: 20, max: 2048 }),
      ExternalId: optional(text()),
      SnsRegion: optional(text()),
    }),
  ),
  UserPoolTags: optional(textMap),
  AdminCreateUserConfig: optional(structure({ AllowAdminCreateUserOnly: optional(flag) })),
  AccountRecoverySetting: optional(
    structure({
      RecoveryMechanisms: optional(
        list(
          structure({
            Priority: integer(1, 2),
            Name: oneOf('verified_email', 'verified_phone_number', 'admin_only'),
          }),
          2,
        ),
      ),
    }),
  ),
} as const;

const bound = optional(text({ min: 0 }));

/** An attribute of a schema, as it is declared. */
export const schemaAttribute = structure({
  Name: nameUpTo(20),
  AttributeDataType: optional(oneOf('String', 'Number', 'DateTime', 'Boolean')),
  DeveloperOnlyAttribute: optional(flag),
  Mutable: optional(flag),
  Required: optional(flag),
  NumberAttributeConstraints: optional(structure({ MinValue: bound, MaxValue: bound })),
  StringAttributeConstraints: optional(structure({ MinLength: bound, MaxLength: bound })),
});

/** What can be said only once, when a pool is made. */
export const poolCreationMembers = {
  AliasAttributes: optional(list(oneOf('phone_number', 'email', 'preferred_username'))),
  UsernameAttributes: optional(list(address)),
  UsernameConfiguration: optional(structure({ CaseSensitive: flag })),
  Schema: optional(list(schemaAttribute, 50)),
} as const;

export const poolName = text({ max: 128, pattern: /^[\w\s+=,.@-]+$/ });
