import { afterEach, describe, expect, test, vi } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import { type ChallengeHandlers, defineFlow, type FlowContext } from '../../lib/flow/index.ts';
import { lambdaContext } from '../../lib/testing/index.ts';
import {
  createAuthChallengeHandler,
  defineAuthChallengeHandler,
  UserFacingError,
  verifyAuthChallengeResponseHandler,
} from '../../lib/triggers/index.ts';
import { emailFlow, flowThat } from './flows.ts';
import { createEvent, defineEvent, entry, lastLine, triggersOf, verifyEvent } from './setup.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What may stand in no log and no error. */
const secrets = {
  address: 'mallory.secret@planted.example',
  userName: 'planted-user-name',
  attribute: 'planted attribute',
  answer: '918273',
  word: 'rosebud',
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
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(text);
    return true;
  });
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
    ['where its keys say too much', { create: () => ({ parameters: { [secrets.address]: 1 as never } }) }],
    ['where its keys are words', { create: () => ({ parameters: { [secrets.word]: 1 as never } }) }],
    [
      'where what it throws is called by an answer of letters',
      {
        create: throwing(() => Object.assign(new Error('a'), { name: secrets.word, code: secrets.word })),
        verify: throwing(() => Object.assign(new Error('a'), { name: secrets.word, code: secrets.word.toUpperCase() })),
      },
    ],
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
    await triggers.create(createEvent(common));
    expect(triggers.lines).toMatchObject([
      {
        level: 'error',
        fields: {
          ...{ trigger: 'DeliverMessage', decision: 'fail' },
          error: { message: 'Amazon SES answered 400 MessageRejected' },
        },
      },
      { level: 'info', fields: { decision: 'create' } },
    ]);
    const said = JSON.stringify(triggers.lines);
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

  test.each<[string, (secret: string) => string]>([
    ['in plain words', (secret) => secret],
    ['spaced', (secret) => [...secret].join(' ')],
    ['percent-encoded', encodeURIComponent],
    ['JSON-escaped', (secret) => JSON.stringify(JSON.stringify(`"${secret}`))],
    ['in base64', (secret) => Buffer.from(secret).toString('base64')],
    ['in hexadecimal digits', (secret) => Buffer.from(secret).toString('hex')],
    ['folded', (secret) => `${secret.slice(0, 4)}\n ${secret.slice(4)}`],
    ['as a line that looks like a frame', (secret) => `\n    at ${secret} (file:///${secret}.js:1:1)\n`],
  ])('where an error quotes it %s', async (_case, encode) => {
    for (const secret of [secrets.address, secrets.code, secrets.attribute]) {
      const quoting = throwing(
        () => new Error(`can't do with <${encode(secret)}>`, { cause: new Error(encode(secret)) }),
      );
      const triggers = triggersOf(flowThat({ create: quoting, verify: quoting }));
      await expect(triggers.create(createEvent(common))).rejects.toThrow(/^Something went wrong/);
      await triggers.verify(verifyEvent({ ...common, privateChallengeParameters, challengeAnswer: secret }));
      expect(triggers.lines).toHaveLength(2);
      const said = JSON.stringify(triggers.lines);
      expect(said).not.toContain(JSON.stringify(encode(secret)).slice(1, -1));
      expect(said).not.toContain(secret);
    }
  });

  test('where what is thrown for users quotes an attribute', async () => {
    const triggers = triggersOf(flowThat({ create: throwing(() => new UserFacingError('no mail for <rosebud>')) }));
    await expect(triggers.create(createEvent())).rejects.toThrow('no mail for <rosebud>');
    expect(JSON.stringify(triggers.lines)).not.toContain('rosebud');
    expect(lastLine(triggers).error).toMatchObject({ name: 'UserFacingError', code: 'user-facing' });
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
    await triggers.create(createEvent(common));
    expect(triggers.lines).toMatchObject([
      { level: 'error', fields: { trigger: 'DeliverMessage', decision: 'fail', error: { name: 'Error' } } },
      { level: 'info', fields: { decision: 'create' } },
    ]);
    expect(JSON.stringify(triggers.lines)).not.toContain('no template');
    expect(JSON.stringify(triggers.lines)).not.toContain(sent);
  });
});

