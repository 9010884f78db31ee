import { describe, expect, it } from 'vitest';
import { assertSupportedNeeds } from '../../lib/constructs/supported-needs.ts';
import type { ChallengeNeeds } from '../../lib/flow/index.ts';

const assert = (needs: ChallengeNeeds) =>
  assertSupportedNeeds({ challenges: [{ name: 'code', factor: 'possession', attempts: 3, needs }] });
const statement = { actions: ['sns:Publish'], resources: ['arn:aws:sns:::x'] };

describe('a need that this version can’t give', () => {
  it.each<[ChallengeNeeds, string]>([
    [{ deliver: [statement] }, 'deliver'],
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
