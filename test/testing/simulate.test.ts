import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EmailOtpMessage, emailOtp } from '../../lib/challenges/index.ts';
import { defineChallenge, defineFlow, type NeededAttributes } from '../../lib/flow/index.ts';
import { Outbox, SimulatedClock, simulate } from '../../lib/testing/index.ts';
import { Visit } from '../../lib/testing/simulated-sign-in.ts';
import { createAuthChallengeHandler, type TriggerOptions, UserFacingError } from '../../lib/triggers/index.ts';
import { alice, byChoice, byEmail, byPassword } from './flows.ts';

const refusal = {
  name: 'refused',
  error: { code: 'NotAuthorizedException', message: 'Incorrect username or password.' },
};
const wrongOf = (code: string): string => (code === '00000000' ? '11111111' : '00000000');

describe('a simulated sign-in', () => {
  test('asks, mails a code to the outbox, and ends with tokens', async () => {
    const visit = await simulate(byEmail, alice);
    expect(visit.step).toEqual({
      name: 'emailOtp',
      parameters: expect.objectContaining({ deliveredTo: 'a***@e***' }),
      attemptsLeft: undefined,
      retry: undefined,
    });
    expect(visit.outbox.list()).toMatchObject([{ to: 'alice@example.com', channel: 'email' }]);
    expect(await visit.answer(visit.outbox.lastCode())).toEqual({ name: 'signedIn' });
    expect(visit.events.map(({ trigger }) => trigger)).toEqual([
      'DefineAuthChallenge',
      'CreateAuthChallenge',
      'VerifyAuthChallengeResponse',
      'DefineAuthChallenge',
    ]);
  });

  test('tells how many answers are left, keeps the code, and refuses after the third wrong one', async () => {
    const visit = await simulate(byEmail, alice);
    const wrong = wrongOf(visit.outbox.lastCode());
    expect(await visit.answer(wrong)).toMatchObject({ name: 'emailOtp', attemptsLeft: 2, retry: 'wrong' });
    expect(await visit.answer(wrong)).toMatchObject({ name: 'emailOtp', attemptsLeft: 1, retry: 'wrong' });
    expect(visit.outbox.list()).toHaveLength(1);
    expect(await visit.answer(wrong)).toMatchObject(refusal);
    expect(visit.log.at(-1)?.fields).toMatchObject({ trigger: 'DefineAuthChallenge', decision: 'refuse' });
  });

  test('takes the right code after a wrong one', async () => {
    const visit = await simulate(byEmail, alice);
    await visit.answer(wrongOf(visit.outbox.lastCode()));
    expect(await visit.answer(visit.outbox.lastCode())).toEqual({ name: 'signedIn' });
  });

  test('has a clock: an answer after the session is expired, one just before is not', async () => {
    const early = await simulate(byEmail, alice);
    early.clock.advance({ minutes: 2, seconds: 59 });
    expect((await early.answer(wrongOf(early.outbox.lastCode()))).name).toBe('emailOtp');
    early.clock.advance({ minutes: 2 });
    expect((await early.answer(wrongOf(early.outbox.lastCode()))).name).toBe('emailOtp');

    const late = await simulate(byEmail, alice);
    late.clock.advance({ minutes: 3, milliseconds: 1 });
    expect(await late.answer(late.outbox.lastCode())).toMatchObject({
      name: 'refused',
      error: { code: 'NotAuthorizedException', message: 'Invalid session for the user, session is expired.' },
    });
  });

  test('lets the session live as long as the client says', async () => {
    const visit = await simulate(byChoice, alice, { sessionMinutes: 15 });
    visit.clock.advance({ minutes: 15 });
    expect((await visit.choose('pin')).name).toBe('pin');
  });

  test('walks an unknown user as a known one, sends nothing, and never gives tokens', async () => {
    const outbox = new Outbox();
    const visit = await simulate(byEmail, { userNotFound: true, userName: 'bob@example.com' }, { outbox });
    const known = await simulate(byEmail, alice);
    expect(visit.step.name).toBe('emailOtp');
    expect(Object.keys('parameters' in visit.step ? visit.step.parameters : {})).toEqual(
      Object.keys('parameters' in known.step ? known.step.parameters : {}),
    );
    for (let attempt = 0; attempt < 3; attempt++) await visit.answer('123456');
    expect(visit.step).toMatchObject({ ...refusal, reason: 'challenge-failed' });
    expect(outbox.list()).toEqual([]);
    expect(visit.events[0]).toMatchObject({
      event: { userName: 'bob@example.com', request: { userNotFound: true, userAttributes: {} } },
    });
  });

  test('under LEGACY refuses an unknown user before any trigger, and tells handlers nothing of it', async () => {
    const legacy = { preventUserExistenceErrors: 'LEGACY' } as const;
    const nobody = await simulate(byEmail, { userNotFound: true }, legacy);
    expect(nobody.step).toMatchObject({
      name: 'refused',
      error: { code: 'UserNotFoundException', message: 'User does not exist.' },
    });
    expect(nobody.events).toEqual([]);
    const known = await simulate(byEmail, alice, legacy);
    expect(known.events[0]).not.toHaveProperty('event.request.userNotFound');
    const enabled = await simulate(byEmail, alice);
    expect(enabled.events[0]).toMatchObject({ event: { request: { userNotFound: false } } });
  });

  test('sends what is picked as the answer and as ClientMetadata.choice', async () => {
    const visit = await simulate(byChoice, alice);
    expect(visit.step).toMatchObject({ name: 'choose', parameters: { options: ['emailOtp', 'pin'] } });
    await visit.choose('pin', { clientMetadata: { tab: '1' } });
    expect(visit.step).toMatchObject({ name: 'pin', parameters: { length: '4' } });
    expect(visit.events[2]).toMatchObject({
      event: { request: { challengeAnswer: 'pin', clientMetadata: { tab: '1', choice: 'pin' } } },
    });
    expect(await visit.answer({ pin: '4711' })).toEqual({ name: 'signedIn' });
  });

  test('answers a choice by answer() too', async () => {
    const visit = await simulate(byChoice, alice);
    expect((await visit.answer('emailOtp')).name).toBe('emailOtp');
    expect(await visit.answer(visit.outbox.lastCode())).toEqual({ name: 'signedIn' });
  });

  test('gives the right or a wrong password where Cognito asks it', async () => {
    const right = await simulate(byPassword, alice, { password: 'right' });
    expect(right.step.name).toBe('emailOtp');
    expect(right.events.map(({ event }) => 'session' in event.request && event.request.session.length)).toEqual([
      1, 2, 2,
    ]);
    expect(await right.answer(right.outbox.lastCode())).toEqual({ name: 'signedIn' });

    const wrong = await simulate(byPassword, alice, { password: 'wrong' });
    expect(wrong.step).toMatchObject(refusal);
    // Cognito asks Define nothing after a wrong password.
    expect(wrong.events).toHaveLength(1);

    const nobody = await simulate(byPassword, { userNotFound: true }, { password: 'right' });
    expect(nobody.step).toMatchObject(refusal);
  });

  test('refuses where the flow asks a password and the client began without', async () => {
    expect((await simulate(byPassword, alice)).step).toMatchObject(refusal);
  });

  test('passes over SRP_A where the flow asks no password', async () => {
    const visit = await simulate(byEmail, alice, { password: 'wrong' });
    expect(visit.step.name).toBe('emailOtp');
  });

  test('begins anew with the same clock and outbox; an old code is no good there', async () => {
    const visit = await simulate(byEmail, alice);
    const old = visit.outbox.lastCode();
    await visit.begin();
    expect(visit.outbox.list()).toHaveLength(2);
    if (old !== visit.outbox.lastCode()) expect(await visit.answer(old)).toMatchObject({ retry: 'wrong' });
  });
});

