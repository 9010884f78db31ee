import { afterEach, describe, expect, test, vi } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import { type ChallengeHandlers, defineFlow } from '../../lib/flow/index.ts';
import { lambdaContext } from '../../lib/testing/index.ts';
import { createAuthChallengeHandler, defineAuthChallengeHandler, UserFacingError } from '../../lib/triggers/index.ts';
import { emailFlow, flowThat } from './flows.ts';
import { createEvent, defineEvent, entry, lastLine, triggersOf, verifyEvent } from './setup.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What may stand in no log and no error. */
const secrets = {
  address: 'mallory.secret@planted.example',
  userName: 'planted-user-name',
  attribute: 'planted attribute',
  answer: '918273',
  /** What a challenge makes up is known to nobody else: found by its looks. */
  privateParameter: 'cGxhbnRlZDE.cHJpdmF0ZQ',
  state: 'cGxhbnRlZDI.c3RhdGU',
  metadata: 'planted client metadata',
  code: '564738',
  token: 'eyJraWQiOiJwbGFudGVkIn0.eyJzdWIiOiJwbGFudGVkIn0.c2lnbmF0dXJl',
  decoySecret: '51af3dc0-da77-11e4-872e-planted5fb123',
};
const userAttributes = {
  sub: secrets.userName,
  email: secrets.address,
  email_verified: 'true',
  'custom:a': secrets.attribute,
};
const common = { userName: secrets.userName, userAttributes, clientMetadata: { a: secrets.metadata } };
const privateChallengeParameters = { 'countersign:position': '[1,"own",0,"",[]]', a: secrets.privateParameter };
const session = [entry(false, `[1,"own",0,[],"${secrets.state}"]`)];

/** An error of somebody who put all of it into one. */
function talkative(): Error {
  const all = Object.values(secrets).join(' | ');
  const error = new Error(`failed: ${all}`, { cause: new Error(all, { cause: new Error(all, { cause: all }) }) });
  return Object.assign(error, { name: `Error ${secrets.code}`, code: secrets.token, detail: all });
}

const throwing = (thrown: () => unknown) => (): never => {
  throw thrown();
};

/** Runs all three triggers, known and unknown user, and gives everything that was logged or thrown. */
async function everythingSaid(parts: Partial<ChallengeHandlers>, flow = flowThat(parts)): Promise<string> {
  const printed: unknown[] = [];
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation((...line) => {
      printed.push(...line);
    });
  }
  const said: unknown[] = [];
  for (const consoleOrList of [{}, { log: undefined as never }]) {
    const triggers = triggersOf(flow, { ...consoleOrList, decoySecret: secrets.decoySecret });
    const context = lambdaContext('test');
    for (const userNotFound of [false, true]) {
      const known = { ...common, userNotFound };
      const calls = [
        () => triggers.define(defineEvent({ ...known, session }), context),
        () => triggers.create(createEvent({ ...known, session }), context),
        () => triggers.create(createEvent({ ...known }), context),
        () => triggers.create(createEvent({ ...known, session: [entry(true, secrets.state)] }), context),
        () =>
          triggers.verify(
            verifyEvent({ ...known, privateChallengeParameters, challengeAnswer: secrets.answer }),
            context,
          ),
      ];
      for (const call of calls) {
        try {
          await call();
        } catch (error) {
          const { message, stack } = error as Error;
          said.push(message, stack, JSON.stringify(error, Object.getOwnPropertyNames(error)));
        }
      }
    }
    said.push(triggers.lines);
  }
  return JSON.stringify([said, printed]);
}

const innocent = { parameters: { a: 'b' }, privateParameters: { a: secrets.privateParameter }, state: secrets.state };

