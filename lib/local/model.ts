import type { TextMap } from '../protocol/text-map.ts';

/** The attributes that a code can go to. */
export const ADDRESSES = ['email', 'phone_number'] as const;

/**
 * What the local pool runs: read from the template that `cdk deploy` would upload, so that what you deploy is what runs.
 */
export interface LocalApp {
  readonly region: string;
  readonly accountId: string;
  readonly functions: readonly LocalFunction[];
  readonly pools: readonly LocalPoolDefinition[];
  /** What of the template doesn't run here: a sentence each, for the person who starts the pool. */
  readonly notes?: readonly string[];
  /** The DynamoDB tables that the app makes. @default [] */
  readonly tables?: readonly LocalTable[];
  /** The KMS keys that the app makes. @default [] */
  readonly keys?: readonly LocalKey[];
  /** What Systems Manager holds here. @default [] */
  readonly parameters?: readonly LocalParameter[];
  /** What Secrets Manager holds here. @default [] */
  readonly secrets?: readonly LocalSecret[];
  /** The templates of Amazon SES that the app makes. @default [] */
  readonly emailTemplates?: readonly LocalEmailTemplate[];
}

/** A table of the template. */
export interface LocalTable {
  readonly tableName: string;
  readonly tableArn: string;
  /** The resource's properties, every reference resolved: what CreateTable takes, among others. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A KMS key of the template. */
export interface LocalKey {
  readonly keyId: string;
  readonly keyArn: string;
  /** Each with its `alias/`. */
  readonly aliases: readonly string[];
  /** `SYMMETRIC_DEFAULT`, `HMAC_256`. */
  readonly keySpec: string;
  /** `ENCRYPT_DECRYPT`, `GENERATE_VERIFY_MAC`. */
  readonly keyUsage: string;
}

/** A parameter of Systems Manager: one that the app makes, or one that was given. */
export interface LocalParameter {
  readonly name: string;
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly value: string;
}

/** A secret of Secrets Manager: one that the app makes, or one that was given. */
export interface LocalSecret {
  readonly name: string;
  readonly arn: string;
  readonly value: string;
}

/** A template of Amazon SES. */
export interface LocalEmailTemplate {
  readonly templateName: string;
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
}

/** One Lambda function: its bundle, and the limits it has when deployed. */
export interface LocalFunction {
  readonly logicalId: string;
  readonly functionName: string;
  readonly functionArn: string;
  /** Absolute path of the folder that the deployed zip file would hold. */
  readonly codeFolder: string;
  /** As in the template: `index.handler`. */
  readonly handler: string;
  /** With every reference resolved. */
  readonly environment: TextMap;
  /** MB. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  /** As in the template. @default 'nodejs24.x' */
  readonly runtime?: string;
  /** Why it can't run here, and what to do about it: what an invocation fails with. @default - it can */
  readonly refusal?: string;
}

/** A user pool of the template. */
export interface LocalPoolDefinition {
  readonly logicalId: string;
  /** `REGION_` and letters and digits: stable from run to run. */
  readonly userPoolId: string;
  readonly userPoolArn: string;
  readonly name: string;
  /** What people type instead of a user name; where there is one, the real user name is a UUID. */
  readonly usernameAttributes: readonly (typeof ADDRESSES)[number][];
  readonly aliasAttributes: readonly ('email' | 'phone_number' | 'preferred_username')[];
  readonly autoVerifiedAttributes: readonly (typeof ADDRESSES)[number][];
  readonly caseSensitive: boolean;
  readonly mfaConfiguration: 'OFF' | 'ON' | 'OPTIONAL';
  /** The second factors that the pool offers. @default [] */
  readonly enabledMfas?: readonly LocalMfaFactor[];
  /** The pool's own words for a code to sign in with. @default - Cognito's */
  readonly authenticationMessages?: LocalAuthenticationMessages;
  /** By whom Cognito would send SMS: shown, not used. */
  readonly smsConfiguration?: TextMap;
  readonly schema: readonly LocalAttribute[];
  readonly passwordPolicy: LocalPasswordPolicy;
  readonly adminCreateUserOnly: boolean;
  /** Absent: the pool doesn't track devices. */
  readonly deviceConfiguration?: LocalDeviceConfiguration;
  /** What USER_AUTH may begin with. Absent: Cognito's default, a password. */
  readonly firstAuthFactors?: readonly LocalFirstAuthFactor[];
  readonly webAuthn?: LocalWebAuthnConfiguration;
  /** Trigger name, as in `LambdaConfig`, to function ARN. */
  readonly lambdaConfig: TextMap;
  /** The KMS key that encrypts what custom senders are given: an ARN, as `KMSKeyID` of `LambdaConfig`. Absent: the pool has none. */
  readonly kmsKeyId?: string;
  /** Which version of its events PreTokenGeneration gets. @default 'V1_0' */
  readonly preTokenGenerationVersion?: 'V1_0' | 'V2_0' | 'V3_0';
  /**
   * Triggers whose function lets this pool not invoke it: no permission in the template. Cognito answers them with
   * AccessDeniedException. Absent: none.
   */
  readonly deniedTriggers?: readonly string[];
  /** Addresses that keep their value until the new one is verified. @default [] */
  readonly verifiedBeforeUpdate?: readonly (typeof ADDRESSES)[number][];
  /** What recovers an account, the preferred one first. Absent: Cognito's old way, the phone number before the e-mail. */
  readonly accountRecovery?: readonly LocalRecoveryMechanism[];
  /** Whether DeleteUserPool is refused. @default false */
  readonly deletionProtected?: boolean;
  /** Groups of the template. @default [] */
  readonly groups?: readonly LocalGroupDefinition[];
  readonly clients: readonly LocalClientDefinition[];
}

/** A second factor of Cognito's own. */
export type LocalMfaFactor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/** A pool's words for a code to sign in with; `{####}` stands for the code. */
export interface LocalAuthenticationMessages {
  readonly sms?: string;
  readonly emailSubject?: string;
  readonly emailText?: string;
}

/** How a user that forgot the password is recognized. */
export type LocalRecoveryMechanism = 'verified_email' | 'verified_phone_number' | 'admin_only';

/** A group of the template. */
export interface LocalGroupDefinition {
  readonly groupName: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly precedence?: number;
}

/** How a pool tracks devices. */
export interface LocalDeviceConfiguration {
  /** A remembered device takes the place of MFA. */
  readonly challengeRequiredOnNewDevice: boolean;
  /** A confirmed device is remembered only once its user says so. */
  readonly deviceOnlyRememberedOnUserPrompt: boolean;
}

/** A first factor of USER_AUTH, as a pool's `SignInPolicy` names it. */
export type LocalFirstAuthFactor = 'PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

/** How a pool takes passkeys. */
export interface LocalWebAuthnConfiguration {
  /** @default 'localhost', where the pool has none */
  readonly relyingPartyId?: string;
  readonly userVerification: 'required' | 'preferred';
  /** Whether a passkey with user verification stands for MFA too. */
  readonly isMultiFactor: boolean;
}

/** One attribute of a pool's schema. */
export interface LocalAttribute {
  /** As users have it: `email`, `custom:role`, `dev:custom:role`. */
  readonly name: string;
  readonly type: 'String' | 'Number' | 'DateTime' | 'Boolean';
  readonly required: boolean;
  readonly mutable: boolean;
  /** Written by the pool's owner alone; its name begins with `dev:`. @default false */
  readonly developerOnly?: boolean;
  /** The fewest characters of a String, the least value of a Number. Absent: no bound. */
  readonly min?: number;
  /** The most characters of a String, the greatest value of a Number. Absent: no bound. */
  readonly max?: number;
}

/** What a pool asks of a password. */
export interface LocalPasswordPolicy {
  readonly minimumLength: number;
  readonly requireLowercase: boolean;
  readonly requireUppercase: boolean;
  readonly requireNumbers: boolean;
  readonly requireSymbols: boolean;
  /** @default 7 */
  readonly temporaryPasswordValidityDays?: number;
}

/** An app client of a pool. */
export interface LocalClientDefinition {
  readonly logicalId: string;
  /** Where it stands in the CDK app: `Stack/SignIn/Client`. Absent: the template doesn't say. */
  readonly constructPath?: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly clientSecret?: string;
  /** Its other active secrets. @default [] */
  readonly otherClientSecrets?: readonly string[];
  /** `ALLOW_CUSTOM_AUTH`, …; where the template names none, Cognito's default three. */
  readonly explicitAuthFlows: readonly string[];
  readonly preventUserExistenceErrors: 'ENABLED' | 'LEGACY';
  readonly enableTokenRevocation: boolean;
  /** Minutes. */
  readonly authSessionValidity: number;
  /** Seconds. */
  readonly accessTokenValidity: number;
  /** Seconds. */
  readonly idTokenValidity: number;
  /** Seconds. */
  readonly refreshTokenValidity: number;
  /** In which units the three are told. Absent: hours, hours and days, Cognito's default. */
  readonly tokenValidityUnits?: LocalTokenValidityUnits;
  /** Absent: refresh tokens stay as they are. */
  readonly refreshTokenRotation?: {
    /** How long a token that was rotated out still refreshes. Seconds. */
    readonly retryGracePeriod: number;
  };
  /** Undefined: Cognito's default, every standard and custom attribute. */
  readonly readAttributes?: readonly string[];
  readonly writeAttributes?: readonly string[];
}

/** A unit of time, as `TokenValidityUnits` names it. */
export type LocalTimeUnit = 'seconds' | 'minutes' | 'hours' | 'days';

/** In which units a client's token validities were given. */
export interface LocalTokenValidityUnits {
  readonly accessToken: LocalTimeUnit;
  readonly idToken: LocalTimeUnit;
  readonly refreshToken: LocalTimeUnit;
}

/** A user to begin with. */
export interface SeedUser {
  /** What the user types to sign in. */
  readonly username: string;
  /** @default - where the name is an address, that address, verified */
  readonly attributes?: TextMap;
  /** @default - the user has none, or keeps the one that is known */
  readonly password?: string;
  /** Groups the user is in; made where the pool has none of the name. @default [] */
  readonly groups?: readonly string[];
}