test('whatever is answered, tokens come with the right code within three answers, and only then', async () => {
  const answers = fc.array(fc.constantFrom('right', 'wrong', 'garbage'), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(answers, async (kinds) => {
      const visit = await simulate(byEmail, alice);
      const code = visit.outbox.lastCode();
      const texts = { right: code, wrong: wrongOf(code), garbage: 'let me in' };
      for (const kind of kinds) {
        if (visit.step.name !== 'emailOtp') break;
        await visit.answer(texts[kind]);
      }
      const right = kinds.indexOf('right');
      const signedIn = right >= 0 && right < 3;
      const expected = signedIn ? 'signedIn' : kinds.length < 3 ? 'emailOtp' : 'refused';
      expect(visit.step.name).toBe(expected);
    }),
    { numRuns: 40 },
  );
});

describe('what crosses to the handlers', () => {
  test('is JSON: a handler that keeps or changes its event changes nothing else', async () => {
    const visit = await simulate(byEmail, alice, {
      handlers: {
        define: (event: { request: { userAttributes: Record<string, string> } }) => {
          event.request.userAttributes.email = 'mallory@example.com';
          return { ...event, response: { challengeName: 'CUSTOM_CHALLENGE' } };
        },
      },
    });
    expect(visit.outbox.last()?.to).toBe('alice@example.com');
    expect(visit.events[0]).toMatchObject({ event: { request: { userAttributes: { email: 'alice@example.com' } } } });
  });

  test('comes with a context like that of Lambda', async () => {
    let remaining = 0;
    await simulate(byEmail, alice, {
      handlers: {
        define: (event: object, context: { functionName: string; getRemainingTimeInMillis(): number }) => {
          remaining = context.getRemainingTimeInMillis();
          return { ...event, response: { failAuthentication: true } };
        },
      },
    });
    expect(remaining).toBeGreaterThan(4000);
    expect(remaining).toBeLessThanOrEqual(5000);
  });

  test('reaches middleware of the user, with the simulated clock, outbox and log', async () => {
    const seen: string[] = [];
    const visit = await simulate(byEmail, alice, {
      handlers: (options) => ({
        create: createAuthChallengeHandler(byEmail, options).use({
          before: ({ event }): void => {
            seen.push(event.triggerSource);
          },
        }),
      }),
    });
    expect(seen).toEqual(['CreateAuthChallenge_Authentication']);
    expect(visit.log).toHaveLength(2);
    expect(await visit.answer(visit.outbox.lastCode())).toEqual({ name: 'signedIn' });
  });

  test('runs handlers that were made elsewhere', async () => {
    const sent: string[] = [];
    const logged: string[] = [];
    const line = (message: string) => {
      logged.push(message);
    };
    const create = createAuthChallengeHandler(byEmail, {
      log: { info: line, error: line },
      decoySecret: 'simulated',
      environment: {
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AKID',
        AWS_SECRET_ACCESS_KEY: 'secret',
        COUNTERSIGN_EMAIL_FROM: 'no-reply@example.com',
      },
      fetch: async (input, init) => {
        sent.push(String(init?.body ?? (input instanceof Request ? await input.text() : '')));
        return Response.json({ MessageId: '1' });
      },
    });
    const visit = await simulate(byEmail, alice, { handlers: { create } });
    expect(visit.step.name).toBe('emailOtp');
    expect(sent).toHaveLength(1);
    expect(logged).toEqual(['CreateAuthChallenge']);
    expect(visit.log.map(({ message }) => message)).toEqual(['DefineAuthChallenge']);
    expect(visit.outbox.list()).toEqual([]);
  });

  test('a challenge may fetch elsewhere, where the test answers it', async () => {
    const fetching = defineFlow(
      {
        lookUp: defineChallenge({
          factor: 'knowledge',
          create: async ({ fetch, signal }) => ({
            parameters: { hint: await (await fetch('https://hints.example.com/alice', { signal })).text() },
          }),
          decoy: () => ({ parameters: { hint: 'none' } }),
          verify: () => false,
        }),
      },
      function* ({ pass }) {
        yield* pass('lookUp');
      },
    );
    const answered = await simulate(fetching, alice, { fetch: async () => new Response('blue') });
    expect(answered.step).toMatchObject({ name: 'lookUp', parameters: { hint: 'blue' } });
    await expect(simulate(fetching, alice)).rejects.toMatchObject({
      code: 'simulation',
      message: 'a challenge called GET https://hints.example.com/alice: give simulate a fetch that answers it',
    });
  });
});

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