describe('no log and no error holds a secret', () => {
  test.each<[string, Partial<ChallengeHandlers>]>([
    ['where all goes well', { create: () => innocent, decoy: () => innocent, verify: () => true }],
    ['where an answer is wrong', { create: () => innocent, verify: () => false }],
    [
      'where a challenge throws all it knows',
      { create: throwing(talkative), decoy: throwing(talkative), verify: throwing(talkative) },
    ],
    [
      'where it throws texts',
      {
        create: throwing(() => secrets.code),
        decoy: throwing(() => secrets.code),
        verify: throwing(() => secrets.code),
      },
    ],
    ['where it throws objects', { create: throwing(() => secrets), verify: throwing(() => ({ ...secrets })) }],
    [
      'where it throws for users, with a cause',
      { create: throwing(() => new UserFacingError('Sorry', { cause: talkative() })) },
    ],
    ['where it notes too much', { create: () => ({ ...innocent, note: Object.values(secrets).join(' ') }) }],
    ['where what it returns is too large', { create: () => ({ ...innocent, state: secrets.state.repeat(200) }) }],
    ['where what it returns is no text', { create: () => ({ parameters: { a: [secrets.code] as never } }) }],
  ])('%s', async (_case, parts) => {
    const said = await everythingSaid(parts);
    // The test would pass if nothing were logged.
    expect(said).toContain('DefineAuthChallenge');
    expect(said).toContain('VerifyAuthChallengeResponse');
    for (const [name, secret] of Object.entries(secrets)) expect(said, name).not.toContain(secret);
  });

  test('where Amazon SES refuses, and names the address', async () => {
    const refusing = (async () =>
      new Response(JSON.stringify({ message: `Address is not verified: ${secrets.address}, other@planted.example` }), {
        status: 400,
        headers: { 'x-amzn-errortype': 'MessageRejected' },
      })) as typeof fetch;
    const triggers = triggersOf(emailFlow, { fetch: refusing });
    await expect(triggers.create(createEvent(common))).rejects.toThrow(/^Something went wrong/);
    const said = JSON.stringify(triggers.lines);
    expect(said).toContain('Amazon SES answered 400 MessageRejected: Address is not verified: […]');
    expect(said).not.toContain('planted.example');
    expect(said).not.toContain(secrets.userName);
  });

  test('where a code was sent, answered and accepted', async () => {
    const triggers = triggersOf(emailFlow);
    const { response } = await triggers.create(createEvent(common));
    const code = triggers.outbox.lastCode() as string;
    const given = { ...common, privateChallengeParameters: response.privateChallengeParameters ?? {} };
    const right = await triggers.verify(verifyEvent({ ...given, challengeAnswer: code }));
    expect(right.response).toEqual({ answerCorrect: true });
    const said = JSON.stringify(triggers.lines);
    for (const secret of [code, secrets.address, ...Object.values(given.privateChallengeParameters)]) {
      expect(said).not.toContain(secret);
    }
  });

  test('where an error quotes, in plain words, what the request or the session holds', async () => {
    const quoting = (text: unknown) => throwing(() => new Error(`can't do with <${text}>`));
    const flow = flowThat({
      create: ({ state }) => quoting(state)(),
      verify: ({ answer, privateParameters }) => quoting(`${answer}, ${privateParameters.word}`)(),
    });
    const triggers = triggersOf(flow);
    const remembered = [entry(false, '[1,"own",0,[],"rosebud"]')];
    await expect(triggers.create(createEvent({ session: remembered }))).rejects.toThrow(/^Something went wrong/);
    expect(lastLine(triggers).error?.message).toBe("can't do with <[…]>");
    const kept = { ...privateChallengeParameters, word: 'rosebud' };
    await triggers.verify(verifyEvent({ privateChallengeParameters: kept, challengeAnswer: 'sled' }));
    expect(lastLine(triggers).error?.message).toBe("can't do with <[…], […]>");
  });

  test('where one value is part of another', async () => {
    const flow = flowThat({
      verify: () => {
        throw new Error("can't do with <the sled is called rosebud>");
      },
    });
    const triggers = triggersOf(flow);
    for (const [a, b] of [
      ['sled is called', 'the sled is called rosebud'],
      ['the sled is called rosebud', 'sled is called'],
    ] as const) {
      const userAttributes = { 'custom:a': a, 'custom:b': b };
      await triggers.verify(verifyEvent({ userAttributes, privateChallengeParameters, challengeAnswer: 'none' }));
      expect(lastLine(triggers).error?.message).toBe("can't do with <[…]>");
    }
  });

  test('where an error names a user whose sub is another', async () => {
    const triggers = triggersOf(flowThat({ create: throwing(() => new Error("can't find <charlie>")) }));
    const userAttributes = { sub: 'another' };
    await expect(triggers.create(createEvent({ userName: 'charlie', userAttributes }))).rejects.toThrow();
    expect(lastLine(triggers).error?.message).toBe("can't find <[…]>");
  });

  test('where what is thrown for users quotes an attribute', async () => {
    const triggers = triggersOf(flowThat({ create: throwing(() => new UserFacingError('no mail for <rosebud>')) }));
    const userAttributes = { 'custom:a': 'rosebud' };
    await expect(triggers.create(createEvent({ userAttributes }))).rejects.toThrow();
    expect(lastLine(triggers).error?.message).toBe('no mail for <[…]>');
  });

  test('where the mail itself fails with the code in its error', async () => {
    let sent = '';
    const flow = defineFlow(
      {
        emailOtp: emailOtp({
          text: ({ code }) => {
            sent = code;
            throw new Error(`no template for ${code}`);
          },
        }),
      },
      function* ({ pass }) {
        yield* pass('emailOtp');
      },
    );
    const triggers = triggersOf(flow);
    await expect(triggers.create(createEvent(common))).rejects.toThrow(/^Something went wrong/);
    expect(JSON.stringify(triggers.lines)).toContain('no template for […]');
    expect(JSON.stringify(triggers.lines)).not.toContain(sent);
  });
});

