import { describe, expect, it } from 'vitest';
import { assertSupportedNeeds } from '../../lib/constructs/supported-needs.ts';
import type { ChallengeNeeds } from '../../lib/flow/index.ts';

const assert = (needs: ChallengeNeeds, delivers = false) =>
  assertSupportedNeeds({ challenges: [{ name: 'code', factor: 'possession', attempts: 3, needs, delivers }] });
const statement = { actions: ['sns:Publish'], resources: ['arn:aws:sns:::x'] };

describe('a need that this version can’t give', () => {
  it.each<[ChallengeNeeds, string]>([
    [{ senders: ['email', 'sms'] }, 'the sender sms'],
    [{ credentials: true }, 'credentials'],
    [{ senders: ['sms'], credentials: true }, 'the sender sms, credentials'],
  ])('is refused by its name: %j', (needs, named) => {
    expect(() => assert(needs)).toThrow(
      expect.objectContaining({
        code: 'property',
        message: expect.stringContaining(`code needs ${named}, which is not supported yet by this version`),
      }),
    );
  });

  it('is what only a function that delivers would have, where nothing is delivered', () => {
    expect(() => assert({ deliver: [statement] })).toThrow(
      /code needs statements for deliver, and delivers nothing: give it limits: \{ messages: \{\} \} and a function deliver/,
    );
    expect(() => assert({ deliver: [statement] }, true)).not.toThrow();
  });

  it.each<ChallengeNeeds>([
    {},
    { create: [statement], verify: [statement], environment: { TABLE: 'x' }, sessionMinutes: 5 },
    { deliver: [], senders: [], attributes: { secret: [], decides: [] }, credentials: false },
    { senders: ['email'], attributes: { decides: ['email', 'email_verified'] } },
    { attributes: { decides: ['phone_number', 'phone_number_verified'], uses: ['locale', 'custom:team'] } },
    { attributes: { secret: ['custom:pin'], decides: ['custom:level'] } },
  ])('is none of these: %j', (needs) => {
    expect(() => assert(needs)).not.toThrow();
  });
});
