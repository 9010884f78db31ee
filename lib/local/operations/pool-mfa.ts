import { invalidParameter } from '../../protocol/index.ts';
import type { LocalMfaFactor, LocalPoolDefinition } from '../model.ts';
import { type Operation, signedOperation } from '../operation.ts';
import { assertPoolOfApi } from '../pool-registry.ts';
import { flag, oneOf, optional, structure, text } from '../request/input.ts';
import { members } from '../request/members.ts';

const withCode = /^[\s\S]*\{####\}[\s\S]*$/;

const configurationMembers = {
  MfaConfiguration: optional(oneOf('OFF', 'ON', 'OPTIONAL')),
  SmsMfaConfiguration: optional(
    structure({
      SmsAuthenticationMessage: optional(text({ min: 6, max: 140, pattern: withCode })),
      SmsConfiguration: optional(
        structure({
          SnsCallerArn: text({ min: 20, max: 2048 }),
          ExternalId: optional(text()),
          SnsRegion: optional(text({ min: 5, max: 32 })),
        }),
      ),
    }),
  ),
  SoftwareTokenMfaConfiguration: optional(structure({ Enabled: optional(flag) })),
  EmailMfaConfiguration: optional(
    structure({
      Message: optional(text({ min: 6, max: 20_000, pattern: withCode })),
      Subject: optional(text({ max: 140 })),
    }),
  ),
  WebAuthnConfiguration: optional(
    structure({
      RelyingPartyId: optional(text({ max: 127 })),
      UserVerification: optional(oneOf('required', 'preferred')),
      FactorConfiguration: optional(oneOf('SINGLE_FACTOR', 'MULTI_FACTOR_WITH_USER_VERIFICATION')),
    }),
  ),
} as const;

/** An object without its undefined members; itself undefined where none is left. */
function given<T extends object>(value: T): { [Name in keyof T]: Exclude<T[Name], undefined> } | undefined {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as never);
}

/** A pool's MFA as the API answers it: only what is configured, as was measured of Cognito. */
function describeMfa(pool: LocalPoolDefinition) {
  const { enabledMfas = [], authenticationMessages: words = {}, smsConfiguration, webAuthn } = pool;
  const has = (factor: LocalMfaFactor): boolean => enabledMfas.includes(factor);
  return {
    MfaConfiguration: pool.mfaConfiguration,
    ...(has('SMS_MFA') && {
      SmsMfaConfiguration: {
        ...(words.sms !== undefined && { SmsAuthenticationMessage: words.sms }),
        ...(smsConfiguration && { SmsConfiguration: smsConfiguration }),
      },
    }),
    ...(has('SOFTWARE_TOKEN_MFA') && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    ...(has('EMAIL_OTP') && {
      EmailMfaConfiguration: {
        ...(words.emailText !== undefined && { Message: words.emailText }),
        ...(words.emailSubject !== undefined && { Subject: words.emailSubject }),
      },
    }),
    ...(webAuthn?.relyingPartyId !== undefined && {
      WebAuthnConfiguration: {
        RelyingPartyId: webAuthn.relyingPartyId,
        UserVerification: webAuthn.userVerification,
        FactorConfiguration: webAuthn.isMultiFactor ? 'MULTI_FACTOR_WITH_USER_VERIFICATION' : 'SINGLE_FACTOR',
      },
    }),
  };
}

/** Whether a pool asks for a second factor, and which ones there are. */
export const poolMfa = {
  GetUserPoolMfaConfig: signedOperation({ UserPoolId: members.userPoolId }, ({ UserPoolId }, { index }) =>
    describeMfa(index.pool(UserPoolId)),
  ),

  /**
   * Sets all of it at once: without `MfaConfiguration` MFA is off.
   *
   * Both texts, and that a factor counts as configured by being named, were measured of Cognito by others (floci).
   */
  SetUserPoolMfaConfig: signedOperation(
    { UserPoolId: members.userPoolId, ...configurationMembers },
    (input, context) => {
      const { clients, ...pool } = context.index.pool(input.UserPoolId);
      assertPoolOfApi(pool, context.registry);
      const { MfaConfiguration: mfaConfiguration = 'OFF', WebAuthnConfiguration: passkeys } = input;
      const { SmsMfaConfiguration: sms, SoftwareTokenMfaConfiguration: token, EmailMfaConfiguration: email } = input;
      const named = sms !== undefined || token !== undefined || email !== undefined;
      if (named && mfaConfiguration === 'OFF') {
        throw invalidParameter("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.");
      }
      if (!named && mfaConfiguration !== 'OFF') {
        throw invalidParameter(
          'Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.',
        );
      }
      const enabledMfas: LocalMfaFactor[] = [
        ...(sms ? (['SMS_MFA'] as const) : []),
        ...(token?.Enabled ? (['SOFTWARE_TOKEN_MFA'] as const) : []),
        ...(email ? (['EMAIL_OTP'] as const) : []),
      ];
      const words = given({
        sms: sms?.SmsAuthenticationMessage,
        emailText: email?.Message,
        emailSubject: email?.Subject,
      });
      const sender = sms?.SmsConfiguration && given(sms.SmsConfiguration);
      const { RelyingPartyId, UserVerification, FactorConfiguration } = passkeys ?? {};
      const changed = {
        ...{ ...pool, mfaConfiguration, enabledMfas },
        ...(words && { authenticationMessages: { ...pool.authenticationMessages, ...words } }),
        ...(sender && { smsConfiguration: sender }),
        ...(passkeys && {
          webAuthn: {
            ...(RelyingPartyId !== undefined && { relyingPartyId: RelyingPartyId }),
            userVerification: UserVerification ?? 'preferred',
            isMultiFactor: FactorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION',
          },
        }),
      };
      context.registry.save(changed);
      return describeMfa({ ...changed, clients });
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
