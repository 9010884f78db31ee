import { describe, expect, test } from 'vitest';
import { MessageNotSentError } from '../lib/challenges/errors.ts';
import { type ChallengeHandlers, defineChallenge, defineFlow, type MessageLimits } from '../lib/flow/index.ts';
import { takeMessageLimits as limitsOf } from '../lib/flow/message-limits.ts';
import { budgetFor } from '../lib/ledger/message-budget.ts';
import { deploy } from './ledger/support/deployment.ts';
import { refusal } from './ledger/support/fake-aws.ts';
import { emailFlow } from './triggers/flows.ts';
import { createEvent, entry, verifyEvent } from './triggers/setup.ts';

type Who = Parameters<typeof createEvent>[0];
function callFlow(parts: Partial<ChallengeHandlers> = {}, messages: Partial<MessageLimits> = {}) {
  const call = defineChallenge({
    factor: 'possession',
    limits: { messages },
    create: ({ state }) => ({
      parameters: {},
      privateParameters: { code: state ?? '4711' },
      state: state ?? '4711',
      ...(state === undefined && { message: { to: '+1555', code: '4711' } }),
    }),
    decoy: ({ state }) => ({ parameters: {}, privateParameters: { code: '----' }, state: state ?? '----' }),
    verify: ({ answer, privateParameters }) => answer === privateParameters.code,
    judgesDecoys: true,
    deliver: () => {},
    ...parts,
  });
  return defineFlow({ call }, function* ({ pass }) {
    yield* pass('call');
  });
}
type Deployed = ReturnType<typeof deploy>;
async function roundOf({ create, aws }: Deployed, event: Who = {}) {
  const { response } = await create(createEvent(event));
  await aws.idle();
  return {
    told: response.publicChallengeParameters ?? {},
    kept: response.privateChallengeParameters ?? {},
    metadata: response.challengeMetadata ?? '',
  };
}

describe('clocks', () => {
  test.each([61, 120, 600, 3600, 86_400 * 30])('a message written by a clock %d s ahead: mail comes again soon', async (ahead) => {
    let now = Date.UTC(2026, 10, 26) + ahead * 1000;
    const d = deploy(emailFlow, undefined, { now: () => now });
    await roundOf(d);
    now -= ahead * 1000;
    let waited = 0;
    for (; waited < 7200; waited += 30) {
      const { told } = await roundOf(d);
      if (told.sentAgo === undefined && told.resendAfter === undefined) break;
      now += 30_000;
    }
    console.log(ahead, 'waited', waited);
    expect(waited).toBeLessThanOrEqual(60);
  });
  test('fractional clock', async () => {
    const d = deploy(emailFlow, undefined, { now: () => Date.UTC(2026, 10, 26) + 0.5 });
    await roundOf(d);
    await expect(roundOf(d)).resolves.toBeDefined();
  });
});

describe('who the message goes to changes', () => {
  test('a new address gets a message of its own; the code of the old one opens no fresh sign-in', async () => {
    const d = deploy(emailFlow);
    const at = (email: string): Who => ({ userAttributes: { sub: 'a sub', email, email_verified: 'true' } });
    await roundOf(d, at('old@example.com'));
    const code = d.outbox.lastCode();
    d.clock.advance({ seconds: 20 });
    const fresh = await roundOf(d, at('new@example.com'));
    const right = (await d.verify(verifyEvent({ ...at('new@example.com'), privateChallengeParameters: fresh.kept, challengeAnswer: code }))).response.answerCorrect;
    console.log(fresh.told, right, d.outbox.list().map(({ to }) => to));
    expect(right).toBe(false);
  });
  test('an address that is not verified any more', async () => {
    const d = deploy(emailFlow);
    const at = (email_verified: string): Who => ({ userAttributes: { sub: 'a sub', email: 'alice@example.com', email_verified } });
    await roundOf(d, at('true'));
    const code = d.outbox.lastCode();
    d.clock.advance({ seconds: 20 });
    const fresh = await roundOf(d, at('false'));
    const right = (await d.verify(verifyEvent({ ...at('false'), privateChallengeParameters: fresh.kept, challengeAnswer: code }))).response.answerCorrect;
    expect(right).toBe(false);
  });
  test('an address that has just been verified gets a code', async () => {
    const d = deploy(emailFlow);
    const at = (email_verified: string): Who => ({ userAttributes: { sub: 'a sub', email: 'alice@example.com', email_verified } });
    await roundOf(d, at('false'));
    d.clock.advance({ seconds: 5 });
    await roundOf(d, at('true'));
    expect(d.outbox.list().length).toBe(1);
  });
  test('a message of one app client is not the one of another', async () => {
    const sent: string[] = [];
    const d = deploy(callFlow({
      create: ({ state, clientId }) => ({ parameters: { app: clientId }, privateParameters: { code: '4711' }, state: state ?? '4711', ...(state === undefined && { message: { to: '+1', code: '4711', app: clientId } }) }),
      deliver: (_c, { app }) => void sent.push(app ?? ''),
    }));
    const one = await d.create(createEvent({ callerContext: { awsSdkVersion: '1', clientId: 'partner' } } as never));
    await d.aws.idle();
    const two = await d.create({ ...createEvent({}), callerContext: { awsSdkVersion: '1', clientId: 'bank' } } as never);
    console.log(one.response.publicChallengeParameters, two.response.publicChallengeParameters, one.callerContext, sent);
  });
});

