import { describe, expect, it } from 'vitest';
import { readPoolSettings } from '../../../lib/local/settings/read-pool-settings.ts';

const mfaOf = (properties: Readonly<Record<string, unknown>>) => {
  const settings = readPoolSettings((name) => properties[name]);
  const { mfaConfiguration, enabledMfas, authenticationMessages, smsConfiguration } = settings;
  return { mfaConfiguration, enabledMfas, authenticationMessages, smsConfiguration };
};

describe('a pool’s MFA, as the template says it', () => {
  it('is off by default, with whatever factors', () => {
    expect(mfaOf({})).toEqual({ mfaConfiguration: 'OFF' });
    expect(mfaOf({ MfaConfiguration: 'OFF', EnabledMfas: ['SMS_MFA'] })).toEqual({ mfaConfiguration: 'OFF' });
    expect(mfaOf({ MfaConfiguration: 'SOMETIMES' })).toEqual({ mfaConfiguration: 'OFF' });
  });

  it('is by SMS where no factors are listed', () => {
    expect(mfaOf({ MfaConfiguration: 'ON' })).toEqual({ mfaConfiguration: 'ON', enabledMfas: ['SMS_MFA'] });
  });

  it('has the factors and the words of the template', () => {
    const properties = {
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['EMAIL_OTP', 'SOFTWARE_TOKEN_MFA', 'CARRIER_PIGEON'],
      SmsAuthenticationMessage: 'SMS: {####}',
      EmailAuthenticationSubject: 'Hello',
      EmailAuthenticationMessage: 'Mail: {####}',
      SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: { Ref: 'unknown' } },
    };
    expect(mfaOf(properties)).toEqual({
      mfaConfiguration: 'OPTIONAL',
      enabledMfas: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
      authenticationMessages: { sms: 'SMS: {####}', emailSubject: 'Hello', emailText: 'Mail: {####}' },
      smsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
    });
  });
});
