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

  const statement = (...actions: readonly string[]) => [{ actions, resources: ['arn:aws:x:::table/users'] }];

  it.each<[string, ChallengeNeeds, string]>([
    ['a sender', { senders: ['sms'] }, 'by phone, and code goes there too'],
    ['a permission of SES', { create: statement('ses:SendRawEmail') }, 'by e-mail, and code goes there too'],
    ['one of another spelling', { verify: statement('SES:sendEmail') }, 'by e-mail, and code goes there too'],
    ['a permission of SNS', { create: statement('sns:Publish') }, 'by phone, and code goes there too'],
    ['one of a function that delivers', { deliver: statement('sns:Publish') }, 'by phone, and code goes there too'],
    ['a permission of SMS', { create: statement('sms-voice:SendTextMessage') }, 'by phone, and code goes there too'],
    ['an address that it uses', { attributes: { uses: ['email'] } }, 'by e-mail, and code may go there too'],
    ['one that it keeps secret', { attributes: { secret: ['email'] } }, 'by e-mail, and code may go there too'],
    ['a number', { attributes: { decides: ['phone_number'] } }, 'by phone, and code may go there too'],
    [
      'whether it is verified',
      { attributes: { decides: ['phone_number_verified'] } },
      'by phone, and code may go there too',
    ],
  ])('recovery by the channel of a challenge is one, known by %s', (_, needs, fact) => {
    const own = fact.startsWith('by e-mail') ? 'verified_email' : 'verified_phone_number';
    const other = own === 'verified_email' ? 'verified_phone_number' : 'verified_email';
    for (const setting of [undefined, recoversBy({ Ref: 'Name' }), recoversBy(own), recoversBy(other, own)]) {
      expect(findings({ AccountRecoverySetting: setting }, { needs }).map(({ id }) => id)).toEqual([
        `Pool: recovers a password ${fact}`,
      ]);
    }
    expect(findings({ AccountRecoverySetting: recoversBy(other) }, { needs })).toEqual([]);
    expect(findings({ AccountRecoverySetting: recoversBy('admin_only') }, { needs })).toEqual([]);
  });

  it('and whoever has the phone is named, and each challenge by what it does', () => {
    const challenges = [
      { name: 'text', needs: { senders: ['sms'], attributes: { uses: ['phone_number'] } } as ChallengeNeeds },
      { name: 'call', needs: { attributes: { uses: ['phone_number', 'email'] } } },
    ];
    const pool = { name: 'Pool', settings: {}, wording: 'cdk' } as const;
    expect(settingsBesidePassword(pool, { asksPassword: true, challenges }).map(({ message }) => message)).toEqual([
      'Pool recovers a password by e-mail, and call may go there too: whoever reads the mail passes both, so set ' +
        'accountRecovery: AccountRecovery.NONE',
      'Pool recovers a password by phone, and text goes there too, call may go there too: whoever has the phone passes ' +
        'both, so set accountRecovery: AccountRecovery.NONE',
    ]);
  });

  it.each<ChallengeNeeds>([
    {},
    { senders: [] },
    { create: statement('dynamodb:GetItem', 'ses:GetAccount', 'sns:Subscribe') },
    { attributes: { uses: ['locale'], secret: ['custom:pin'] } },
  ])('recovery is none where nothing else goes there: %j', (needs) => {
    expect(findings({ AccountRecoverySetting: undefined }, { needs })).toEqual([]);
  });
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
