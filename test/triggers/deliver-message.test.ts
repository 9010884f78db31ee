import { describe, expect, test, vi } from 'vitest';
import { MessageMaybeSentError, MessageNotSentError } from '../../lib/challenges/errors.ts';
import {
  type CreatedChallenge,
  type DeliverContext,
  defineChallenge,
  defineFlow,
  type Message,
} from '../../lib/flow/index.ts';
import { NOTHING, type Poke } from '../../lib/ledger/poke.ts';
import { deploy, ENVIRONMENT } from '../ledger/support/deployment.ts';
import { FakeAws, refusal } from '../ledger/support/fake-aws.ts';
import { emailFlow } from './flows.ts';
import { createEvent, entry, verifyEvent } from './setup.ts';

const nobody = { userNotFound: true, userName: 'nobody@example.com' } as const;

/** A flow of one challenge whose messages are delivered apart. */
function callFlow(
  deliver: (context: DeliverContext, message: Message) => void | Promise<void>,
  create: (state: string | undefined) => CreatedChallenge = (state) => ({
    parameters: {},
    privateParameters: { code: '4711' },
    state: state ?? 'drawn',
    ...(state === undefined && { message: { to: '+15550100', code: '4711' } }),
  }),
) {
  const call = defineChallenge({
    factor: 'possession',
    limits: { messages: {} },
    needs: { attributes: { uses: ['locale'] } },
    create: ({ state }) => create(state),
    decoy: ({ state }) => ({ parameters: {}, privateParameters: { code: '----' }, state: state ?? 'drawn' }),
    verify: ({ answer, privateParameters }) => answer === privateParameters.code,
    judgesDecoys: true,
    deliver,
  });
  return defineFlow({ call }, function* ({ pass }) {
    yield* pass('call');
  });
}

/** Create's round as Verify and the next Create get it. */
async function roundOf(create: ReturnType<typeof deploy>['create'], event: Parameters<typeof createEvent>[0] = {}) {
  const { response } = await create(createEvent(event));
  return {
    told: response.publicChallengeParameters ?? {},
    kept: response.privateChallengeParameters ?? {},
    metadata: response.challengeMetadata ?? '',
  };
}

const decisionsOf = (lines: ReturnType<typeof deploy>['lines']) =>
  lines.map(({ message, fields: { decision, reason } }) =>
    [message.replace(/Auth.*/, ''), decision, reason].filter(Boolean),
  );

