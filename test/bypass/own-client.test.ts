import { describe, expect, it } from 'vitest';
import { guardedAttributes } from '../../lib/bypass/guarded-attributes.ts';
import { readableAttributes, writableAttributes } from '../../lib/bypass/own-client.ts';
import { STANDARD_ATTRIBUTES } from '../../lib/protocol/standard-attributes.ts';
import { emailPool, flowFacts } from './flow-facts.ts';

const pool = {
  ...emailPool,
  Schema: [
    { Name: 'email', Required: true },
    { Name: 'role' },
    { Name: 'pin' },
    { Name: 'team' },
    { Name: 'audit', DeveloperOnlyAttribute: true },
  ],
};
const guarded = (facts: Parameters<typeof flowFacts>[0]) => guardedAttributes(pool, flowFacts(facts));
const written = (facts: Parameters<typeof flowFacts>[0]) => writableAttributes(pool, guarded(facts));
const read = (facts: Parameters<typeof flowFacts>[0]) => readableAttributes(pool, guarded(facts));
const everything = [...STANDARD_ATTRIBUTES].filter((name) => name !== 'sub');

describe('the flow’s own client writes', () => {
  it('every standard attribute, but for those that Cognito sets itself', () => {
    const ofCognito = ['email_verified', 'phone_number_verified'];
    expect([...writableAttributes({}, []), ...ofCognito].sort()).toEqual(everything.sort());
  });

  it.each(['profile', 'phone_number', 'name', 'zoneinfo', 'updated_at', 'preferred_username', 'picture'])(
    'none that the flow asks about: %s',
    (name) => {
      expect(written({ has: [name] })).not.toContain(name);
      expect(written({}).filter((each) => !written({ has: [name] }).includes(each))).toEqual([name]);
    },
  );

  it('custom attributes, without those that a sign-in depends on or only an administrator reads', () => {
    const custom = written({ is: ['custom:role'], pin: { secret: ['custom:pin'] } }).filter((name) => /:/.test(name));
    expect(custom).toEqual(['custom:team']);
  });

  it('what the pool requires, whoever asks: without it nobody could sign up', () => {
    expect(written({ is: ['email'] })).toContain('email');
  });
});

describe('the flow’s own client reads', () => {
  it('all, by Cognito’s default, where nothing is secret', () => {
    expect(read({ is: ['custom:role'], pin: { decides: ['nickname'] } })).toBeUndefined();
  });

  it('all that is not secret', () => {
    expect([...(read({ pin: { secret: ['custom:pin', 'nickname'] } }) ?? [])].sort()).toEqual(
      [...everything.filter((name) => name !== 'nickname'), 'custom:role', 'custom:team'].sort(),
    );
  });
});