describe('deliver that misbehaves', () => {
  const cases: [string, () => void][] = [
    ['throws at once', () => { throw new Error('x'); }],
    ['throws nothing', () => { throw undefined; }],
    ['throws a text', () => { throw 'message-not-sent'; }],
    ['throws a record with the code', () => { throw Object.freeze({ code: 'message-not-sent' }); }],
    ['throws a frozen error', () => { throw Object.freeze(new MessageNotSentError('no')); }],
    ['throws a proxy', () => { throw new Proxy(new Error('x'), { get() { throw new Error('get'); }, getPrototypeOf() { return Error.prototype; } }); }],
  ];
  test.each(cases)('%s', async (_name, misbehave) => {
    let calls = 0;
    const d = deploy(callFlow({ deliver: () => { calls++; misbehave(); } }));
    const failures: unknown[] = [];
    d.aws.invoked = async (poke) => d.deliver(poke as never).catch((e: unknown) => void failures.push(e));
    await roundOf(d);
    console.log(_name, calls, failures.map(String), d.lines.map(({ message, fields }) => [message, fields.decision, fields.error]).filter(([m]) => m === 'DeliverMessage'));
    expect(failures).toHaveLength(1);
  }, 30_000);
});

describe('odd messages', () => {
  const odd: [string, unknown][] = [
    ['no to', { code: '1' }], ['to empty', { to: '' }], ['to a list', { to: ['a@b.c', 'd@e.f'] }], ['to a number', { to: 1 }],
    ['null', null], ['a text', 'alice'], ['a list', ['a']], ['own __proto__', JSON.parse('{"to":"+1","__proto__":"x"}')],
    ['toJSON text', { to: '+1', toJSON: 'x' }], ['huge', { to: '+1', code: 'x'.repeat(450_000) }], ['lone surrogate', { to: '\ud800' }],
    ['getter', Object.defineProperty({} as object, 'to', { enumerable: true, get: (() => { let n = 0; return () => `+${n++}`; })() })],
    ['inherited toJSON', Object.assign(Object.create({ toJSON: () => ({ to: '+666', code: 'other' }) }), { to: '+1', code: '4711' })],
  ];
  test.each(odd)('%s', async (_name, message) => {
    const sent: unknown[] = [];
    const d = deploy(callFlow({ create: () => ({ parameters: {}, privateParameters: { code: '4711' }, message: message as never }), deliver: (_c, m) => void sent.push(m) }));
    const r = await roundOf(d).then((x) => x.told, (e: Error) => e.message);
    console.log(_name, r, JSON.stringify(sent).slice(0, 100), d.lines.map(({ message: m, fields }) => [m, fields.decision, fields.reason, fields.error?.message]));
  });
});

describe('states with colons, and of older versions', () => {
  test.each(['a:b:c', ':', '::', 'a', ''])('%j comes back', async (state) => {
    const seen: unknown[] = [];
    const d = deploy(callFlow({ create: (c) => { seen.push(c.state); return { parameters: {}, privateParameters: { code: '1' }, state, ...(c.state === undefined && { message: { to: '+1' } }) }; } }));
    const first = await roundOf(d);
    await roundOf(d, { session: [entry(false, first.metadata)] });
    console.log(seen, first.metadata);
    expect(seen[1]).toBe(state);
  });
});
void limitsOf; void budgetFor; void refusal;
