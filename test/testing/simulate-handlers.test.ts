import { describe, expect, test } from 'vitest';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import { simulate } from '../../lib/testing/index.ts';
import { createAuthChallengeHandler, UserFacingError } from '../../lib/triggers/index.ts';
import { alice, byEmail } from './flows.ts';

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
    expect(visit.log.map(({ message }) => message)).toEqual([
      ...['DefineAuthChallenge', 'DeliverMessage', 'CreateAuthChallenge'],
    ]);
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
    expect(logged).toEqual(['DeliverMessage', 'CreateAuthChallenge']);
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
