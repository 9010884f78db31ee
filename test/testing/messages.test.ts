import { describe, expect, test } from 'vitest';
import { type CreatedChallenge, defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import { simulate } from '../../lib/testing/index.ts';
import { alice, byEmail, shared } from './flows.ts';

const nobody = { userNotFound: true } as const;

describe('messages of visits that share a ledger', () => {
  test('are one for sign-ins that begin within half a minute, whose code signs in once', async () => {
    const world = shared();
    const first = await simulate(byEmail, alice, world);
    world.clock.advance({ seconds: 20 });
    const second = await simulate(byEmail, alice, world);
    expect(first.step).toMatchObject({ name: 'emailOtp', sentAgo: undefined });
    expect(second.step).toMatchObject({ name: 'emailOtp', sentAgo: 20 });
    expect(world.outbox.list()).toHaveLength(1);
    expect(await second.answer(world.outbox.lastCode())).toEqual({ name: 'signedIn' });
    expect(await first.answer(world.outbox.lastCode())).toMatchObject({ name: 'emailOtp', retry: 'used' });
  });

  test('are five one after another, then one in ten minutes; for who does not exist it looks the same', async () => {
    const told: unknown[] = [];
    for (const user of [alice, nobody]) {
      const world = shared();
      const steps: unknown[] = [];
      for (const minutes of [0, 1, 1, 1, 1, 1, 5, 1]) {
        world.clock.advance({ minutes });
        const { step } = await simulate(byEmail, user, world);
        const { sentAgo, resendAfter } = step as { readonly sentAgo?: number; readonly resendAfter?: number };
        steps.push([sentAgo, resendAfter]);
      }
      told.push(steps);
      expect(world.outbox.list()).toHaveLength(user === alice ? 6 : 0);
    }
    const [sent, shares] = [[undefined, undefined], (sentAgo: number) => [sentAgo, undefined]] as const;
    const steps = [sent, sent, sent, sent, sent, shares(60), sent, shares(60)];
    expect(told).toEqual([steps, steps]);
  });

  test('that may not go out are told, with the seconds until one may, and no code is right', async () => {
    const world = shared();
    const first = await simulate(byEmail, alice, world);
    const code = world.outbox.lastCode();
    await first.answer(code);
    world.clock.advance({ seconds: 10 });
    const second = await simulate(byEmail, alice, world);
    expect(second.step).toMatchObject({ name: 'emailOtp', resendAfter: 20, sentAgo: undefined });
    expect(second.log.at(-1)?.fields.reason).toBe('message-budget');
    expect(await second.answer(code)).toMatchObject({ retry: 'wrong' });
    world.clock.advance({ seconds: 20 });
    const third = await simulate(byEmail, alice, world);
    expect(await third.answer(world.outbox.lastCode())).toEqual({ name: 'signedIn' });
  });
});

describe('what fails while a message is sent', () => {
  const failing = (parts: { readonly create?: Partial<CreatedChallenge>; readonly deliver?: () => Promise<void> }) => {
    const { deliver = async () => {} } = parts;
    const call = defineChallenge({
      factor: 'possession',
      limits: { messages: {} },
      create: () => ({ parameters: {}, state: 'drawn', message: { to: '+15550100' }, ...parts.create }),
      decoy: () => ({ parameters: {}, state: 'drawn' }),
      verify: () => false,
      deliver,
    });
    return defineFlow({ call }, function* ({ pass }) {
      yield* pass('call');
    });
  };

  test('is among the visit’s errors, whole, and the step looks as ever', async () => {
    const fault = new Error('no answer for +15550100');
    const visit = await simulate(failing({ deliver: () => Promise.reject(fault) }), alice);
    expect(visit.step).toMatchObject({ name: 'call' });
    expect(visit.errors).toEqual([fault]);
    expect(visit.log.map(({ level, message }) => [level, message])).toContainEqual(['error', 'DeliverMessage']);
  });

  test('is there too where create says it itself', async () => {
    const fault = new Error('no line');
    const visit = await simulate(failing({ create: { parameters: {}, error: fault } }), alice);
    expect(visit.errors).toEqual([fault]);
  });
});
