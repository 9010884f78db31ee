import { describe, expect, test } from 'vitest';
import { defineFlow, type Extra, replay, replayProgress, writeMetadata } from '../../lib/flow/index.ts';
import { challenge } from './challenges.ts';

const challenges = { captcha: challenge('none'), code: challenge('possession'), pin: challenge('knowledge', 1) };
const alice = {
  userAttributes: { email: 'alice@example.com', 'cognito:user_status': 'CONFIRMED' },
  userNotFound: false,
};
const nobody = { userAttributes: {}, userNotFound: true };
const round = (name: string, index: number, challengeResult = true, picks: readonly string[] = [], state?: string) => ({
  challengeName: 'CUSTOM_CHALLENGE',
  challengeResult,
  challengeMetadata: writeMetadata({ name, index, picks, ...(state !== undefined && { state }) }),
});
const own = (challengeName: string, challengeResult = true) => ({
  challengeName,
  challengeResult,
  challengeMetadata: null,
});

const code = defineFlow(challenges, function* ({ pass }) {
  yield* pass('code');
});
const choice = defineFlow(challenges, function* ({ choose }) {
  yield* choose('code', 'pin');
});
const withPassword = defineFlow(
  challenges,
  function* ({ password, pass }) {
    yield* password();
    yield* pass('code');
  },
  { factors: 2 },
);

describe('a challenge', () => {
  test.each([[[]], [null], [undefined]])('is asked at the beginning (%j)', (session) => {
    expect(replay(code, session, alice)).toEqual({
      kind: 'ask',
      name: 'code',
      index: 0,
      attempt: 1,
      attemptsLeft: 3,
      picks: [],
      can: [],
      position: { name: 'code', progress: { password: 'absent', rounds: [], picks: [] } },
    });
  });

  test('is asked again after a wrong answer, with the state of the try before', () => {
    const session = [round('code', 0, false, [], 'first'), round('code', 0, false, [], 'second')];
    expect(replay(code, session, alice)).toMatchObject({ attempt: 3, attemptsLeft: 1, state: 'second' });
  });

  test('refuses after its last attempt', () => {
    const session = [round('code', 0, false), round('code', 0, false), round('code', 0, false)];
    expect(replay(code, session, alice)).toMatchObject({ kind: 'refuse' });
  });

  test('gets tokens when it passed, for a user that exists', () => {
    expect(replay(code, [round('code', 0)], alice)).toEqual({ kind: 'tokens' });
    expect(replay(code, [round('code', 0)], nobody)).toEqual({ kind: 'refuse', reason: 'no-such-user' });
  });

  test('takes no state from the ask before it', () => {
    const twice = defineFlow(challenges, function* ({ attempt, pass }) {
      yield* attempt('pin');
      yield* pass('pin');
    });
    expect(replay(twice, [round('pin', 0, false, [], 'old')], alice)).not.toHaveProperty('state');
  });
});