describe('a message', () => {
  test('goes out after Create has answered, with what the challenge had of the user', async () => {
    const seen: [DeliverContext, Message][] = [];
    const { aws, create, lines } = deploy(callFlow((context, message) => void seen.push([context, message])));
    const userAttributes = { sub: 'a sub', locale: 'de', email: 'alice@example.com' };
    const { kept, metadata } = await roundOf(create, { userAttributes });
    await aws.idle();
    expect(seen).toHaveLength(1);
    const [{ user, userPoolId, signal, environment }, message] = seen[0] as [DeliverContext, Message];
    expect(message).toEqual({ to: '+15550100', code: '4711' });
    expect(user.attributes).toEqual({ sub: 'a sub', locale: 'de' });
    expect([userPoolId, signal.aborted, environment.AWS_REGION]).toEqual([
      createEvent().userPoolId,
      false,
      ENVIRONMENT.AWS_REGION,
    ]);
    expect(kept).toMatchObject({ code: '4711', 'countersign:message': expect.stringMatching(/^[\w-]{16}$/) });
    expect(metadata).toBe(`[1,"call",0,[],"${kept['countersign:message']}:drawn"]`);
    expect(decisionsOf(lines)).toEqual([
      ['Create', 'create'],
      ['DeliverMessage', 'deliver'],
    ]);
    expect(lines[1]?.fields).toMatchObject({
      trigger: 'DeliverMessage',
      challenge: 'call',
      attempt: 1,
      user: lines[0]?.fields.user,
    });
    expect(JSON.stringify(lines)).not.toMatch(/4711|5550100/);
  });

  test('is one for retries and fresh sign-ins, and they say how old it is', async () => {
    const { aws, create, clock, outbox } = deploy(emailFlow);
    const first = await roundOf(create);
    clock.advance({ seconds: 10 });
    const second = await roundOf(create);
    await aws.idle();
    expect(outbox.list()).toHaveLength(1);
    expect(second.told).toEqual({ ...first.told, sentAgo: '10', device: expect.any(String) });
    const { 'countersign:round': _, ...shared } = second.kept;
    expect(first.kept).toMatchObject(shared);
  });

  test('signs in once: of two rounds that share it, one is let in, and the other hears that it was used', async () => {
    const { aws, create, verify, outbox, lines } = deploy(emailFlow);
    const [first, second] = [await roundOf(create), await roundOf(create)];
    await aws.idle();
    const answer = (kept: Record<string, string>) =>
      verify(verifyEvent({ privateChallengeParameters: kept, challengeAnswer: outbox.lastCode() }));
    expect((await answer(first.kept)).response).toEqual({ answerCorrect: true });
    expect((await answer(second.kept)).response).toEqual({ answerCorrect: false });
    expect(lines.at(-1)?.fields.reason).toBe('used');
    const { told } = await roundOf(create, { session: [entry(false, second.metadata)] });
    expect(told).toMatchObject({ retry: 'used', attemptsLeft: '2' });
  });

  test('isn’t sent anew for a wrong answer, and is when it is over, for a known user and an unknown one alike', async () => {
    const told: unknown[] = [];
    const requests: unknown[] = [];
    for (const who of [{}, nobody]) {
      const { aws, create, clock, outbox } = deploy(emailFlow);
      const first = await roundOf(create, who);
      const again = await roundOf(create, { ...who, session: [entry(false, first.metadata)] });
      await aws.idle();
      expect(outbox.list()).toHaveLength(who === nobody ? 0 : 1);
      expect(again.told).toMatchObject({ retry: 'wrong' });
      clock.advance({ minutes: 10 });
      const later = await roundOf(create, { ...who, session: [entry(false, again.metadata)] });
      await aws.idle();
      expect(outbox.list()).toHaveLength(who === nobody ? 0 : 2);
      told.push([again.told.retry, later.told.retry]);
      requests.push(aws.requests.map(({ operation }) => operation));
    }
    expect(told).toEqual([
      ['wrong', 'expired'],
      ['wrong', 'expired'],
    ]);
    expect(requests[1]).toEqual(requests[0]);
  });

  test('isn’t sent where there were too many: the round looks as ever, no answer is right, and the client hears when', async () => {
    const { aws, create, verify, clock, outbox, lines } = deploy(emailFlow);
    const first = await roundOf(create);
    await aws.idle();
    const used = verifyEvent({ privateChallengeParameters: first.kept, challengeAnswer: outbox.lastCode() });
    expect((await verify(used)).response).toEqual({ answerCorrect: true });
    clock.advance({ seconds: 10 });
    const { told, kept } = await roundOf(create);
    await aws.idle();
    expect(outbox.list()).toHaveLength(1);
    expect(told).toEqual({ ...first.told, resendAfter: '20', device: expect.any(String) });
    expect(Object.keys(kept)).toEqual(Object.keys(first.kept));
    expect(lines.at(-1)?.fields).toMatchObject({ decision: 'create', reason: 'message-budget' });
    for (const challengeAnswer of [outbox.lastCode(), '00000000']) {
      const event = verifyEvent({ privateChallengeParameters: kept, challengeAnswer });
      expect((await verify(event)).response).toEqual({ answerCorrect: false });
    }
  });
});

