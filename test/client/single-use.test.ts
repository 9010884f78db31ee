import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PendingStep, type Step, startSignIn } from '../../lib/client/index.ts';

type Fate = 'challenge' | 'refusal' | 'broken' | 'throttled' | 'garbage';

const answers: Record<Fate, (session: string) => Response> = {
  challenge: (session) => Response.json({ ChallengeName: 'CUSTOM_CHALLENGE', Session: session }),
  refusal: () => Response.json({ __type: 'NotAuthorizedException', message: 'no' }, { status: 400 }),
  throttled: () => Response.json({ __type: 'TooManyRequestsException', message: 'slow down' }, { status: 400 }),
  garbage: () => new Response('<html>', { status: 502 }),
  broken: () => {
    throw new TypeError('fetch failed');
  },
};

test('no session that Cognito took is ever sent again, whatever is answered, in whatever order, how often at once', async () => {
  const fate = fc.constantFrom<Fate>('challenge', 'challenge', 'refusal', 'broken', 'throttled', 'garbage');
  const action = fc.record({ which: fc.nat(5), atOnce: fc.integer({ min: 1, max: 3 }) });

  await fc.assert(
    fc.asyncProperty(fc.array(fate, { maxLength: 12 }), fc.array(action, { maxLength: 12 }), async (fates, actions) => {
      const taken = new Set<string>();
      const inFlight = new Set<string>();
      const sentAgain: string[] = [];
      let number = 0;
      const send: typeof fetch = async (_url, init) => {
        const { Session: session = '' } = JSON.parse(String(init?.body));
        // Collected, not thrown: what fetch throws would be a network error to the client.
        if (taken.has(session) || inFlight.has(session)) sentAgain.push(session);
        inFlight.add(session);
        await Promise.resolve();
        inFlight.delete(session);
        const next = number === 0 ? 'challenge' : (fates[number - 1] ?? 'challenge');
        number++;
        if (session && (next === 'challenge' || next === 'refusal')) taken.add(session);
        return answers[next](`session-${number}`);
      };
      const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', fetch: send };
      const steps = [(await startSignIn(config, { username: 'alice' })) as PendingStep];

      for (const { which, atOnce } of actions) {
        const step = steps[which % steps.length] as PendingStep;
        const outcomes = await Promise.allSettled(Array.from({ length: atOnce }, () => step.answer('1')));
        const gone = outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value as Step);
        expect(gone.length).toBeLessThanOrEqual(1);
        for (const next of gone) steps.push(next as PendingStep);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toHaveProperty('code');
        }
      }
      expect(sentAgain).toEqual([]);
    }),
  );
});

test('no error of the client tells an answer, a secret or a token', async () => {
  const marks = ['the-answer', 'the-secret', 'the-session'];
  for (const fate of Object.keys(answers) as Fate[]) {
    let number = 0;
    const config = {
      userPoolId: 'eu-central-1_AbCdEf123',
      clientId: 'client',
      clientSecret: 'the-secret',
      fetch: async () => answers[number++ === 0 ? 'challenge' : fate]('the-session'),
    };
    const step = (await startSignIn(config, { username: 'alice' })) as PendingStep;
    const outcomes = await Promise.allSettled([step.answer('the-answer'), step.answer('the-answer')]);

    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      const { reason } = outcome;
      const told = `${reason} ${JSON.stringify(reason)} ${JSON.stringify(reason.cause)} ${reason.cause} ${reason.stack}`;
      for (const mark of marks) expect(told).not.toContain(mark);
    }
  }
});