describe('a session that the flow did not make is refused', () => {
  test.each([
    ['no list', {}],
    ['a text', 'CUSTOM_CHALLENGE'],
    ['an empty entry', [null]],
    ['a number', [5]],
    ['a result that is a text', [{ ...round('code', 0), challengeResult: 'true' }]],
    ['no result', [{ ...round('code', 0), challengeResult: null }]],
    ['no metadata', [{ ...round('code', 0), challengeMetadata: null }]],
    ['foreign metadata', [{ ...round('code', 0), challengeMetadata: 'code' }]],
    ['another challenge', [round('pin', 0)]],
    ['another ask', [round('code', 1)]],
    ['other choices', [round('code', 0, true, ['code'])]],
    ['one round too many', [round('code', 0), round('code', 0)]],
    [
      'rounds after the last wrong one',
      [round('code', 0, false), round('code', 0, false), round('code', 0, false), round('code', 0)],
    ],
    ['a failed step of Cognito', [own('SMS_MFA', false), round('code', 0)]],
    ['an unknown step', [own('WEB_AUTHN'), round('code', 0)]],
    ['a step in the wrong place', [round('code', 0), own('SRP_A')]],
    ['a password without SRP_A', [own('PASSWORD_VERIFIER'), round('code', 0)]],
    ['a password too late', [own('SRP_A'), round('code', 0), own('PASSWORD_VERIFIER')]],
    ['a password nobody asked', [own('SRP_A'), own('PASSWORD_VERIFIER')]],
    ['a password nobody asked, and all the rest', [own('SRP_A'), own('PASSWORD_VERIFIER'), round('code', 0)]],
    ['more entries than any sign-in has', Array.from({ length: 41 }, () => own('SMS_MFA'))],
  ])('%s', (_what, session) => {
    expect(replay(code, session, alice)).toMatchObject({ kind: 'refuse', reason: expect.any(String) });
  });

  test('and Cognito’s own steps that succeeded are passed over', () => {
    expect(replay(code, [own('SRP_A'), round('code', 0), own('SMS_MFA'), own('DEVICE_SRP_AUTH')], alice)).toEqual({
      kind: 'tokens',
    });
    expect(replay(code, [own('SRP_A')], alice)).toMatchObject({ kind: 'ask', name: 'code' });
  });

  test('rounds that nobody vouches for', () => {
    const decision = replayProgress(code, { password: 'absent', rounds: [{ passed: true }] }, alice);
    expect(decision).toMatchObject({ kind: 'refuse' });
  });

  test('a choice after which nobody vouches for the next round', () => {
    const asked = { name: 'choose', index: 0, picks: [] };
    const rounds = [{ passed: true, asked }, { passed: true }];
    expect(replayProgress(choice, { password: 'absent', rounds }, alice)).toMatchObject({ kind: 'refuse' });
  });
});

describe('a choice', () => {
  const picked = [round('choose', 0)];

  test('is a round of its own', () => {
    expect(replay(choice, [], { ...alice, choice: 'code' })).toMatchObject({
      kind: 'ask',
      name: 'choose',
      options: ['code', 'pin'],
    });
  });

  test('is read from the request while it is the last', () => {
    expect(replay(choice, picked, { ...alice, choice: 'pin' })).toMatchObject({
      name: 'pin',
      index: 1,
      picks: ['pin'],
      attemptsLeft: 1,
    });
  });

  test('and from the next round’s metadata from then on', () => {
    const context = { ...alice, choice: 'pin' };
    expect(replay(choice, [...picked, round('code', 1, false, ['code'])], context)).toMatchObject({
      name: 'code',
      attempt: 2,
    });
    expect(replay(choice, [...picked, round('code', 1, true, ['code'])], context)).toEqual({ kind: 'tokens' });
  });

  test.each([undefined, 'captcha', '', 'choose'])('refuses %j', (option) => {
    expect(replay(choice, picked, { ...alice, choice: option })).toMatchObject({ kind: 'refuse' });
  });

  test('refuses a next round that says nothing of it', () => {
    expect(replay(choice, [...picked, round('code', 1)], { ...alice, choice: 'code' })).toMatchObject({
      kind: 'refuse',
    });
  });

  test('is refused after three wrong answers', () => {
    const wrong = [round('choose', 0, false), round('choose', 0, false)];
    expect(replay(choice, wrong, alice)).toMatchObject({ name: 'choose', attempt: 3 });
    expect(replay(choice, [...wrong, round('choose', 0, false)], alice)).toMatchObject({ kind: 'refuse' });
  });
});