describe('delivering', () => {
  /** Delivers one message, as often as it is asked to. */
  async function delivering(deliver: () => void, options: Parameters<typeof deploy>[2] = {}) {
    const aws = new FakeAws();
    const world = deploy(callFlow(deliver), aws, options);
    const pokes: Poke[] = [];
    aws.invoked = async (poke) => void pokes.push(poke as never);
    await world.create(createEvent());
    const run = (): Promise<unknown> =>
      world.deliver(pokes[0] as Poke).then(
        () => 'well',
        (error: unknown) => error,
      );
    return { ...world, run, pokes };
  }

  test('is done once, however often it is asked for', async () => {
    const deliver = vi.fn();
    const { run, lines } = await delivering(deliver);
    expect([await run(), await run()]).toEqual(['well', 'well']);
    expect(deliver).toHaveBeenCalledOnce();
    expect(lines.at(-1)?.fields).toMatchObject({ decision: 'nothing', reason: 'taken-before' });
  });

  test('is tried three times where it certainly failed, then given back, and Lambda tries again', async () => {
    const deliver = vi.fn(() => {
      throw new MessageNotSentError('down');
    });
    const { run, lines } = await delivering(deliver);
    expect(await run()).toMatchObject({ code: 'undelivered' });
    expect(lines.at(-1)?.fields.error).toMatchObject({ code: 'message-not-sent' });
    expect(deliver).toHaveBeenCalledTimes(3);
    expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { decision: 'fail', attempt: 3 } });
    deliver.mockImplementation(() => undefined as never);
    expect(await run()).toBe('well');
    expect(deliver).toHaveBeenCalledTimes(4);
  });

  test('is tried again at once where it failed and there is time', async () => {
    const deliver = vi.fn<() => void>().mockImplementationOnce(() => {
      throw new MessageNotSentError('busy');
    });
    const { run, lines } = await delivering(deliver);
    expect(await run()).toBe('well');
    expect(lines.at(-1)?.fields).toMatchObject({ decision: 'deliver', attempt: 2 });
  });

  test.each([
    ['that it may have been sent', new MessageMaybeSentError('silence')],
    ['anything else', new Error('a code: 4711')],
    ['no error', 'a text'],
  ])('is never done again where it threw %s', async (_what, thrown) => {
    const deliver = vi.fn(() => {
      throw thrown;
    });
    const { run, lines } = await delivering(deliver);
    const error = (await run()) as Error;
    // Lambda logs all of it.
    expect([error.name, error.message, error.cause]).toEqual([
      'UndeliveredError',
      'The message is not known to be delivered; the log says why',
      undefined,
    ]);
    expect(await run()).toBe('well');
    expect(deliver).toHaveBeenCalledOnce();
    expect(JSON.stringify(lines)).not.toContain('4711');
  });

  test('ends where the message is another one, is over, is gone, or was a decoy’s', async () => {
    const deliver = vi.fn();
    const { pokes, deliver: handler, lines, clock, aws } = await delivering(deliver);
    const [{ key, id }] = pokes as [Poke];
    await handler({ key, id: 'a'.repeat(16) });
    clock.advance({ minutes: 10 });
    await handler({ key, id });
    aws.items.clear();
    await handler({ key, id });
    const before = aws.requests.length;
    await handler({ key, id: NOTHING });
    expect(aws.requests).toHaveLength(before);
    expect(deliver).not.toHaveBeenCalled();
    expect(decisionsOf(lines).slice(1)).toEqual([
      ['DeliverMessage', 'nothing', 'replaced'],
      ['DeliverMessage', 'nothing', 'over'],
      ['DeliverMessage', 'nothing', 'not-there'],
    ]);
  });

  test('of a decoy is nothing to deliver, should somebody name it', async () => {
    const { aws, create, deliver, lines, outbox } = deploy(emailFlow);
    await create(createEvent(nobody));
    const [[key, item]] = [...aws.items].filter(([pk]) => pk.startsWith('m')) as [[string, { id: { S: string } }]];
    await deliver({ key, id: item.id.S });
    expect(decisionsOf(lines).at(-1)).toEqual(['DeliverMessage', 'nothing', 'decoy']);
    expect(outbox.list()).toEqual([]);
  });

  test.each([
    undefined,
    null,
    'text',
    {},
    { key: 'm', id: 'x' },
    { key: `m${'a'.repeat(43)}` },
    { key: `g${'a'.repeat(43)}`, id: 'a'.repeat(16) },
  ])('is refused for what Create doesn’t give: %j', async (given) => {
    const { deliver, lines } = deploy(emailFlow);
    await expect(deliver(given as never)).rejects.toMatchObject({ code: 'undelivered' });
    expect(lines.at(-1)?.fields.error).toMatchObject({ code: 'request-malformed' });
  });

  test('is nobody’s business without a ledger', async () => {
    const { deliver, lines } = deploy(emailFlow, new FakeAws(), { environment: { COUNTERSIGN_LEDGER: 'none' } });
    await expect(deliver({ key: `m${'a'.repeat(43)}`, id: 'a'.repeat(16) })).rejects.toThrow();
    expect(lines.at(-1)?.fields.error).toMatchObject({ code: 'ledger-unavailable' });
  });

  test('of a challenge that the flow lost is a fault', async () => {
    const aws = new FakeAws();
    const { create } = deploy(
      callFlow(() => {}),
      aws,
    );
    const pokes: Poke[] = [];
    aws.invoked = async (poke) => void pokes.push(poke as never);
    await create(createEvent());
    const { deliver, lines } = deploy(emailFlow, aws);
    await expect(deliver(pokes[0] as Poke)).rejects.toMatchObject({ code: 'undelivered' });
    expect(lines.at(-1)?.fields.error?.message).toBe('call has no function deliver, and limits.messages');
  });

  test('fails where the table does, and the log says so', async () => {
    const { run, ofDeliver, lines } = await delivering(() => {});
    ofDeliver.treat = () => ({ answers: () => refusal(400, 'AccessDeniedException') });
    expect(await run()).toMatchObject({ code: 'undelivered' });
    expect(lines.at(-1)?.fields).toMatchObject({
      ...{ trigger: 'DeliverMessage', decision: 'fail' },
      error: { code: 'ledger-unavailable' },
    });
  });
});