describe('handlers that fail', () => {
  const throwing = (error: unknown) => () => {
    throw error;
  };

  test("one that throws shows its message, and Cognito's full stop", async () => {
    const visit = await simulate(byEmail, alice, { handlers: { create: throwing(new Error('no stock')) } });
    expect(visit.step).toMatchObject({
      name: 'refused',
      error: { code: 'UserLambdaValidationException', message: 'CreateAuthChallenge failed with error no stock.' },
    });
    expect(visit.events.at(-1)).toMatchObject({ trigger: 'CreateAuthChallenge', error: { message: 'no stock' } });
  });

  test('one that throws no error shows it as a text', async () => {
    const visit = await simulate(byEmail, alice, { handlers: { define: throwing('stop') } });
    expect(visit.step).toMatchObject({ error: { message: 'DefineAuthChallenge failed with error stop.' } });
  });

  test("a challenge's error for users reaches them, any other does not", async () => {
    const failing = (error: Error) =>
      defineFlow(
        {
          broken: defineChallenge({
            factor: 'knowledge',
            create: (): { parameters: Record<string, string> } => {
              throw error;
            },
            decoy: () => ({ parameters: {} }),
            verify: () => false,
          }),
        },
        function* ({ pass }) {
          yield* pass('broken');
        },
      );
    const shown = await simulate(failing(new UserFacingError('Not in your country')), alice);
    expect(shown.step).toMatchObject({
      error: { message: 'CreateAuthChallenge failed with error Not in your country.' },
    });
    const hidden = await simulate(failing(new Error('password of the database')), alice);
    expect(JSON.stringify([hidden.step, hidden.log])).not.toContain('database');
    // The test may see it all the same.
    expect(hidden.errors).toEqual([new Error('password of the database')]);
    expect(hidden.step).toMatchObject({ name: 'refused', cause: hidden.errors[0] });
  });

  test.each([
    ['nothing', () => undefined, 'Invalid lambda function output : Invalid JSON'],
    ['null', () => null, 'Invalid lambda function output : Invalid JSON'],
    ['the event untouched', (event: object) => event, 'Unrecognizable lambda output'],
  ])('one that returns %s is an InvalidLambdaResponseException', async (_, define, message) => {
    const visit = await simulate(byEmail, alice, { handlers: { define } });
    expect(visit.step).toMatchObject({ name: 'refused', error: { code: 'InvalidLambdaResponseException', message } });
  });

  test('one that returns what is no JSON has thrown', async () => {
    const visit = await simulate(byEmail, alice, { handlers: { define: () => ({ response: 1n }) } });
    expect(visit.step).toMatchObject({ error: { code: 'UserLambdaValidationException' } });
  });

  test('one that hangs is called three times with the same event, and fails then', async () => {
    const seen: string[] = [];
    const visit = await simulate(byEmail, alice, {
      triggerTimeoutMs: 20,
      handlers: {
        define: (event: object) => {
          seen.push(JSON.stringify(event));
          return new Promise(() => {});
        },
      },
    });
    expect(visit.step).toMatchObject({
      error: {
        code: 'UnexpectedLambdaException',
        message: 'DefineAuthChallenge invocation failed due to error Socket timeout while invoking Lambda function.',
      },
    });
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(1);
    expect(visit.events).toHaveLength(3);
  });

  test('one that is slow once goes on at the second try', async () => {
    let calls = 0;
    const visit = await simulate(byEmail, alice, {
      triggerTimeoutMs: 20,
      handlers: {
        define: (event: object) =>
          ++calls === 1 ? new Promise(() => {}) : { ...event, response: { challengeName: 'PASSWORD_VERIFIER' } },
      },
    });
    expect(calls).toBe(2);
    // Without SRP_A, Cognito hands the name on and takes no answer to it.
    expect(visit.step).toMatchObject({ error: { message: 'Invalid session provided for the user.' } });
  });
});

