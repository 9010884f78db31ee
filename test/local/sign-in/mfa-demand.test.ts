import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LocalMfaFactor } from '../../../lib/local/index.ts';
import { mfaDemand } from '../../../lib/local/sign-in/mfa-demand.ts';
import { NO_MFA, type UserMfa } from '../../../lib/local/store/mfa.ts';
import { hasFactor, mfaSettings } from '../../../lib/local/users/second-factors.ts';

const token = { secret: 'JBSWY3DPEHPK3PXP', name: null, lastStep: -1 };
const factors = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] as const satisfies readonly LocalMfaFactor[];

const both = { attributes: { phone_number: '+12065550134', email: 'a@example.com' } };
const phone = { attributes: { phone_number: '+12065550134' } };
const nobody = { attributes: {} };

const pool = (mfaConfiguration: 'OFF' | 'OPTIONAL' | 'ON', ...enabledMfas: readonly LocalMfaFactor[]) => ({
  mfaConfiguration,
  enabledMfas,
});

const user = (changes: Partial<UserMfa>): UserMfa => ({ ...NO_MFA, ...changes });

describe('which second factor is asked', () => {
  it.each([
    ['none where MFA is off', pool('OFF'), both, user({ enabled: ['SMS_MFA'] }), { kind: 'none' }],
    ['none of who has none where it is optional', pool('OPTIONAL', ...factors), both, NO_MFA, { kind: 'none' }],
    [
      'none of a verified app that was not turned on, where it is optional',
      pool('OPTIONAL', ...factors),
      both,
      user({ softwareToken: token }),
      { kind: 'none' },
    ],
    ['the only one', pool('OPTIONAL'), both, user({ enabled: ['EMAIL_OTP'] }), { kind: 'ask', factor: 'EMAIL_OTP' }],
    [
      'the preferred one of several',
      pool('OPTIONAL', ...factors),
      both,
      user({ enabled: ['SMS_MFA', 'EMAIL_OTP'], preferred: 'EMAIL_OTP' }),
      { kind: 'ask', factor: 'EMAIL_OTP' },
    ],
    [
      'the choice, where none is preferred',
      pool('OPTIONAL', ...factors),
      both,
      user({ enabled: ['SMS_MFA', 'EMAIL_OTP'] }),
      { kind: 'select', factors: ['SMS_MFA', 'EMAIL_OTP'] },
    ],
    [
      'another one, where what the preferred one needs is gone',
      pool('OPTIONAL', ...factors),
      phone,
      user({ enabled: ['SMS_MFA', 'EMAIL_OTP'], preferred: 'EMAIL_OTP' }),
      { kind: 'ask', factor: 'SMS_MFA' },
    ],
    [
      // aws-amplify/amplify-js#8829
      'one that cannot be had, where what all need is gone: never none',
      pool('OPTIONAL', ...factors),
      nobody,
      user({ enabled: ['SMS_MFA'], preferred: 'SMS_MFA' }),
      { kind: 'impossible' },
    ],
    [
      'an app that the pool offers no more (AWS: users can continue to use it)',
      pool('OPTIONAL', 'SMS_MFA'),
      both,
      user({ enabled: ['SOFTWARE_TOKEN_MFA'], softwareToken: token }),
      { kind: 'ask', factor: 'SOFTWARE_TOKEN_MFA' },
    ],
    [
      // aws-amplify/amplify-js#1875
      'SMS of everybody with a phone number, where MFA is required',
      pool('ON', 'SMS_MFA', 'SOFTWARE_TOKEN_MFA'),
      phone,
      NO_MFA,
      { kind: 'ask', factor: 'SMS_MFA' },
    ],
    [
      'a verified app, where MFA is required',
      pool('ON', 'SOFTWARE_TOKEN_MFA'),
      phone,
      user({ softwareToken: token }),
      { kind: 'ask', factor: 'SOFTWARE_TOKEN_MFA' },
    ],
    [
      'the choice of both addresses, where MFA is required',
      pool('ON', ...factors),
      both,
      NO_MFA,
      { kind: 'select', factors: ['SMS_MFA', 'EMAIL_OTP'] },
    ],
    [
      'the set-up, where MFA is required and there is nothing yet',
      pool('ON', 'SMS_MFA', 'SOFTWARE_TOKEN_MFA'),
      nobody,
      NO_MFA,
      { kind: 'setUp', factors: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] },
    ],
    [
      // aws-amplify/amplify-js#14013
      'one that cannot be had, where only a phone number would do',
      pool('ON', 'SMS_MFA'),
      nobody,
      NO_MFA,
      { kind: 'impossible' },
    ],
  ] as const)('is %s', (_, settings, who, mfa, demand) => {
    expect(mfaDemand(settings, who, mfa)).toEqual(demand);
  });

  const anyMfa = fc.record({
    enabled: fc.uniqueArray(fc.constantFrom(...factors)),
    preferred: fc.option(fc.constantFrom(...factors)),
    softwareToken: fc.option(fc.constant(token)),
    associatedSecret: fc.constant(null),
  });
  const anyUser = fc.record({
    attributes: fc.constantFrom<Record<string, string>>({}, phone.attributes, both.attributes),
  });
  const anyPool = fc.record({
    mfaConfiguration: fc.constantFrom('OPTIONAL' as const, 'ON' as const),
    enabledMfas: fc.uniqueArray(fc.constantFrom(...factors)),
  });

  it('is never none where MFA is required, or where the user has turned one on', () => {
    fc.assert(
      fc.property(anyPool, anyUser, anyMfa, (settings, who, mfa) => {
        fc.pre(settings.mfaConfiguration === 'ON' || mfa.enabled.length > 0);
        expect(mfaDemand(settings, who, mfa).kind).not.toBe('none');
      }),
    );
  });

  it('is never the set-up of a user who has turned one on, or has an app', () => {
    fc.assert(
      fc.property(anyPool, anyUser, anyMfa, (settings, who, mfa) => {
        fc.pre(mfa.enabled.length > 0 || mfa.softwareToken !== null);
        expect(mfaDemand(settings, who, mfa).kind).not.toBe('setUp');
      }),
    );
  });

  it('is one that the user has', () => {
    fc.assert(
      fc.property(anyPool, anyUser, anyMfa, (settings, who, mfa) => {
        const demand = mfaDemand(settings, who, mfa);
        const asked = demand.kind === 'ask' ? [demand.factor] : demand.kind === 'select' ? demand.factors : [];
        expect(asked.every((factor) => hasFactor(factor, who, mfa))).toBe(true);
      }),
    );
  });
});

describe('the settings that GetUser tells', () => {
  it('are left out where there are none', () => {
    expect(mfaSettings(pool('OPTIONAL'), NO_MFA)).toEqual({});
  });

  it('count a verified app as on where MFA is required, and only there', () => {
    const mfa = user({ softwareToken: token });
    expect(mfaSettings(pool('ON'), mfa)).toEqual({ UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] });
    expect(mfaSettings(pool('OPTIONAL'), mfa)).toEqual({});
  });
});
