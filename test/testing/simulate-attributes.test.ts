import { describe, expect, test } from 'vitest';
import { type EmailOtpMessage, emailOtp } from '../../lib/challenges/index.ts';
import { defineChallenge, defineFlow, type NeededAttributes } from '../../lib/flow/index.ts';
import { simulate } from '../../lib/testing/index.ts';
import { createAuthChallengeHandler, type TriggerOptions } from '../../lib/triggers/index.ts';
import { alice } from './flows.ts';

describe('an attribute that a challenge reads and does not declare', () => {
  const reading = (attributes: NeededAttributes, careless = false) =>
    defineFlow(
      {
        employeeNumber: defineChallenge({
          factor: 'knowledge',
          needs: { attributes },
          create: ({ user }) => ({ parameters: { known: String('custom:hint' in user.attributes) } }),
          decoy: () => ({ parameters: { known: 'false' } }),
          verify: ({ user, answer }) => {
            try {
              return answer === user.attributes['custom:number'];
            } catch (error) {
              if (careless) return false;
              throw error;
            }
          },
        }),
      },
      function* ({ pass }) {
        yield* pass('employeeNumber');
      },
    );
  const user = { attributes: { ...alice.attributes, 'custom:number': '4711' } };
  const message = expect.stringMatching(
    /^employeeNumber reads custom:number: declare it, needs: \{ attributes: \{ uses: \['custom:number'\] \} \}/,
  );

  test.each([false, true])('stops the simulation, even where the challenge catches it: %s', async (careless) => {
    const visit = await simulate(reading({}, careless), user);
    await expect(visit.answer('4711')).rejects.toMatchObject({ code: 'simulation', message });
  });

  test('stops it in handlers of your own too, and in create', async () => {
    const flow = reading({});
    const handlers = (options: Required<TriggerOptions>) => ({ create: createAuthChallengeHandler(flow, options) });
    const hinted = { attributes: { ...user.attributes, 'custom:hint': 'a' } };
    await expect(simulate(flow, hinted, { handlers })).rejects.toThrow(/^employeeNumber reads custom:hint: declare it/);
  });

  test('stops it where the challenge copies all that it gets, and looks there', async () => {
    const copying = defineChallenge({
      factor: 'knowledge',
      create: ({ user: { attributes } }) => ({ parameters: { known: { ...attributes }['custom:number'] ?? '' } }),
      decoy: () => ({ parameters: { known: '' } }),
      verify: () => false,
    });
    const flow = defineFlow({ copying }, function* ({ pass }) {
      yield* pass('copying');
    });
    const numbered = { attributes: { 'custom:number': '4711' } };
    await expect(simulate(flow, numbered)).rejects.toThrow(/^copying reads custom:number: declare it/);
  });

  test('is there once it is declared', async () => {
    const visit = await simulate(reading({ uses: ['custom:number'] }), user);
    expect(await visit.answer('4711')).toEqual({ name: 'signedIn' });
  });

  test('is an option of the ready-made challenge, whose words it makes', async () => {
    const text = ({ code, user }: EmailOtpMessage) =>
      `${user.attributes.locale === 'de' ? 'Ihr Code' : 'Your code'}: ${code}`;
    const flowOf = (uses: readonly string[]) =>
      defineFlow({ emailOtp: emailOtp({ uses, text }) }, function* ({ pass }) {
        yield* pass('emailOtp');
      });
    const hans = { attributes: { ...alice.attributes, locale: 'de' } };
    await expect(simulate(flowOf([]), hans)).rejects.toThrow(/^emailOtp reads locale: declare it/);
    const visit = await simulate(flowOf(['locale']), hans);
    expect(visit.outbox.last()?.text).toMatch(/^Ihr Code: \d+$/);
  });
});
