import { describe, expect, test } from 'vitest';
import { type CreateContext, type DecoyContext, defineChallenge, defineFlow, type Flow } from '../../lib/flow/index.ts';
import { MemoryLedger } from '../../lib/ledger/memory-ledger.ts';
import { type TriggerOptions, UserFacingError } from '../../lib/triggers/index.ts';
import { challengeThat, emailFlow, flowThat, longFlow, ownChallenge } from './flows.ts';
import { createEvent, entry, lastLine, oddRequest, type Triggers, triggersOf } from './setup.ts';

const sentence = 'Something went wrong. Please try again later';
/** No secret by option: the environment's holds. */
const noSecret = { decoySecret: undefined } as unknown as TriggerOptions;

test.each([true, false])(
  'a challenge whose module has no decoy fails for everybody, found or not: %s',
  async (userNotFound) => {
    const load = async () => ({ create: () => ({ parameters: {} }), verify: () => false }) as never;
    const flow = defineFlow({ own: defineChallenge({ factor: 'knowledge', load }) }, function* ({ pass }) {
      yield* pass('own');
    });
    const triggers = triggersOf(flow);
    await expect(triggers.create(createEvent({ userNotFound }))).rejects.toThrow('Something went wrong');
    expect(lastLine(triggers)).toMatchObject({ error: { message: 'own has no function decoy' } });
  },
);

