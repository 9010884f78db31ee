import { describe, expect, it } from 'vitest';
import { guardedAttributes } from '../../lib/bypass/guarded-attributes.ts';
import type { PoolSettings } from '../../lib/bypass/settings.ts';
import { emailPool, flowFacts } from './flow-facts.ts';

const guarded = (facts: Parameters<typeof flowFacts>[0], pool: PoolSettings = emailPool) =>
  guardedAttributes(pool, flowFacts(facts)).map(({ name, because, secret, stays }) => [
    `${name}${secret ? ' secret' : ''}${stays ? `, ${stays}` : ''}`,
    ...because,
  ]);

describe('users should not write', () => {
  it.each(['custom:role', 'profile', 'nickname', 'phone_number'])('what the flow asks about: %s', (name) => {
    expect(guarded({ has: [name] })).toEqual([[name, 'the flow asks about it']]);
    expect(guarded({ is: [name] })).toEqual([[name, 'the flow asks about it']]);
  });

  it.each(['custom:level', 'nickname'])('what a challenge decides by: %s', (name) => {
    expect(guarded({ pin: { decides: [name] } })).toEqual([[name, 'pin decides by it']]);
  });

  it('what a challenge keeps secret: nor read it', () => {
    expect(guarded({ pin: { secret: ['custom:pin'] } })).toEqual([['custom:pin secret', 'pin keeps it secret']]);
  });

  it('what is several of these, for all its reasons', () => {
    expect(guarded({ is: ['custom:pin'], pin: { secret: ['custom:pin'], decides: ['custom:pin'] } })).toEqual([
      ['custom:pin secret', 'the flow asks about it', 'pin decides by it', 'pin keeps it secret'],
    ]);
  });

  it('but may write what a challenge only uses', () => {
    expect(guarded({ pin: { uses: ['locale', 'custom:team'] } })).toEqual([]);
  });
});

describe('what Cognito alone sets', () => {
  it.each(['sub', 'cognito:user_status', 'cognito:mfa_enabled', 'identities', 'dev:custom:audit'])(
    'is beyond users, whatever asks about it: %s',
    (name) => {
      expect(guarded({ is: [name], pin: { decides: [name] } })).toEqual([]);
    },
  );

  it.each(['toString', '__proto__', 'constructor'])('is nothing that only has a name of JavaScript’s: %s', (name) => {
    expect(guarded({ has: [name] })).toEqual([[name, 'the flow asks about it']]);
  });
});

describe('an address', () => {
  const kept = (name: string): PoolSettings => ({
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [name] },
  });

  it.each([
    ['email', 'email_verified'],
    ['phone_number', 'phone_number_verified'],
  ])('that a challenge decides by is safe where the pool keeps the original: %s', (address, verified) => {
    expect(guarded({ pin: { decides: [address, verified] } }, kept(address))).toEqual([]);
    expect(guarded({ pin: { decides: [address, verified] } }, {})).toEqual([
      [`${address}, address`, 'pin decides by it', `pin decides by ${verified}`],
    ]);
  });

  it('that the flow asks about is not: it can be deleted without a code', () => {
    expect(guarded({ has: ['phone_number'] }, kept('phone_number'))).toEqual([
      ['phone_number', 'the flow asks about it'],
    ]);
  });

  it('is safe to ask for where the pool requires it: nobody can delete it', () => {
    expect(guarded({ has: ['email'] })).toEqual([]);
    expect(guarded({ is: ['email'] })).toEqual([['email, required', 'the flow asks about it']]);
  });

  it('is not safe to ask for where it is only a name to sign in by', () => {
    expect(guarded({ has: ['email'] }, { ...emailPool, Schema: [] })).toEqual([
      ['email, sign-in name', 'the flow asks about it'],
    ]);
  });

  it.each(['email_verified', 'cognito:email_alias'])('moves what Cognito tells of it: %s', (told) => {
    expect(guarded({ is: [told] })).toEqual([]);
    expect(guarded({ is: [told] }, {})).toEqual([['email', `the flow asks about ${told}`]]);
    expect(guarded({ is: [told] }, { ...emailPool, UserAttributeUpdateSettings: {} })).toEqual([
      ['email, required', `the flow asks about ${told}`],
    ]);
    expect(guarded({ is: [told] }, { ...emailPool, Schema: [] })).toEqual([
      ['email, sign-in name', `the flow asks about ${told}`],
    ]);
  });
});

it('an alias can’t be taken from users either', () => {
  expect(guarded({ has: ['preferred_username'] }, { AliasAttributes: ['preferred_username'] })).toEqual([
    ['preferred_username, sign-in name', 'the flow asks about it'],
  ]);
});