describe('Create', () => {
  test('fails where nobody can be told to deliver, for users and others, and the next one tells again', async () => {
    for (const who of [{}, nobody]) {
      const { aws, create, outbox, lines } = deploy(emailFlow);
      aws.treat = ({ operation }) =>
        operation === 'Invoke' ? { answers: () => refusal(403, 'AccessDeniedException') } : undefined;
      await expect(create(createEvent(who))).rejects.toThrow();
      expect(lines.at(-1)?.fields).toMatchObject({ decision: 'fail', error: { code: 'delivery-unavailable' } });
      aws.treat = () => undefined;
      expect((await create(createEvent(who))).response.publicChallengeParameters).toMatchObject({ sentAgo: '1' });
      await aws.idle();
      expect(outbox.list()).toHaveLength(who === nobody ? 0 : 1);
    }
  });

  test('fails on Lambda where nobody is named who delivers', async () => {
    const { COUNTERSIGN_DELIVER: _, ...environment } = ENVIRONMENT;
    for (const who of [{}, nobody]) {
      const { create, lines } = deploy(emailFlow, new FakeAws(), { environment });
      await expect(create(createEvent(who))).rejects.toThrow();
      expect(lines.at(-1)?.fields.error).toMatchObject({ code: 'delivery-unavailable' });
    }
  });

  test('delivers itself without a ledger, and what fails is an error in the log', async () => {
    const { COUNTERSIGN_LEDGER_KEY: _, ...without } = ENVIRONMENT;
    const environment = { ...without, COUNTERSIGN_LEDGER: 'none', COUNTERSIGN_DECOY_SECRET: 'a decoy secret' };
    const deliver = vi.fn<() => void>();
    const { create, lines } = deploy(callFlow(deliver), new FakeAws(), { environment });
    const { told, kept, metadata } = await roundOf(create);
    expect(deliver).toHaveBeenCalledOnce();
    expect([told, kept, metadata]).toEqual([
      { challenge: 'call' },
      { code: '4711', 'countersign:position': expect.anything(), 'countersign:round': expect.anything() },
      '[1,"call",0,[],"drawn"]',
    ]);
    deliver.mockImplementation(() => {
      throw new MessageNotSentError('down');
    });
    await roundOf(create);
    expect(lines.at(-1)).toMatchObject({
      level: 'error',
      fields: { decision: 'create', error: { code: 'message-not-sent' } },
    });
  });

  test.each<[string, CreatedChallenge, RegExp]>([
    ['no destination', { parameters: {}, message: { code: '1' } as never }, /call: message\.to must say where it goes/],
    [
      'no texts',
      { parameters: {}, message: { to: 'a', code: 1 } as never },
      /call: message, member 2, must be a text, got number/,
    ],
    ['a list', { parameters: {}, message: ['a'] as never }, /call: message must be an object of texts/],
  ])('refuses a message with %s before anything is kept', async (_what, created, message) => {
    const { aws, create, lines } = deploy(
      callFlow(
        () => {},
        () => created,
      ),
    );
    await expect(create(createEvent())).rejects.toThrow();
    expect(lines.at(-1)?.fields.error).toMatchObject({
      code: 'challenge-output',
      message: expect.stringMatching(message),
    });
    expect(aws.items.size).toBe(0);
  });

  test('refuses a message of a challenge that has no limits of messages', async () => {
    const own = defineChallenge({
      factor: 'possession',
      create: () => ({ parameters: {}, message: { to: 'a' } }),
      decoy: () => ({ parameters: {} }),
      verify: () => false,
    });
    const flow = defineFlow({ own }, function* ({ pass }) {
      yield* pass('own');
    });
    const { create, lines } = deploy(flow);
    await expect(create(createEvent())).rejects.toThrow();
    expect(lines.at(-1)?.fields.error?.message).toBe('own returns a message, and has no limits.messages');
  });
});
