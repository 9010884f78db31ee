import { expect, test } from 'vitest';
import { type ChallengeHandlers, defineChallenge, defineFlow, type MessageLimits } from '../lib/flow/index.ts';
import { deploy } from './ledger/support/deployment.ts';
import { createEvent, entry, verifyEvent } from './triggers/setup.ts';

const nobody = { userNotFound: true, userName: 'nobody@example.com' } as const;

function callFlow(parts: Partial<ChallengeHandlers> = {}, messages: Partial<MessageLimits> = {}) {
  const call = defineChallenge({
    factor: 'possession',
    limits: { messages },
    create: ({ state }) => ({
      parameters: {},
      privateParameters: { code: state ?? '4711' },
      state: state ?? '4711',
      ...(state === undefined && { message: { to: '+15550100', code: '4711' } }),
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
async function roundOf({ create, aws }: Deployed, event: Parameters<typeof createEvent>[0] = {}) {
  const { response } = await create(createEvent(event));
  await aws.idle();
  return {
    told: response.publicChallengeParameters ?? {},
    kept: response.privateChallengeParameters ?? {},
    metadata: response.challengeMetadata ?? '',
  };
}
const answer = async (d: Deployed, kept: Record<string, string>, challengeAnswer: string) =>
  (await d.verify(verifyEvent({ privateChallengeParameters: kept, challengeAnswer }))).response.answerCorrect;

test('default limits, nobody but the stranger: a round in which nothing was sent takes no answer of a decoy', async () => {
  const d = deploy(callFlow());
  // 25 sign-ins at once: one message, and the destination's budget of the hour is spent.
  await Promise.all(Array.from({ length: 25 }, () => roundOf(d)));
  d.clock.advance({ seconds: 601 });
  const round = await roundOf(d);
  expect(round.told.resendAfter).toBeDefined();
  expect(await answer(d, round.kept, '----')).toBe(false);
});

test('simplest way: lifetime 60, pause 60 s+; the stranger waits for the message to be over', async () => {
  const d = deploy(callFlow({}, { lifetime: 60, pause: 120, share: 30 }));
  await roundOf(d);
  d.clock.advance({ seconds: 61 });
  const round = await roundOf(d);
  expect(round.told.resendAfter).toBeDefined();
  expect(await answer(d, round.kept, '----')).toBe(false);
});

test('right after the owner signed in: the stranger gets a decoy round of a user that exists', async () => {
  const d = deploy(callFlow());
  const own = await roundOf(d);
  expect(await answer(d, own.kept, '4711')).toBe(true);
  d.clock.advance({ seconds: 5 });
  const round = await roundOf(d);
  console.log(round);
  expect(await answer(d, round.kept, '----')).toBe(false);
});

test('its repeat: create is given the state of the decoy as its own', async () => {
  const d = deploy(callFlow());
  const own = await roundOf(d);
  expect(await answer(d, own.kept, '4711')).toBe(true);
  const round = await roundOf(d);
  expect(await answer(d, round.kept, 'wrong')).toBe(false);
  const again = await roundOf(d, { session: [entry(false, round.metadata)] });
  console.log(again);
  expect(await answer(d, again.kept, '----')).toBe(false);
});

test('a name that nobody had becomes a user: the decoy is not shared', async () => {
  const d = deploy(callFlow());
  await roundOf(d, { userName: 'alice', userNotFound: true });
  d.clock.advance({ seconds: 5 });
  const round = await roundOf(d, { userName: 'alice', userNotFound: false });
  console.log(round);
  const right = (await d.verify(verifyEvent({ userName: 'alice', privateChallengeParameters: round.kept, challengeAnswer: '----' }))).response.answerCorrect;
  expect(right).toBe(false);
});

test('what verify says is used once, is used once, beside its message', async () => {
  const d = deploy(callFlow({ verify: ({ answer: text, privateParameters }) => ({ right: text === 'token' || text === privateParameters.code, once: text }) }));
  const one = await roundOf(d);
  expect(await answer(d, one.kept, 'token')).toBe(true);
  d.clock.advance({ seconds: 31 });
  const two = await roundOf(d);
  expect(two.kept['countersign:message']).not.toBe(one.kept['countersign:message']);
  expect(await answer(d, two.kept, 'token')).toBe(false);
});