describe('a line of the log', () => {
  test('is one an invocation, of these fields alone', async () => {
    const triggers = triggersOf(emailFlow);
    const context = lambdaContext('create');
    await triggers.create(createEvent(), context);
    const [delivered, ...lines] = triggers.lines;
    expect(delivered?.message).toBe('DeliverMessage');
    expect(lines).toEqual([
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
      if (user.is('custom:blocked', 'yes')) yield* refuse('blocked-by-the-back-office');
      yield* pass('emailOtp');
    });
    const triggers = triggersOf(flow);
    await triggers.define(defineEvent({ userAttributes: { 'custom:blocked': 'yes' } }));
    expect(lastLine(triggers)).toMatchObject({ decision: 'refuse', reason: 'blocked-by-the-back-office' });
  });

  test.each(['blocked: alice@example.com', 'Blocked', '123456', 'blocked-4711', '', 'a b'])(
    'tells no reason of a flow that is no code, as one made of a value is: %j',
    async (reason) => {
      const flow = defineFlow({ emailOtp: emailOtp() }, function* ({ refuse, pass, user }) {
        if (user.has('custom:blocked')) yield* refuse(reason);
        yield* pass('emailOtp');
      });
      const triggers = triggersOf(flow);
      const blocked = { userAttributes: { 'custom:blocked': 'yes' } };
      await triggers.define(defineEvent(blocked));
      expect(lastLine(triggers)).toMatchObject({ decision: 'refuse', reason: 'reason-malformed' });
      await expect(triggers.create(createEvent(blocked))).rejects.toThrow(/^Something went wrong/);
      expect(lastLine(triggers)).toMatchObject({ decision: 'fail', reason: 'reason-malformed' });
      if (reason !== '') expect(JSON.stringify(triggers.lines)).not.toContain(reason);
    },
  );

  test.each<[string, string, (value: string) => (context: FlowContext) => Generator]>([
    [
      'a challenge',
      "pass('…'): the flow declares no challenge of that name",
      (value) =>
        function* ({ pass }) {
          yield* pass(value);
        },
    ],
    [
      'a choice',
      "choose('…'): the flow declares no challenge of that name",
      (value) =>
        function* ({ choose }) {
          yield* choose('own', value);
        },
    ],
    [
      'a reason',
      "refuse('…') was made but never asked: write yield* refuse('…')",
      (value) =>
        function* ({ refuse, pass }) {
          refuse(`(${value})`);
          yield* pass('own');
        },
    ],
    [
      'an attribute',
      'a flow must be pure: it used a predicate that answers differently for one value',
      (value) =>
        function* ({ user, pass }) {
          let answer = false;
          user.test(value, () => {
            answer = !answer;
            return answer;
          });
          yield* pass('own');
        },
    ],
  ])(
    'explains what is wrong with a flow, without a name that it made of a value: %s',
    async (_case, message, steps) => {
      const value = 'rosebud';
      const flow = { ...flowThat({}), steps: steps(value) as never };
      const triggers = triggersOf(flow);
      await triggers.define(defineEvent({ userAttributes: { [value]: 'yes' } }));
      expect(lastLine(triggers)).toMatchObject({ decision: 'refuse', error: { message } });
      expect(JSON.stringify(triggers.lines)).not.toContain(value);
    },
  );

  test.each([
    ['no-phone-number', 'no-phone-number'],
    ['No phone number', 'reason-malformed'],
    ['123456', 'reason-malformed'],
    ['alice@example.com', 'reason-malformed'],
    [7, 'reason-malformed'],
    [undefined, undefined],
  ])('has a challenge’s note where it is a code: %j', async (note, reason) => {
    const triggers = triggersOf(flowThat({ create: () => ({ parameters: {}, note: note as string }) }));
    await triggers.create(createEvent());
    expect(lastLine(triggers).reason).toBe(reason);
  });

  test.each([new TypeError('no gateway'), new UserFacingError('no gateway')])(
    'is an error, and the round goes on, where a challenge hands an error over: %s',
    async (error) => {
      const triggers = triggersOf(flowThat({ create: () => ({ parameters: { a: 'b' }, error }) }));
      const { response } = await triggers.create(createEvent());
      expect(response.publicChallengeParameters).toMatchObject({ a: 'b' });
      expect(triggers.lines).toMatchObject([
        { level: 'error', fields: { decision: 'create', challenge: 'own', error: { name: error.name } } },
      ]);
    },
  );

  test('that cannot be written changes nothing', async () => {
    const broken = () => {
      throw new Error('the log is full');
    };
    const { define, create } = triggersOf(emailFlow, { log: { info: broken, error: broken } });
    expect((await define(defineEvent())).response.challengeName).toBe('CUSTOM_CHALLENGE');
    await expect(create(createEvent({ session: [entry(true)] }))).rejects.toThrow(/^Something went wrong/);
  });
});

test('stands on stdout as one JSON line, with a time and a level as Lambda reads them, whatever the log format', async () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const printed = [vi.spyOn(console, 'info'), vi.spyOn(console, 'error')];
  for (const log of [{}, { AWS_LAMBDA_LOG_FORMAT: 'JSON' }]) {
    const environment = { COUNTERSIGN_LEDGER: 'none', ...log };
    written.mockClear();
    await defineAuthChallengeHandler(emailFlow, { environment })(defineEvent());
    await expect(createAuthChallengeHandler(emailFlow, { environment })(createEvent())).rejects.toThrow();
    const lines = written.mock.calls.map(([text]) => String(text));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^\{[^\n]*\}\n$/);
    const [info, error] = lines.map((line) => JSON.parse(line));
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(info).toMatchObject({ timestamp, level: 'INFO', message: 'DefineAuthChallenge', decision: 'ask' });
    expect(error).toMatchObject({ timestamp, level: 'ERROR', decision: 'fail', error: { code: 'configuration' } });
  }
  for (const print of printed) expect(print).not.toHaveBeenCalled();
});

test('in production nothing need be told: environment, clock and fetch are the process’s', async () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.stubEnv('COUNTERSIGN_DECOY_SECRET', 'a secret of the deployment');
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
  expect(written).toHaveBeenCalledOnce();
});

test('an option that nobody reads is refused where the handler is made, and the known ones are named', () => {
  const options = { logg: { info: () => {}, error: () => {} } } as never;
  const factories = [createAuthChallengeHandler, defineAuthChallengeHandler, verifyAuthChallengeResponseHandler];
  for (const factory of factories) {
    expect(() => factory(emailFlow, options)).toThrow(
      "a handler's options may have log, decoySecret, ledger, now, fetch, environment, watchAttributes, watchErrors, no other, got logg",
    );
  }
});
