import { describe, expect, test, vi } from 'vitest';
import type { ChallengeNeeds, ChallengeUser, StringMap } from '../../lib/flow/index.ts';
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

/** What create and verify get of the user, and what is told of undeclared reads. */
async function seenBy(needs: ChallengeNeeds, read: (attributes: StringMap) => unknown = () => {}, watch = false) {
  const users: ChallengeUser[] = [];
  const see = (user: ChallengeUser): void => {
    users.push(user);
    read(user.attributes);
  };
  const flow = flowThat(
    {
      create: ({ user }) => {
        see(user);
        return { parameters: {} };
      },
      verify: ({ user }) => {
        see(user);
        return true;
      },
    },
    needs,
  );
  const onUndeclared = vi.fn();
  const triggers = triggersOf(flow, watch ? { onUndeclared } : {});
  await triggers.create(createEvent({ userAttributes }));
  await triggers.verify(verifyEvent({ userAttributes, privateChallengeParameters, challengeAnswer: 'a' }));
  return { attributes: users.map(({ attributes }) => ({ ...attributes })), told: onUndeclared.mock.calls };
}

describe('of the user’s attributes a challenge gets', () => {
  test.each<[string, ChallengeNeeds, object]>([
    ['sub alone, where it declares none', {}, { sub: 'a' }],
    ['what it uses', { attributes: { uses: ['name'] } }, { sub: 'a', name: 'Alice' }],
    ['what it decides by', { attributes: { decides: ['custom:number'] } }, { sub: 'a', 'custom:number': '4711' }],
    ['what is secret', { attributes: { secret: ['custom:secret'] } }, { sub: 'a', 'custom:secret': 's' }],
    ['nothing that the user lacks', { attributes: { uses: ['locale', 'toString'] } }, { sub: 'a' }],
  ])('%s', async (_case, needs, attributes) => {
    expect((await seenBy(needs)).attributes).toEqual([attributes, attributes]);
    expect((await seenBy(needs, () => {}, true)).attributes).toEqual([attributes, attributes]);
  });
});

describe('who asks is told of', () => {
  test.each<[string, (attributes: StringMap) => unknown]>([
    ['a read', (attributes) => attributes['custom:number']],
    ['a question', (attributes) => 'custom:number' in attributes],
  ])('%s that is not declared', async (_case, read) => {
    const { told } = await seenBy({ attributes: { uses: ['name'] } }, read, true);
    expect(told).toEqual([
      ['own', 'custom:number'],
      ['own', 'custom:number'],
    ]);
  });

  test.each<[string, (attributes: StringMap) => unknown]>([
    ['what is declared', (attributes) => attributes.name],
    ['sub', (attributes) => attributes.sub],
    ['what the user lacks', (attributes) => attributes.locale],
    ['what every object has', (attributes) => `${Object.keys(attributes)} ${String(attributes)}`],
    ['all that is there', (attributes) => [{ ...attributes }, JSON.stringify(attributes)]],
  ])('nothing where a challenge reads %s', async (_case, read) => {
    expect((await seenBy({ attributes: { uses: ['name'] } }, read, true)).told).toEqual([]);
  });
});
