import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSignIn } from '../../../lib/ui/core/create-sign-in.ts';
import { type Scripted, scriptedAuth } from '../front-end/scripted-auth.ts';

const ACTIONS = ['start', 'answer', 'resend', 'back', 'skip', 'restart', 'end', 'begin', 'settle'] as const;

const answers = fc.oneof<fc.Arbitrary<Scripted>[]>(
  fc.constantFrom<Scripted>(
    { signedIn: true },
    'never',
    { error: 'NetworkError' },
    { error: 'StaleStepError' },
    { error: 'ServiceError', code: 'NotAuthorizedException' },
    { error: 'ServiceError', code: 'CodeMismatchException' },
    { error: 'Error', message: 'anything' },
  ),
  fc.record({
    name: fc.constantFrom('emailOtp', 'choose'),
    can: fc.subarray(['resend', 'back', 'skip'] as const),
    retry: fc.constantFrom('wrong', undefined),
  }) as fc.Arbitrary<Scripted>,
);

/** Lets everything happen that waits for nothing. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('whatever is answered and pressed, one call is under way at most, and nothing hangs or throws', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(answers, { maxLength: 12 }),
      fc.option(
        answers.filter((answer) => answer !== 'never'),
        { nil: undefined },
      ),
      fc.array(fc.constantFrom(...ACTIONS), { maxLength: 25 }),
      async (script, resumed, actions) => {
        const { auth, calls, aborted } = scriptedAuth(script, { resumed });
        const signIn = createSignIn(auth);
        const promises: Promise<void>[] = [signIn.begin()];
        let hasEnded = false;
        for (const action of actions) {
          const before = signIn.getState();
          const made = calls.length;
          if (action === 'settle') await settled();
          else if (action === 'start') promises.push(signIn.start({ username: 'alice' }));
          else if (action === 'answer') promises.push(signIn.answer('1'));
          else promises.push(Promise.resolve(signIn[action]()));
          // A call goes out only where the state allows it.
          const isFree = !hasEnded && (before.at === 'start' || before.at === 'step') && !before.busy;
          if (action !== 'settle') expect(calls.length - made).toBeLessThanOrEqual(isFree ? 1 : 0);
          if (hasEnded && action !== 'begin') expect(signIn.getState()).toBe(before);
          else if (action === 'restart') expect(signIn.getState()).toMatchObject({ at: 'start', busy: false });
          if (action === 'end' || action === 'begin') hasEnded = action === 'end';
        }
        signIn.end();
        await settled();
        await Promise.all(promises);
        expect(aborted.length).toBeLessThanOrEqual(calls.length + 2);
        const after = signIn.getState();
        if (after.at === 'done') expect(script.concat(resumed ?? []).some((each) => Object(each).signedIn)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