describe('the password', () => {
  const passed = [own('SRP_A'), own('PASSWORD_VERIFIER')];

  test('is asked after SRP_A, which proves nothing', () => {
    expect(replay(withPassword, [], alice)).toMatchObject({
      kind: 'refuse',
      reason: 'password-not-begun',
    });
    expect(replay(withPassword, [own('SRP_A')], alice)).toEqual({ kind: 'password' });
    expect(replay(withPassword, [own('SRP_A')], nobody)).toEqual({ kind: 'password' });
    expect(replay(withPassword, [own('SRP_A'), round('code', 0)], alice)).toMatchObject({ kind: 'refuse' });
  });

  test.each([
    ['nothing began', [own('PASSWORD_VERIFIER'), round('code', 0)]],
    ['it comes late', [own('SRP_A'), round('code', 0), own('PASSWORD_VERIFIER')]],
    ['it comes after another step', [own('SRP_A'), own('SMS_MFA'), own('PASSWORD_VERIFIER'), round('code', 0)]],
    ['it comes twice', [...passed, own('PASSWORD_VERIFIER'), round('code', 0)]],
    ['SRP_A comes late', [own('DEVICE_SRP_AUTH'), own('SRP_A'), own('PASSWORD_VERIFIER'), round('code', 0)]],
  ])('is no factor where %s', (_what, session) => {
    expect(replay(withPassword, session, alice)).toMatchObject({ kind: 'refuse' });
  });

  test('is a factor once Cognito checked it', () => {
    expect(replay(withPassword, passed, alice)).toMatchObject({ kind: 'ask', name: 'code' });
    expect(replay(withPassword, [...passed, round('code', 0)], alice)).toEqual({ kind: 'tokens' });
    expect(replay(withPassword, [...passed, round('code', 0)], nobody)).toMatchObject({ kind: 'refuse' });
  });

  test.each(['FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED', undefined])('is refused where the user is %s', (status) => {
    const userAttributes: Record<string, string> = status ? { 'cognito:user_status': status } : {};
    expect(replay(withPassword, [own('SRP_A')], { userAttributes, userNotFound: false })).toMatchObject({
      kind: 'refuse',
    });
    expect(replay(withPassword, passed, { userAttributes, userNotFound: false })).toMatchObject({ kind: 'refuse' });
  });

  const late = defineFlow(challenges, function* ({ attempt, password }) {
    yield* attempt('captcha');
    yield* password();
  });
  const twice = defineFlow(challenges, function* ({ password }) {
    yield* password();
    yield* password();
  });
  const caught = defineFlow(challenges, function* ({ pass, password }) {
    yield* pass('captcha');
    try {
      yield* password();
    } finally {
      yield* pass('code');
    }
  });

  test.each([
    ['after a challenge', late],
    ['twice', twice],
    ['late, and caught', caught],
  ])('cannot be asked %s', (_when, flow) => {
    const decision = replay(flow, [...passed, round('captcha', 0)], alice);
    expect(decision).toMatchObject({
      kind: 'refuse',
      reason: 'password-not-first',
    });
  });
});

describe('a predicate that answers differently for one value', () => {
  const seen = new Set<string>();
  const pattern = /@example/g;
  let thrown = false;
  const answers = [true, true, false, false];

  test.each<[string, (value: string) => boolean]>([
    ['a RegExp that remembers', (email) => pattern.test(email)],
    ['a Set that remembers', (email) => seen.size < seen.add(email).size],
    [
      'an error thrown once',
      () => {
        if (thrown) return true;
        thrown = true;
        throw new Error('once');
      },
    ],
    ['a match', (email) => email.match(/@/) as unknown as boolean],
    ['a promise', (async () => true) as unknown as () => boolean],
    ['no function', /@/ as unknown as () => boolean],
  ])('gives no tokens: %s', (_what, predicate) => {
    const flow = defineFlow({ code: challenge() }, function* ({ user, pass }) {
      yield* pass('code');
      if (!user.test('email', predicate)) yield* pass('code');
    });
    const session = [round('code', 0)];
    const decision = replay(flow, session, { userAttributes: { email: 'a@example.com' }, userNotFound: false });
    expect(decision).toMatchObject({
      kind: 'refuse',
      reason: 'impure',
      error: { what: 'a predicate about email that answers differently for one value, or no boolean' },
    });
  });

  test('gives no tokens, where it asks about the user itself', () => {
    const flow = defineFlow({ code: challenge() }, function* ({ user, pass }) {
      yield* pass('code');
      user.test('email', (email) => email === 'a@example.com' && user.is('custom:role', 'staff'));
    });
    const decision = replay(flow, [round('code', 0)], {
      userAttributes: { email: 'a@example.com', 'custom:role': 'staff' },
      userNotFound: false,
    });
    expect(decision).toMatchObject({
      kind: 'refuse',
      reason: 'impure',
      error: { what: 'a question about the user inside a predicate' },
    });
  });

  test('gives no tokens, where it changes its mind between two questions of one run', () => {
    const flow = defineFlow({ code: challenge() }, function* ({ user, pass }) {
      const predicate = () => answers.shift() === true;
      yield* pass('code');
      if (user.test('email', predicate) && user.test('email', predicate)) return;
    });
    const session = [round('code', 0)];
    const decision = replay(flow, session, { userAttributes: { email: 'a@example.com' }, userNotFound: false });
    expect(decision).toMatchObject({ kind: 'refuse', reason: 'impure' });
  });
});

