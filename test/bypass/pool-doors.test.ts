import { describe, expect, it } from 'vitest';
import { guardedAttributes } from '../../lib/bypass/guarded-attributes.ts';
import { missingAttributes, writtenByEverybody } from '../../lib/bypass/pool-doors.ts';
import type { JudgedPool, PoolSettings, Wording } from '../../lib/bypass/settings.ts';
import { emailPool, flowFacts } from './flow-facts.ts';

const pool = (settings: PoolSettings = emailPool, wording: Wording = 'cdk'): JudgedPool => ({
  name: 'Pool',
  settings,
  wording,
});

describe('what the flow asks about', () => {
  it('is missed where the pool does not have it; standard attributes every pool has', () => {
    const attributes = ['custom:role', 'custom:rank', 'email'];
    expect(missingAttributes(pool(), { attributes, challenges: [] })).toEqual([
      {
        id: 'Pool: has no custom:rank (the flow asks about it)',
        message:
          'the flow asks about custom:rank, and Pool has no such attribute, so the answer is always no: add it to ' +
          'customAttributes, or correct its name',
      },
    ]);
    expect(missingAttributes(pool(emailPool, 'cloudformation'), { attributes, challenges: [] })[0]?.message).toMatch(
      /add it to Schema/,
    );
  });

  it('is missed where only an administrator reads it: the answer would always be no', () => {
    const settings = { Schema: [{ Name: 'audit', DeveloperOnlyAttribute: true }] };
    expect(missingAttributes(pool(settings), { attributes: ['custom:audit'], challenges: [] })).toHaveLength(1);
  });
});

it('what a challenge reads is missed in the same way: a misspelt secret would stay open', () => {
  const pin = {
    secret: ['custom:pim', 'custom:role'],
    decides: ['custom:pim', 'email'],
    uses: ['custom:lang', 'locale'],
  };
  expect(missingAttributes(pool(), flowFacts({ pin })).map(({ message }) => message)).toEqual([
    'pin reads custom:pim, and Pool has no such attribute, so it is never there: add it to customAttributes, or ' +
      'correct its name',
    expect.stringMatching(/^pin reads custom:lang, /),
  ]);
  expect(missingAttributes(pool(), flowFacts({ has: ['custom:pim'], pin })).map(({ id }) => id)).toEqual([
    'Pool: has no custom:pim (the flow asks about it)',
    'Pool: has no custom:pim (pin reads it)',
    'Pool: has no custom:lang (pin reads it)',
  ]);
});

describe('what a sign-in depends on and every client lets users write', () => {
  const judge = (
    facts: Parameters<typeof flowFacts>[0],
    { settings = emailPool, clients = [{}], wording = 'cdk' as Wording } = {},
  ) =>
    writtenByEverybody(
      pool(settings, wording),
      guardedAttributes(settings, flowFacts(facts)),
      clients.map((client) => ({ settings: client })),
    );

  it('is found, with the consequence and the way out', () => {
    expect(judge({ is: ['email'] })).toEqual([
      {
        id: 'Pool: users write email (the flow asks about it)',
        message:
          'in Pool users write email (the flow asks about it): it is required, so every client must let them, and ' +
          'they may choose how they sign in; take an attribute that users need not write',
      },
    ]);
  });

  it.each([
    ['cdk', 'email', 'set keepOriginal: { email: true }'],
    ['cdk', 'phone_number', 'set keepOriginal: { phone: true }'],
    [
      'cloudformation',
      'email',
      'set UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [email] }',
    ],
  ] as const)('is an address that the pool may keep, in the words of %s: %s', (wording, name, advice) => {
    const [found] = judge({ pin: { decides: [name] } }, { settings: {}, wording });
    expect(found?.id).toBe(`Pool: users write ${name} (pin decides by it)`);
    expect(found?.message).toContain('a new one counts before it is verified');
    expect(found?.message.endsWith(advice)).toBe(true);
  });

  it('is a sign-in name whose presence is asked, which the pool may require', () => {
    const [found] = judge({ has: ['email'] }, { settings: { ...emailPool, Schema: [] } });
    expect(found?.message).toContain('; require it, since nobody can delete what a pool requires');
  });

  it('is another finding once another challenge decides by it', () => {
    const [first] = judge({ is: ['email'] }, { settings: {} });
    expect(first).toBeUndefined();
    const ids = [{ is: ['email'] }, { is: ['email'], pin: { secret: ['email'] } }].map((facts) => judge(facts)[0]?.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('is nothing where no client writes it', () => {
    const decides = { pin: { decides: ['email'] } };
    expect(judge(decides, { settings: {}, clients: [{ WriteAttributes: ['name'] }] as object[] })).toEqual([]);
    expect(judge(decides, { settings: {}, clients: [{ WriteAttributes: ['name'] }, {}] as object[] })).toHaveLength(1);
  });

  it.each<PoolSettings>([
    { UsernameAttributes: ['email', 'phone_number'] },
    { UsernameAttributes: { Ref: 'Names' } },
    { UsernameAttributes: ['phone_number'], AdminCreateUserConfig: { AllowAdminCreateUserOnly: { Ref: 'Closed' } } },
  ])('is the address that they choose as their user name, whatever a client writes: %j', (settings) => {
    const clients = [{ WriteAttributes: ['name'] }] as object[];
    for (const facts of [{ has: ['phone_number'] }, { is: ['phone_number'] }]) {
      const [found] = judge(facts, { settings, clients });
      expect(found?.message).toContain('users write phone_number (the flow asks about it): they sign in by it');
      const closed = { ...settings, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } };
      expect(judge(facts, { settings: closed, clients })).toEqual([]);
    }
    expect(judge({ pin: { decides: ['phone_number'] } }, { settings, clients })).toEqual([]);
    expect(judge({ has: ['phone_number'] }, { settings, clients: [] })).toEqual([]);
  });
});