describe('a line of the log', () => {
  test('is one an invocation, of these fields alone', async () => {
    const triggers = triggersOf(emailFlow);
    const context = lambdaContext('create');
    await triggers.create(createEvent(), context);
    expect(triggers.lines).toEqual([
      {
        level: 'info',
        message: 'CreateAuthChallenge',
        fields: {
          trigger: 'CreateAuthChallenge',
          decision: 'create',
          challenge: 'emailOtp',
          round: 1,
          attempt: 1,
          durationMs: expect.any(Number),
          user: expect.stringMatching(/^[0-9a-f]{16}$/),
          requestId: context.awsRequestId,
        },
      },
    ]);
  });

  test('tells the same user by the same hash in all triggers of a pool, and in no other pool', async () => {
    const triggers = triggersOf(emailFlow);
    const userOf = async (userPoolId: string, userName: string) => {
      await triggers.define(defineEvent({ userPoolId, userName }));
      return lastLine(triggers).user;
    };
    const alice = await userOf('us-east-1_A', 'alice');
    await triggers.create(createEvent({ userPoolId: 'us-east-1_A', userName: 'alice' }));
    expect(lastLine(triggers).user).toBe(alice);
    expect(await userOf('us-east-1_B', 'alice')).not.toBe(alice);
    expect(await userOf('us-east-1_A', 'bob')).not.toBe(alice);
  });

  test('tells why a flow refuses', async () => {
    const flow = defineFlow({ emailOtp: emailOtp() }, function* ({ refuse, pass, user }) {
      if (user.is('custom:blocked', 'yes')) yield* refuse('blocked by the back office');
      yield* pass('emailOtp');
    });
    const triggers = triggersOf(flow);
    await triggers.define(defineEvent({ userAttributes: { 'custom:blocked': 'yes' } }));
    expect(lastLine(triggers)).toMatchObject({ decision: 'refuse', reason: 'blocked by the back office' });
  });

  test('tells where an error was thrown, without its message twice', async () => {
    const triggers = triggersOf(flowThat({ create: throwing(() => new TypeError('a\nb')) }));
    await expect(triggers.create(createEvent())).rejects.toThrow();
    const { error } = lastLine(triggers);
    expect(error).toMatchObject({ name: 'TypeError', message: 'a\nb' });
    expect(error?.stack).toMatch(/^\s+at .*log\.test\.ts/);
    expect(error?.stack).not.toContain('TypeError');
  });

  test('tells of an error that has no frames what there is', async () => {
    const bare = Object.assign(new Error('bare'), { stack: undefined, code: 7, name: 5 });
    const triggers = triggersOf(flowThat({ create: throwing(() => bare) }));
    await expect(triggers.create(createEvent())).rejects.toThrow();
    expect(lastLine(triggers).error).toEqual({ name: '5', message: 'bare' });
  });

  test('leaves what every user has as it is', async () => {
    const triggers = triggersOf(flowThat({ create: throwing(() => new Error('email_verified is true')) }));
    await expect(triggers.create(createEvent({ userAttributes: { email_verified: 'true' } }))).rejects.toThrow();
    expect(lastLine(triggers).error?.message).toBe('email_verified is true');
  });

  test('tells of an error at most 1000 characters, 12 frames, and two causes, were it its own', async () => {
    const endless = new Error('word '.repeat(1000));
    endless.stack = `Error\n${'    at work (work.js:1:1)\n'.repeat(40)}`;
    endless.cause = endless;
    const triggers = triggersOf(flowThat({ create: throwing(() => endless) }));
    await expect(triggers.create(createEvent())).rejects.toThrow();
    const { error } = lastLine(triggers);
    expect(error?.message).toHaveLength(1000);
    expect(error?.stack?.split('\n')).toHaveLength(12);
    expect(error?.cause?.cause).toBeDefined();
    expect(error?.cause?.cause).not.toHaveProperty('cause');
  });

  test('that cannot be written changes nothing', async () => {
    const broken = () => {
      throw new Error('the log is full');
    };
    const { define, create } = triggersOf(emailFlow, { log: { info: broken, warn: broken, error: broken } });
    expect((await define(defineEvent())).response.challengeName).toBe('CUSTOM_CHALLENGE');
    await expect(create(createEvent({ session: [entry(true)] }))).rejects.toThrow(/^Something went wrong/);
  });
});