describe('CreateAuthChallenge', () => {
  test('makes the challenge that the flow asks, and returns the whole event', async () => {
    const triggers = triggersOf(emailFlow);
    const event = createEvent();
    const answer = await triggers.create(structuredClone(event));
    expect(answer).toEqual({
      ...event,
      response: {
        publicChallengeParameters: {
          ...{ challenge: 'emailOtp', deliveredTo: 'a***@e***', digits: '8', can: 'resend' },
          device: expect.stringMatching(/^[\w-]{22}$/),
        },
        privateChallengeParameters: {
          code: expect.any(String),
          'countersign:message': expect.stringMatching(/^[\w-]{16}$/),
          'countersign:position': '[1,"emailOtp",0,"",[]]',
          'countersign:round': expect.stringMatching(/^[\w-]{22}$/),
        },
        challengeMetadata: expect.stringMatching(/^\[1,"emailOtp",0,\[\],"/),
      },
    });
    expect(triggers.outbox.list()).toHaveLength(1);
    expect(lastLine(triggers)).toMatchObject({ decision: 'create', challenge: 'emailOtp', round: 1, attempt: 1 });
  });

  test('tells on a repeat how many answers are left, and why', async () => {
    const { create } = triggersOf(emailFlow);
    const { response } = await create(createEvent());
    const session = [entry(false, response.challengeMetadata)];
    const again = await create(createEvent({ session }));
    expect(again.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '2', retry: 'wrong' });
  });

  test('runs a challenge of ones own, in its own module, and hands its state from try to try', async () => {
    const flow = defineFlow({ own: ownChallenge() }, function* ({ pass }) {
      yield* pass('own');
    });
    const { create } = triggersOf(flow);
    const userAttributes = { sub: 'a', name: 'Alice' };
    const { response } = await create(createEvent({ userAttributes }));
    expect(response.publicChallengeParameters).toEqual({
      challenge: 'own',
      question: 'What is the number of Alice?',
      device: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(response.privateChallengeParameters).toMatchObject({ number: '4711' });
    expect(response.challengeMetadata).toBe('[1,"own",0,[],"1"]');
    const again = await create(createEvent({ userAttributes, session: [entry(false, response.challengeMetadata)] }));
    expect(again.response.challengeMetadata).toBe('[1,"own",0,[],"12"]');
  });

  test('hands a challenge all it may need', async () => {
    const seen: CreateContext[] = [];
    const flow = flowThat(
      {
        create: (context) => {
          seen.push(context);
          return { parameters: {}, note: 'seen' };
        },
      },
      { attributes: { decides: ['email'] } },
    );
    const triggers = triggersOf(flow, { now: () => 42 });
    await triggers.create(createEvent({ clientMetadata: { language: 'de' }, userName: 'alice' }));
    const [context] = seen as [CreateContext];
    expect(context).toMatchObject({
      user: { userName: 'alice', attributes: { email: 'alice@example.com' } },
      userPoolId: 'us-east-1_Ab129faBb',
      clientId: '1example23456789',
      clientMetadata: { language: 'de' },
      attempt: 1,
      state: undefined,
      environment: { AWS_REGION: 'us-east-1' },
    });
    expect(context.now()).toBe(42);
    expect(context.signal.aborted).toBe(false);
    expect(context.stableBytes('a')).toHaveLength(32);
    expect(context.stableBytes('a')).toEqual(context.stableBytes('a'));
    expect(context.stableBytes('a')).not.toEqual(context.stableBytes('b'));
    expect(lastLine(triggers)).toMatchObject({ reason: 'seen' });
  });

  test('offers a choice as a round of its own', async () => {
    const { create } = triggersOf(longFlow);
    const session = [entry(true, '[1,"captcha",0,[]]')];
    const { response } = await create(createEvent({ session }));
    expect(response).toEqual({
      publicChallengeParameters: { challenge: 'choose', options: '["own","emailOtp"]' },
      privateChallengeParameters: { 'countersign:position': '[1,"choose",0,"1",[]]' },
      challengeMetadata: '[1,"choose",1,[]]',
    });
    session.push(entry(true, response.challengeMetadata));
    const picked = await create(createEvent({ session, clientMetadata: { choice: 'own' } }));
    expect(picked.response).toMatchObject({
      publicChallengeParameters: { challenge: 'own' },
      challengeMetadata: '[1,"own",2,["own"],"1"]',
    });
  });
});

describe('how long a round may be answered', () => {
  const COUNTERSIGN_SIGN_IN_BY = 'email';
  const told = async (seconds: string | undefined, event: Parameters<Triggers['create']>[0], flow: Flow = longFlow) => {
    const environment = { COUNTERSIGN_SIGN_IN_BY, COUNTERSIGN_SESSION_SECONDS: seconds };
    const { response } = await triggersOf(flow, { environment }).create(event);
    return response.publicChallengeParameters;
  };
  const choice = createEvent({ session: [entry(true, '[1,"captcha",0,[]]')] });

  test('is told in each round: of a challenge, of a choice, and to users that do not exist', async () => {
    const own = flowThat({ create: () => ({ parameters: {} }) });

    expect(await told('600', createEvent(), own)).toMatchObject({ sessionSeconds: '600' });
    expect(await told('600', createEvent({ userNotFound: true }), own)).toMatchObject({ sessionSeconds: '600' });
    expect(await told('600', choice)).toMatchObject({ challenge: 'choose', sessionSeconds: '600' });
  });

  test.each([undefined, '', 'unknown', '179', '901'])('is not told where it is not known: %j', async (seconds) => {
    expect(await told(seconds, choice)).not.toHaveProperty('sessionSeconds');
  });
});

describe('for an unknown user, CreateAuthChallenge', () => {
  const flowSeeing = (seen: DecoyContext[]) =>
    flowThat({
      create: () => {
        throw new Error('create must not be called');
      },
      decoy: (context) => {
        seen.push(context);
        return { parameters: {} };
      },
    });

  test('makes a decoy, and never calls create', async () => {
    const seen: DecoyContext[] = [];
    const triggers = triggersOf(flowSeeing(seen));
    await triggers.create(createEvent({ userNotFound: true, userName: 'carol' }));
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ userName: 'carol', attempt: 1, state: undefined });
    expect(Object.keys(seen[0] as DecoyContext).sort()).toEqual([
      'attempt',
      'environment',
      'now',
      'stableBytes',
      'state',
      'userName',
    ]);
    expect(lastLine(triggers)).toMatchObject({ decision: 'decoy' });
  });

  test('makes its values from the secret of the deployment, the pool and the name', async () => {
    const bytesOf = async (decoySecret: string, userName: string, userPoolId?: string) => {
      const seen: DecoyContext[] = [];
      const { create } = triggersOf(flowSeeing(seen), { decoySecret });
      await create(createEvent({ userNotFound: true, userName, userPoolId }));
      return Buffer.from((seen[0] as DecoyContext).stableBytes('label')).toString('hex');
    };
    const first = await bytesOf('secret', 'carol');
    expect(await bytesOf('secret', 'carol')).toBe(first);
    expect(await bytesOf('other', 'carol')).not.toBe(first);
    expect(await bytesOf('secret', 'dave')).not.toBe(first);
    expect(await bytesOf('secret', 'carol', 'us-east-1_Other')).not.toBe(first);
  });

  test('makes the same values of a name in whatever case it is typed, unless the pool tells case apart', async () => {
    const bytesOf = async (userName: string, COUNTERSIGN_CASE_SENSITIVE = 'false') => {
      const seen: DecoyContext[] = [];
      const environment = { COUNTERSIGN_CASE_SENSITIVE };
      await triggersOf(flowSeeing(seen), { environment }).create(createEvent({ userNotFound: true, userName }));
      return Buffer.from((seen[0] as DecoyContext).stableBytes('label')).toString('hex');
    };
    const first = await bytesOf('carol@example.org');
    for (const name of ['Carol@Example.org', 'CAROL@EXAMPLE.ORG']) {
      expect(await bytesOf(name), name).toBe(first);
      expect(await bytesOf(name, 'true'), name).not.toBe(first);
    }
    // Nothing says that Cognito takes these for one.
    expect(await bytesOf('ｃarol@example.org')).not.toBe(first);
    expect(await bytesOf('car0l@example.org')).not.toBe(first);
  });

  test('takes the secret from the environment where there is no ledger', async () => {
    const COUNTERSIGN_DECOY_SECRET = 'a secret of the deployment';
    const environment = { COUNTERSIGN_LEDGER: 'none', COUNTERSIGN_DECOY_SECRET };
    const now = () => 0;
    const fromEnvironment = triggersOf(emailFlow, { now, ...noSecret, environment });
    const told = triggersOf(emailFlow, { now, decoySecret: COUNTERSIGN_DECOY_SECRET });
    const decoyOf = async ({ create }: Pick<Triggers, 'create'>) =>
      (await create(createEvent({ userNotFound: true, userName: 'carol' }))).response.challengeMetadata;
    const withoutMessage = (metadata: string | null) => metadata?.replace(/"[\w-]{16}:/, '"');
    expect(await decoyOf(fromEnvironment)).toBe(withoutMessage(await decoyOf(told)));
  });

  test('takes the ledger’s key, whatever the environment has', async () => {
    const ledger = new MemoryLedger();
    const now = () => 0;
    const decoyOf = async (options: TriggerOptions) => {
      const { create } = triggersOf(emailFlow, { ...noSecret, now, ...options });
      return (await create(createEvent({ userNotFound: true, userName: 'carol' }))).response.challengeMetadata;
    };
    const first = await decoyOf({ ledger });
    expect(await decoyOf({ ledger, environment: { COUNTERSIGN_DECOY_SECRET: 'a secret of the app' } })).toBe(first);
    expect(await decoyOf({ ledger: new MemoryLedger() })).not.toBe(first);
  });

  test.each<[string, TriggerOptions]>([
    ['absent', { ...noSecret, environment: { COUNTERSIGN_LEDGER: 'none' } }],
    ['empty', { ...noSecret, environment: { COUNTERSIGN_LEDGER: 'none', COUNTERSIGN_DECOY_SECRET: '' } }],
    [
      'empty by option, whatever the environment has',
      { decoySecret: '', environment: { COUNTERSIGN_DECOY_SECRET: 'a' } },
    ],
  ])('fails where the secret is %s: for every user, so that it tells of none', async (_case, options) => {
    for (const userNotFound of [true, false]) {
      const triggers = triggersOf(flowThat({}), { environment: {}, ...options });
      await expect(triggers.create(createEvent({ userNotFound }))).rejects.toThrow(sentence);
      expect(lastLine(triggers).error).toMatchObject({
        code: 'configuration',
        message: expect.stringMatching(/^the environment variable COUNTERSIGN_DECOY_SECRET is not set: set any text/),
      });
    }
  });
});

describe('CreateAuthChallenge fails', () => {
  test.each([
    ['where the flow would issue tokens', [entry(true, '[1,"emailOtp",0,[]]')], 'decides to tokens', undefined],
    ['where the flow refuses', [entry(true, null)], 'decides to refuse', 'foreign-metadata'],
  ])('%s', async (_case, session, message, reason) => {
    const triggers = triggersOf(emailFlow);
    await expect(triggers.create(createEvent({ session }))).rejects.toThrow(sentence);
    expect(lastLine(triggers).reason).toBe(reason);
    expect(lastLine(triggers)).toMatchObject({
      decision: 'fail',
      error: { code: 'nothing-asked', message: expect.stringContaining(message) },
    });
  });

  test('with the words of an error made for users', async () => {
    const triggers = triggersOf(
      flowThat({
        create: () => {
          throw new UserFacingError('No code can be sent to your country yet', { cause: new Error('secret') });
        },
      }),
    );
    const failure = await triggers.create(createEvent()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserFacingError);
    expect(failure).toMatchObject({ message: 'No code can be sent to your country yet', code: 'user-facing' });
    expect(failure).not.toHaveProperty('cause');
    expect(triggers.lines.at(-1)).toMatchObject({
      level: 'info',
      fields: { decision: 'refuse', reason: 'user-facing', challenge: 'own', error: { code: 'user-facing' } },
    });
  });

  test.each<[string, () => unknown]>([
    ['an error', () => new Error('a secret')],
    ['a text', () => 'a secret'],
    ['nothing', () => undefined],
  ])('with one fixed sentence for %s', async (_case, thrown) => {
    const triggers = triggersOf(
      flowThat({
        create: () => {
          throw thrown();
        },
      }),
    );
    const failure = (await triggers.create(createEvent()).catch((error: unknown) => error)) as Error;
    expect(failure).toEqual(new Error(sentence));
    expect(failure).not.toHaveProperty('cause');
    expect(triggers.lines.at(-1)).toMatchObject({ level: 'error', fields: { decision: 'fail', challenge: 'own' } });
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'own: parameters must be an object of texts'],
    ['null', null, 'own: parameters must be an object of texts'],
    ['null parameters', { parameters: null }, 'own: parameters must be an object of texts'],
    ['a list', { parameters: ['a'] }, 'own: parameters must be an object of texts'],
    ['a number', { parameters: { a: 'b', digits: 6 } }, 'own: parameters, member 2, must be a text, got number'],
    [
      'a key that may hold anything',
      { parameters: { hunter: 1 } },
      'own: parameters, member 1, must be a text, got number',
    ],
    ['a list within', { parameters: { a: [] } }, 'own: parameters, member 1, must be a text, got object'],
    ['USERNAME', { parameters: { USERNAME: 'a' } }, 'own: parameters.USERNAME is reserved'],
    ['challenge', { parameters: { challenge: 'a' } }, 'own: parameters.challenge is reserved'],
    ['attemptsLeft', { parameters: { attemptsLeft: '9' } }, 'own: parameters.attemptsLeft is reserved'],
    ['retry', { parameters: { retry: 'a' } }, 'own: parameters.retry is reserved'],
    [
      'a private number',
      { parameters: {}, privateParameters: { a: 1 } },
      'own: privateParameters, member 1, must be a text',
    ],
    [
      'a position',
      { parameters: {}, privateParameters: { 'countersign:position': '[]' } },
      'own: privateParameters.countersign:position is reserved',
    ],
    [
      'a state that is no text',
      { parameters: {}, state: 1 },
      'own: result (retry, state), member 2, must be a text, got number',
    ],
    [
      'a retry that is no text',
      { parameters: {}, retry: 1 },
      'own: result (retry, state), member 1, must be a text, got number',
    ],
  ])('where a challenge returns %s', async (_case, created, message) => {
    const triggers = triggersOf(flowThat({ create: () => created as never }));
    await expect(triggers.create(createEvent())).rejects.toThrow(sentence);
    expect(lastLine(triggers).error).toMatchObject({
      code: 'challenge-output',
      message: expect.stringContaining(message),
    });
  });

  test('where a sign-in holds more than Cognito carries, and says what takes how much', async () => {
    const flow = defineFlow(
      {
        first: challengeThat({ create: () => ({ parameters: {}, state: 'x'.repeat(1500) }) }),
        second: challengeThat({
          create: () => ({ parameters: { a: 'ü'.repeat(800) }, privateParameters: { b: 'c' } }),
        }),
      },
      function* ({ pass }) {
        yield* pass('first');
        yield* pass('second');
      },
    );
    const triggers = triggersOf(flow);
    const { response } = await triggers.create(createEvent());
    const session = [entry(true, response.challengeMetadata)];
    await expect(triggers.create(createEvent({ session }))).rejects.toThrow(sentence);
    const { error } = lastLine(triggers);
    expect(error?.code).toBe('session-too-large');
    expect(error?.message).toBe(
      'second: 3262 bytes of at most 3072, before 1519, metadata 17, parameters 1644, privateParameters 82',
    );
  });

  test.each([
    [3072, true],
    [3073, false],
  ])('at the byte: %i fits: %s', async (bytes, fits) => {
    const own = (length: number) => flowThat({ create: () => ({ parameters: {}, state: 'x'.repeat(length) }) });
    const { response } = await triggersOf(own(0)).create(createEvent());
    const maps = Object.entries({ ...response.publicChallengeParameters, ...response.privateChallengeParameters });
    const rest = maps.flat().join('').length + (response.challengeMetadata as string).length;
    const made = triggersOf(own(bytes - rest)).create(createEvent());
    await (fits ? expect(made).resolves.toBeDefined() : expect(made).rejects.toThrow(sentence));
  });
});

test('counts metadata of null and sessions that are none as nothing', async () => {
  const { create } = triggersOf(emailFlow);
  const session = [entry(true, null, 'SRP_A')];
  await expect(create(createEvent({ session }))).resolves.toBeDefined();
  await expect(create(oddRequest(createEvent(), { session: null }))).resolves.toBeDefined();
});
