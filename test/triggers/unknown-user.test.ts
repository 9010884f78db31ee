import { describe, expect, test } from 'vitest';
import { signIn } from '../../lambdas/sign-in.ts';
import type { TriggerRecord } from '../../lib/testing/in-process-triggers.ts';
import { simulate } from '../../lib/testing/index.ts';
import { longFlow } from './flows.ts';

const known = { attributes: { email: 'alice@example.com', email_verified: 'true' } } as const;
const unknown = { userNotFound: true, userName: 'alice@example.com' } as const;

/** Everything of Create's answers that Cognito seals or shows, by its size: what a client could tell. */
const sizesOf = (events: readonly TriggerRecord[]) =>
  events
    .filter(({ trigger }) => trigger === 'CreateAuthChallenge')
    .map(({ output }) => {
      const { response } = output as { response: Record<string, string | Record<string, string>> };
      return Object.entries(response).flatMap(([part, content]) =>
        typeof content === 'string'
          ? [[part, content.length]]
          : Object.entries(content).map(([key, text]) => [part, key, text.length]),
      );
    });

const publicOf = (events: readonly TriggerRecord[]) =>
  events.flatMap(({ trigger, output }) =>
    trigger === 'CreateAuthChallenge'
      ? [
          withoutDevice(
            (output as { response: { publicChallengeParameters: object } }).response.publicChallengeParameters,
          ),
        ]
      : [],
  );

/** What a device is offered is drawn in each round. */
const withoutDevice = (told: object): object => ({ ...told, device: 'drawn' });

describe('an unknown user', () => {
  test('walks through the example as a known one with wrong answers: same rounds, same answers, same sizes', async () => {
    const visits = [await simulate(signIn, known), await simulate(signIn, unknown)] as const;
    for (const visit of visits) {
      while (visit.step.name === 'emailOtp') await visit.answer('000-000');
      expect(visit.step).toMatchObject({
        name: 'refused',
        error: { code: 'NotAuthorizedException', message: 'Incorrect username or password.' },
      });
    }
    const [real, decoy] = visits;
    expect(decoy.events.map(({ trigger }) => trigger)).toEqual(real.events.map(({ trigger }) => trigger));
    expect(publicOf(decoy.events)).toEqual(publicOf(real.events));
    expect(sizesOf(decoy.events)).toEqual(sizesOf(real.events));
    expect(sizesOf(real.events)).toHaveLength(3);
    expect(real.outbox.list()).toHaveLength(1);
    expect(decoy.outbox.list()).toEqual([]);
  });

  test('is told the same when a code expires', async () => {
    const retries: unknown[] = [];
    for (const user of [known, unknown]) {
      const visit = await simulate(signIn, user, { sessionMinutes: 15 });
      visit.clock.advance({ minutes: 11 });
      await visit.answer('000000');
      retries.push(visit.step);
      expect(visit.step).toMatchObject({ name: 'emailOtp', retry: 'expired', attemptsLeft: 2 });
    }
    expect(retries[0]).toEqual(retries[1]);
  });

  test('passes what proves nothing, picks, and never gets further', async () => {
    const visit = await simulate(longFlow, unknown);
    expect(visit.step.name).toBe('captcha');
    await visit.answer('human');
    expect(visit.step.name).toBe('choose');
    await visit.choose('own');
    for (const answer of ['0000', '4711']) {
      expect(visit.step.name).toBe('own');
      await visit.answer(answer);
    }
    expect(visit.step.name).toBe('refused');
  });
});

describe('a known user', () => {
  test('signs in by the code that was sent', async () => {
    const visit = await simulate(signIn, known);
    await visit.answer('wrong');
    expect(visit.step).toMatchObject({ name: 'emailOtp', attemptsLeft: 2, retry: 'wrong' });
    await visit.answer(visit.outbox.lastCode());
    expect(visit.step.name).toBe('signedIn');
    expect(visit.outbox.list()).toHaveLength(1);
  });

  test('walks through all of a long flow', async () => {
    const visit = await simulate(longFlow, {
      attributes: { ...known.attributes, 'custom:role': 'admin' },
    });
    await visit.answer('human');
    await visit.choose('emailOtp');
    await visit.answer(visit.outbox.lastCode());
    expect(visit.step.name).toBe('own');
    await visit.answer('4711');
    expect(visit.step.name).toBe('signedIn');
  });
});