describe('what is asked for instead of an answer', () => {
  const mail = defineFlow({ mail: challenge('possession', 3, true), code: challenge() }, function* ({ pass, attempt }) {
    yield* attempt('code');
    yield* pass('mail');
  });
  const wrong = (name: string, index: number, state: string, after?: Extra) => ({
    ...round(name, index, false, [], state),
    challengeMetadata: writeMetadata({ name, index, picks: [], state, ...(after && { after }) }),
  });

  test('goes on from the round that it was asked for in, the attempt the same', () => {
    const session = [wrong('code', 0, 'a'), wrong('mail', 1, 'b', 'skip'), wrong('mail', 1, 'c')];
    const asked = replay(mail, session, { ...alice, instead: 'resend' });
    expect(asked).toMatchObject({ name: 'mail', attempt: 2, state: 'c', after: 'resend', can: ['resend'] });
  });

  test('is refused where something else was asked there than the flow asks', () => {
    const session = [wrong('code', 0, 'a'), wrong('mail', 5, 'b', 'skip')];
    expect(replay(mail, session, { ...alice, instead: 'resend' })).toMatchObject({ reason: 'session-differs' });
  });

  test('is possible in the first ten rounds alone, and four times', () => {
    const resent = Array.from({ length: 5 }, (_, nth) => wrong('mail', 1, `${nth}`, nth === 0 ? 'skip' : 'resend'));
    const asked = (rounds: number) =>
      replay(mail, [wrong('code', 0, 'a'), ...resent.slice(0, rounds)], { ...alice, instead: 'resend' });
    expect(asked(4)).toMatchObject({ attempt: 1, can: [] });
    expect(asked(5)).toMatchObject({ attempt: 2, can: [] });
  });

  test('is a wrong answer from the eleventh round on', () => {
    const patient = defineFlow({ mail: challenge('possession', 10, true), code: challenge() }, function* (context) {
      yield* context.attempt('code');
      yield* context.pass('mail');
    });
    const asked = (rounds: number, instead?: Extra) => {
      const mails = Array.from({ length: rounds - 1 }, (_, nth) =>
        wrong('mail', 1, 'a', nth === 0 ? 'skip' : undefined),
      );
      return replay(patient, [wrong('code', 0, 'a'), ...mails], { ...alice, instead });
    };
    expect(asked(9)).toMatchObject({ attempt: 9, can: ['resend'] });
    expect(asked(10, 'resend')).toMatchObject({ attempt: 9, after: 'resend', can: [] });
    expect(asked(10)).toMatchObject({ attempt: 10, can: [] });
    const refused = asked(11, 'resend');
    expect(refused).toMatchObject({ kind: 'refuse', reason: 'challenge-failed' });
  });

  test('is nothing beside the answer to a step of Cognito’s own', () => {
    const entries = [wrong('code', 0, 'a'), wrong('mail', 1, 'b', 'skip')];
    const context = { ...alice, instead: 'resend' as const };
    expect(replay(mail, entries, context)).toMatchObject({ attempt: 1, after: 'resend' });
    expect(replay(mail, [...entries, own('DEVICE_SRP_AUTH')], context)).toMatchObject({ attempt: 2 });
  });

  test('is a session of ours up to forty entries', () => {
    const entries = (length: number) => Array.from({ length }, () => wrong('code', 0, 'a', 'skip'));
    expect(replay(mail, entries(41), alice)).toMatchObject({ reason: 'session-malformed' });
  });
});
