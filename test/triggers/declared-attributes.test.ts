import { describe, expect, test, vi } from 'vitest';
import type { ChallengeNeeds, ChallengeUser, StringMap } from '../../lib/flow/index.ts';
import type { TriggerOptions } from '../../lib/triggers/index.ts';
import { flowThat } from './flows.ts';
import { createEvent, triggersOf, verifyEvent } from './setup.ts';

const userAttributes = {
  sub: 'a',
  email: 'alice@example.com',
  'custom:number': '4711',
  'custom:secret': 's',
  name: 'Alice',
};
const privateChallengeParameters = { 'countersign:position': '[1,"own",0,"",[]]' };

/** What create and verify get of the user. */
async function seenBy(needs: ChallengeNeeds, options: TriggerOptions = {}): Promise<readonly StringMap[]> {
  const users: ChallengeUser[] = [];
  const flow = flowThat(
    {
      create: ({ user }) => {
        users.push(user);
        return { parameters: {} };
      },
      verify: ({ user }) => {
        users.push(user);
        return true;
      },
    },
    needs,
  );
  const triggers = triggersOf(flow, options);
  await triggers.create(createEvent({ userAttributes }));
  await triggers.verify(verifyEvent({ userAttributes, privateChallengeParameters, challengeAnswer: 'a' }));
  return users.map(({ attributes }) => attributes);
}

describe('of the user’s attributes a challenge gets', () => {
  test.each<[string, ChallengeNeeds, object]>([
    ['sub alone, where it declares none', {}, { sub: 'a' }],
    ['what it uses', { attributes: { uses: ['name'] } }, { sub: 'a', name: 'Alice' }],
    ['what it decides by', { attributes: { decides: ['custom:number'] } }, { sub: 'a', 'custom:number': '4711' }],
    ['what is secret', { attributes: { secret: ['custom:secret'] } }, { sub: 'a', 'custom:secret': 's' }],
    ['nothing that the user lacks', { attributes: { uses: ['locale', 'toString'] } }, { sub: 'a' }],
  ])('%s', async (_case, needs, attributes) => {
    expect(await seenBy(needs)).toEqual([attributes, attributes]);
  });

  test('what whoever watches gives it, who is handed those and all', async () => {
    const watchAttributes = vi.fn(() => ({ sub: 'watched' }));
    const needs = { attributes: { uses: ['name'] } };
    expect(await seenBy(needs, { watchAttributes })).toEqual([{ sub: 'watched' }, { sub: 'watched' }]);
    const handed = ['own', { sub: 'a', name: 'Alice' }, userAttributes];
    expect(watchAttributes.mock.calls).toEqual([handed, handed]);
  });
});