describe('the log on the console', () => {
  test('is JSON lines; where Lambda writes JSON itself, it gets the object', async () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => {});
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await defineAuthChallengeHandler(emailFlow, { environment: {} })(defineEvent());
    expect(JSON.parse(info.mock.lastCall?.[0])).toMatchObject({
      level: 'INFO',
      message: 'DefineAuthChallenge',
      decision: 'ask',
    });
    await defineAuthChallengeHandler(emailFlow, { environment: { AWS_LAMBDA_LOG_FORMAT: 'JSON' } })(defineEvent());
    expect(info.mock.lastCall?.[0]).toMatchObject({ level: 'INFO', message: 'DefineAuthChallenge' });

    const create = createAuthChallengeHandler(emailFlow, { environment: {} });
    await expect(create(createEvent())).rejects.toThrow();
    expect(JSON.parse(error.mock.lastCall?.[0])).toMatchObject({
      level: 'ERROR',
      decision: 'fail',
      error: { code: 'configuration' },
    });
    await create(createEvent({ userNotFound: true }));
    expect(JSON.parse(warn.mock.lastCall?.[0])).toMatchObject({ level: 'WARN' });
  });
});

test('in production nothing need be told: environment, clock and fetch are the process’s', async () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => {});
  const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('a'));
  const flow = flowThat({
    create: async ({ now, fetch, environment }) => ({
      parameters: {
        now: String(Math.abs(now() - Date.now()) < 60_000),
        fetched: await (await fetch('http://localhost:1')).text(),
        path: String(environment.PATH === process.env.PATH),
      },
    }),
  });
  const { response } = await createAuthChallengeHandler(flow)(createEvent());
  expect(response.publicChallengeParameters).toMatchObject({ now: 'true', fetched: 'a', path: 'true' });
  expect(fetched).toHaveBeenCalledOnce();
  expect(info).toHaveBeenCalledOnce();
});
