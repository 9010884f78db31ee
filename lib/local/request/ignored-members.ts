import { flag, integer, list, type Member, mapOf, optional, readInput, structure, text } from './input.ts';

// Without limits: AWS reads a request's types before it looks at any limit.
const NONE = Number.POSITIVE_INFINITY;
const aText = optional(text({ min: 0, max: NONE }));
const aNumber = optional(integer(-NONE, NONE));
const aBoolean = optional(flag);
const listOf = (member: Member<unknown>) => optional(list(member, NONE));
const texts = listOf(aText);
const holding = (named: Readonly<Record<string, Member<unknown>>>) => optional(structure(named));

const analytics = { AnalyticsMetadata: holding({ AnalyticsEndpointId: aText }) };
const fromUser = { ...analytics, UserContextData: holding({ IpAddress: aText, EncodedData: aText }) };
const fromServer = {
  ...analytics,
  ContextData: holding({
    ...{ IpAddress: aText, ServerName: aText, ServerPath: aText, EncodedData: aText },
    HttpHeaders: listOf(holding({ headerName: aText, headerValue: aText })),
  }),
};

const aFunction = holding({ LambdaVersion: aText, LambdaArn: aText });
const sms = holding({
  EumsSms: holding({
    ...{ CallerArn: aText, ExternalId: aText, OriginationIdentity: aText, ConfigurationSetName: aText },
    ...{ InEntityId: aText, InTemplateId: aText, Region: aText },
  }),
});

const pool = {
  Policies: holding({ PasswordPolicy: holding({ PasswordHistorySize: aNumber }) }),
  LambdaConfig: holding({
    InboundFederation: aFunction,
  }),
  ...{ SmsVerificationMessage: aText, EmailVerificationMessage: aText, EmailVerificationSubject: aText },
  VerificationMessageTemplate: holding({
    ...{ SmsMessage: aText, EmailMessage: aText, EmailSubject: aText, EmailMessageByLink: aText },
    ...{ EmailSubjectByLink: aText, DefaultEmailOption: aText },
  }),
  EmailConfiguration: holding({
    ...{ SourceArn: aText, ReplyToEmailAddress: aText, EmailSendingAccount: aText, From: aText },
    ConfigurationSet: aText,
  }),
  SmsConfiguration: sms,
  AdminCreateUserConfig: holding({
    UnusedAccountValidityDays: aNumber,
    InviteMessageTemplate: holding({ SMSMessage: aText, EmailMessage: aText, EmailSubject: aText }),
  }),
  UserPoolAddOns: holding({
    AdvancedSecurityMode: aText,
    AdvancedSecurityAdditionalFlows: holding({ CustomAuthMode: aText }),
  }),
  DcrConfiguration: holding({
    ...{ EnableStatus: aText, OpenDcrEnabled: aBoolean },
    ...{ AuthenticatedGrantTypes: texts, OpenDcrGrantTypes: texts, AllowedScopes: texts },
  }),
  UserPoolTier: aText,
  KeyConfiguration: holding({ KeyType: aText, KmsKeyArn: aText }),
  IssuerConfiguration: holding({ Type: aText }),
  AcrConfiguration: optional(mapOf(structure({ AcrValue: aText }))),
};

const client = {
  ...{ SupportedIdentityProviders: texts, CallbackURLs: texts, LogoutURLs: texts, DefaultRedirectURI: aText },
  ...{ AllowedOAuthFlows: texts, AllowedOAuthScopes: texts, AllowedOAuthFlowsUserPoolClient: aBoolean },
  AnalyticsConfiguration: holding({
    ...{ ApplicationId: aText, ApplicationArn: aText, RoleArn: aText, ExternalId: aText, UserDataShared: aBoolean },
  }),
  EnablePropagateAdditionalUserContextData: aBoolean,
};

const passkeyMfa = { WebAuthnMfaSettings: holding({ Enabled: aBoolean }) };

/** What AWS takes and the local pool leaves aside, by operation. */
const IGNORED: ReadonlyMap<string, Member<unknown>> = new Map(
  Object.entries({
    InitiateAuth: fromUser,
    RespondToAuthChallenge: fromUser,
    SignUp: fromUser,
    ConfirmSignUp: fromUser,
    ResendConfirmationCode: fromUser,
    ForgotPassword: fromUser,
    ConfirmForgotPassword: fromUser,
    AdminInitiateAuth: fromServer,
    AdminRespondToAuthChallenge: fromServer,
    SetUserMFAPreference: passkeyMfa,
    AdminSetUserMFAPreference: passkeyMfa,
    SetUserPoolMfaConfig: { SmsMfaConfiguration: holding({ SmsConfiguration: sms }) },
    CreateUserPool: pool,
    UpdateUserPool: pool,
    CreateUserPoolClient: client,
    UpdateUserPoolClient: client,
    ListUserPoolClients: { ClientType: aText },
  }).map(([operation, named]) => [operation, structure(named)]),
);

/**
 * Refuses a request in which something that the local pool leaves aside is of another type than AWS's.
 *
 * @throws CognitoError SerializationException
 */
export function assertIgnored(operation: string, body: unknown): void {
  const ignored = IGNORED.get(operation);
  if (ignored) readInput(ignored, body);
}
