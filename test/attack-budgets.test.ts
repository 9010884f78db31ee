import { expect, test } from 'vitest';
import { type ChallengeHandlers, defineChallenge, defineFlow, type MessageLimits } from '../lib/flow/index.ts';
import { deploy } from './ledger/support/deployment.ts';
import { emailFlow } from './triggers/flows.ts';
import { createEvent, entry, verifyEvent } from './triggers/setup.ts';

type Who = Parameters<typeof createEvent>[0];
const nobody = (userName = 'nobody@example.com') => ({ userNotFound: true, userName }) as const;

function callFlow(parts: Partial<ChallengeHandlers> = {}, messages: Partial<MessageLimits> = {}) {
  const call = defineChallenge({
    factor: 'possession',
    limits: { messages },
    needs: { attributes: { uses: ['phone_number'] } },
    create: ({ state, user }) => ({
      parameters: {},
      privateParameters: { code: state ?? '4711' },
      state: state ?? '4711',
      ...(state === undefined && { message: { to: user.attributes.phone_number ?? '+1555', code: '4711' } }),
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

test('parallel sign-ins that share one message spend one of the destination budget', async () => {
  const d = deploy(emailFlow);
  await Promise.all(Array.from({ length: 25 }, () => roundOf(d)));
  expect(d.outbox.list().length).toBe(1);
  // The message is over: the next one may go, by every limit.
  d.clock.advance({ minutes: 11 });
  const later = await roundOf(d);
  console.log(later.told);
  expect(later.told.resendAfter).toBeUndefined();
});

test('how long alice is kept out by 25 parallel sign-ins an hour, with emailOtp() as it comes', async () => {
  const d = deploy(emailFlow);
  let out = 0;
  for (let minute = 0; minute < 360; minute++) {
    if (minute % 60 === 0) await Promise.all(Array.from({ length: 25 }, () => roundOf(d)));
    d.clock.advance({ seconds: 30 });
    const { told } = await roundOf(d);
    if (told.resendAfter !== undefined) out++;
    d.clock.advance({ seconds: 30 });
  }
  console.log(`of 360 minutes ${out} in which no code goes out, and none is alive; mails`, d.outbox.list().length);
  expect(out).toBe(0);
});

test('how long alice is kept out by one sign-in a minute for a day', async () => {
  const d = deploy(emailFlow);
  let out = 0;
  for (let minute = 0; minute < 24 * 60; minute++) {
    const { told } = await roundOf(d);
    if (told.resendAfter !== undefined) out++;
    d.clock.advance({ minutes: 1 });
  }
  console.log(`of 1440 minutes ${out} unsent; mails`, d.outbox.list().length);
  expect(out).toBe(0);
});

test('perHour: made-up names do not tell who exists', async () => {
  const d = deploy(callFlow({}, { perHour: 50 }));
  for (let n = 0; n < 50; n++) await roundOf(d, nobody(`made-up-${n}`));
  const known = await roundOf(d, { userName: 'alice' });
  const unknown = await roundOf(d, nobody('bob'));
  console.log(known.told, unknown.told);
  expect('resendAfter' in known.told).toBe('resendAfter' in unknown.told);
});

test('perHour: users of the strangers do not tell who exists', async () => {
  const d = deploy(callFlow({}, { perHour: 20 }));
  for (let n = 0; n < 20; n++) await roundOf(d, { userName: `mine-${n}` , userAttributes: { sub: 's', phone_number: `+1${n}` } });
  const known = await roundOf(d, { userName: 'alice' });
  const unknown = await roundOf(d, nobody('bob'));
  expect('resendAfter' in known.told).toBe('resendAfter' in unknown.told);
});

test('emailOtp as it comes: two spellings of a name, after parallel sign-ins', async () => {
  const seen = async (first: Who, second: Who) => {
    const d = deploy(emailFlow);
    await Promise.all(Array.from({ length: 25 }, () => roundOf(d, first)));
    d.clock.advance({ minutes: 11 });
    return Object.keys((await roundOf(d, second)).told);
  };
  // Of a user that exists the user name is Cognito's, whatever is typed.
  expect(await seen({}, {})).toEqual(await seen(nobody('bob@example.com'), nobody('Bob@example.com')));
});

test('two users of one address', async () => {
  const seen = async (whoes: (n: number) => Who) => {
    const d = deploy(emailFlow);
    const told: string[][] = [];
    for (let n = 0; n < 22; n++) told.push(Object.keys((await roundOf(d, whoes(n))).told));
    return told.at(-1);
  };
  const attributes = { sub: 'a sub', email: 'alice@example.com', email_verified: 'true' };
  expect(await seen((n) => ({ userName: `u${n}`, userAttributes: attributes }))).toEqual(await seen((n) => nobody(`u${n}`)));
});