describe('handlers that are not made from a flow', () => {
  const define = (event: object) => ({ ...event, response: { challengeName: 'CUSTOM_CHALLENGE' } });
  const create = (publicChallengeParameters?: object) => (event: object) => ({
    ...event,
    response: { publicChallengeParameters, privateChallengeParameters: { a: 'b' } },
  });

  test('a challenge without a name of the flow is a CUSTOM_CHALLENGE', async () => {
    const visit = await simulate(byEmail, alice, { handlers: { define, create: create() } });
    expect(visit.step).toMatchObject({ name: 'CUSTOM_CHALLENGE', parameters: {} });
  });

  test('a choice of nothing offers nothing', async () => {
    const visit = await simulate(byEmail, alice, { handlers: { define, create: create({ challenge: 'choose' }) } });
    expect(visit.step).toMatchObject({ name: 'choose', parameters: { options: [] } });
  });
});

describe('wrong use', () => {
  test('an option that nobody reads', async () => {
    await expect(simulate(byEmail, alice, { sessionMinuts: 4 } as never)).rejects.toMatchObject({
      code: 'unknown-option',
      message: expect.stringMatching(/^simulate's options may have handlers, clock, .*, no other, got sessionMinuts$/),
    });
  });

  const parts = {
    subject: { region: 'r', userPoolId: 'r_1', clientId: 'c', userName: 'u', userAttributes: {} },
    clock: new SimulatedClock(0),
    outbox: new Outbox(),
    events: [],
    log: [],
    errors: [],
    flowError: () => undefined,
    faults: [],
    sessionMinutes: 3,
  };

  test('a visit that has not begun', () => {
    const visit = new Visit({ ...parts, invoke: async () => undefined });
    expect(() => visit.step).toThrow('the sign-in has not begun: await simulate(…)');
  });

  test('an invocation that fails on its own is no refusal', async () => {
    const visit = new Visit({ ...parts, invoke: () => Promise.reject(new TypeError('no network')) });
    await expect(visit.begin()).rejects.toThrow('no network');
  });

  test('an answer after the end', async () => {
    const visit = await simulate(byEmail, alice);
    await visit.answer(visit.outbox.lastCode());
    await expect(visit.answer('123456')).rejects.toThrow('the sign-in has ended (signedIn)');
  });

  test('two answers to one challenge: the second finds the session used', async () => {
    const visit = await simulate(byEmail, alice);
    const code = visit.outbox.lastCode();
    const [first, second] = await Promise.allSettled([visit.answer(code), visit.answer(code)]);
    expect(first).toMatchObject({ value: { name: 'signedIn' } });
    expect(second).toMatchObject({
      reason: { message: 'Invalid session for the user, session can only be used once.' },
    });
  });

  test('a choice where there is none', async () => {
    const visit = await simulate(byEmail, alice);
    await expect(visit.choose('emailOtp' as never)).rejects.toThrow('there is nothing to choose: the step is emailOtp');
  });

  test.each([
    ['an attribute that is no text', { attributes: { email_verified: true } }, {}, 'email_verified is a boolean'],
    ['a session too short', alice, { sessionMinutes: 1 }, 'sessionMinutes must be from 3 to 15'],
    ['a session too long', alice, { sessionMinutes: 16 }, 'sessionMinutes must be from 3 to 15'],
    ['a pool without region', alice, { userPoolId: 'pool' }, 'a user pool\'s id is REGION_ID, got "pool"'],
  ])('%s', async (_, user, options, message) => {
    await expect(simulate(byEmail, user as typeof alice, options)).rejects.toThrow(message);
  });

  test('a clock that starts nowhere, or is turned back', () => {
    expect(() => new SimulatedClock(Number.NaN)).toThrow('a clock starts at a point in time, got NaN');
    const clock = new SimulatedClock(new Date(0));
    clock.advance({ hours: 1, minutes: 1, seconds: 1, milliseconds: 1 });
    expect(clock.now()).toBe(3_661_001);
    expect(() => clock.advance({ seconds: -1 })).toThrow('a clock moves on, never back: got {"seconds":-1}');
  });
});

test('visits can share clock and outbox', async () => {
  const clock = new SimulatedClock(Date.UTC(2026, 0, 1));
  const outbox = new Outbox({ now: clock.now });
  await simulate(byEmail, alice, { clock, outbox });
  clock.advance({ minutes: 1 });
  await simulate(byEmail, { attributes: { email: 'bob@example.com', email_verified: 'true' } }, { clock, outbox });
  expect(outbox.list().map(({ to, sentAt }) => [to, sentAt])).toEqual([
    ['bob@example.com', Date.UTC(2026, 0, 1, 0, 1)],
    ['alice@example.com', Date.UTC(2026, 0, 1)],
  ]);
});
