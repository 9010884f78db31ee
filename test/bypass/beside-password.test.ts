import { describe, expect, it } from 'vitest';
import { settingsBesidePassword } from '../../lib/bypass/beside-password.ts';
import type { PoolSettings } from '../../lib/bypass/settings.ts';
import type { ChallengeNeeds } from '../../lib/flow/index.ts';

const recoversBy = (...names: readonly unknown[]) => ({
  RecoveryMechanisms: names.map((Name, index) => ({ Name, Priority: index + 1 })),
});
const safe: PoolSettings = { MfaConfiguration: 'OFF', AccountRecoverySetting: recoversBy('admin_only') };
const findings = (pool: PoolSettings, { asksPassword = true, needs = { senders: ['email'] } as ChallengeNeeds } = {}) =>
  settingsBesidePassword(
    { name: 'Pool', settings: { ...safe, ...pool }, wording: 'cdk' },
    { asksPassword, challenges: [{ name: 'code', needs }] },
  );

describe('beside a flow with a password', () => {
  it.each([undefined, 'OFF'])('no MFA is no way round: %j', (MfaConfiguration) => {
    expect(findings({ MfaConfiguration })).toEqual([]);
  });

  it.each([
    ['ON', 'MFA ON'],
    ['OPTIONAL', 'MFA OPTIONAL'],
    [{ Ref: 'Mfa' }, 'MFA that is known only at deployment'],
    [null, 'MFA that is known only at deployment'],
  ])("Cognito's own MFA is one: %j", (MfaConfiguration, text) => {
    expect(findings({ MfaConfiguration })).toEqual([
      {
        id: `Pool: has ${text}`,
        message:
          `Pool has ${text}, and the flow begins with password(): after Cognito's own MFA a user may get tokens ` +
          'without the rest of the flow, so set mfa: Mfa.OFF and make it a challenge',
      },
    ]);
  });

  it.each([
    recoversBy('admin_only'),
    recoversBy('verified_phone_number'),
    recoversBy('verified_phone_number', 'admin_only'),
    recoversBy(),
  ])('recovery by another way than the mail is none: %j', (AccountRecoverySetting) => {
    expect(findings({ AccountRecoverySetting })).toEqual([]);
  });

  it.each([
    undefined,
    null,
    {},
    { Ref: 'Recovery' },
    { RecoveryMechanisms: { Ref: 'Mechanisms' } },
    { RecoveryMechanisms: [null] },
    recoversBy('verified_email'),
    recoversBy('verified_phone_number', 'verified_email'),
    recoversBy({ Ref: 'Name' }),
  ])('recovery by mail is one where a code goes there too, known or not: %j', (AccountRecoverySetting) => {
    expect(findings({ AccountRecoverySetting })).toEqual([
      {
        id: 'Pool: recovers a password by e-mail, and code goes there too',
        message:
          'Pool recovers a password by e-mail, and code goes there too: whoever reads the mail passes both, so set ' +
          'accountRecovery: AccountRecovery.NONE',
      },
    ]);
  });

  it.each<ChallengeNeeds>([{}, { senders: [] }, { senders: ['sms'] }])(
    'recovery by mail is none where nothing else goes there: %j',
    (needs) => {
      expect(findings({ AccountRecoverySetting: undefined }, { needs })).toEqual([]);
    },
  );
});

it('what to set is said in the words of who is told', () => {
  const pool = { name: 'Pool', settings: { MfaConfiguration: 'ON' }, wording: 'cloudformation' } as const;
  const flow = { asksPassword: true, challenges: [{ name: 'code', needs: { senders: ['email'] } as ChallengeNeeds }] };
  expect(settingsBesidePassword(pool, flow).map(({ message }) => message)).toEqual([
    expect.stringContaining('so set MfaConfiguration: OFF and'),
    expect.stringContaining('so set AccountRecoverySetting: { RecoveryMechanisms: [{ Name: admin_only'),
  ]);
});

it('a flow without a password has no settings beside it', () => {
  expect(findings({ MfaConfiguration: 'ON', AccountRecoverySetting: undefined }, { asksPassword: false })).toEqual([]);
});
