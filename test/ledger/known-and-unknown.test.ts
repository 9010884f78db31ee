import { describe, expect, test } from 'vitest';
import { emailFlow } from '../triggers/flows.ts';
import { createEvent, entry, verifyEvent } from '../triggers/setup.ts';
import { codeFlow, deploy } from './support/deployment.ts';
import type { AwsRequestSeen } from './support/fake-aws.ts';

// Who watches how long the triggers take, or AWS's side of the requests, must not tell users that exist from those that don't.

const KNOWN = {} as const;
const UNKNOWN = { userNotFound: true, userName: 'nobody@example.com' } as const;
const UNVERIFIED = { userAttributes: { sub: 'a sub', email: 'alice@example.com', email_verified: 'false' } } as const;

type Who = Parameters<typeof createEvent>[0];

/** A request without what hides whom it is about: all else must be equal, so its length is, too. */
const hideNames = ({ service, operation, body, headers }: AwsRequestSeen) => {
  // Letters and digits of an HMAC: for each kind of item as many. So with ids, and what is encrypted.
  const hidden = body
    .replace(/"([gumde])[\w-]{43}"/g, '"$1…"')
    .replace(/"(w|id)":\{"S":"[\w-]{16}"/g, '"$1":"…"')
    .replace(/"B":"[^"]{1024}"/, '"B":"…"')
    .replace(/"id":"[\w.-]{16}"/, '"id":"…"')
    // A delivered message was changed twice more.
    .replace(/"(v|:v)":\{"N":"\d"\}/g, '"$1":"…"');
  const { authorization = '', ...rest } = headers;
  return { service, operation, length: body.length, body: hidden, headers: rest, signature: authorization.length };
};

/** What is sent in a number of wrong answers, the time between them, and Create after each. */
async function sent(flow: Parameters<typeof deploy>[0], who: Who, position: string, answers: readonly number[]) {
  const { aws, clock, create, verify, lines } = deploy(flow);
  const rounds: unknown[] = [];
  for (const seconds of answers) {
    clock.advance({ seconds });
    const { response } = await create(createEvent({ ...who, session: [] }));
    const { publicChallengeParameters, privateChallengeParameters } = response;
    expect(privateChallengeParameters?.['countersign:position']).toBe(position);
    const answer = await verify(
      verifyEvent({ ...who, privateChallengeParameters: privateChallengeParameters ?? {}, challengeAnswer: '0000000' }),
    );
    rounds.push({ asked: publicChallengeParameters, answered: answer.response });
  }
  const reasons = lines.filter(({ message }) => message.startsWith('Verify')).map(({ fields }) => fields.reason);
  return { requests: aws.requests.map(hideNames), rounds, reasons };
}

/** Twelve at once, of which the last comes in the first wait; then one at its end, one in the second wait, and one later. */
const ANSWERS = [...Array<number>(12).fill(0), 61, 1, 300];

const OPERATIONS = (() => {
  const read = ['GetItem'];
  const free = [...read, 'UpdateItem'];
  const waiting = [...read, 'UpdateItem', 'GetItem'];
  const waited = [...waiting, 'UpdateItem'];
  // Create asks KMS for its key, and Verify, another function, for its own.
  const [first, ...others] = Array<string[]>(10).fill(free);
  return [
    ...['GenerateMac', ...(first ?? []).slice(0, 1), 'GenerateMac', ...(first ?? []).slice(1)],
    ...others.flat(),
    ...[waited, waiting, waited, waiting, waited].flat(),
  ];
})();

describe.each([
  ['an e-mailed code', emailFlow, '[1,"emailOtp",0,"",[]]'],
  ["a challenge of one's own", codeFlow().flow, '[1,"code",0,"",[]]'],
] as const)('of %s', (_name, flow, position) => {
  test('the requests about a user that exists are those about one that does not: how many, which, how long', async () => {
    const [known, unknown] = [
      await sent(flow, KNOWN, position, ANSWERS),
      await sent(flow, UNKNOWN, position, ANSWERS),
    ] as const;
    const ofGuesses = known.requests.filter(({ service, body }) => service === 'kms' || body.includes('"g…"'));
    expect(ofGuesses.map(({ operation }) => operation)).toEqual(OPERATIONS);
    expect(known.requests.filter(({ service }) => service === 'lambda')).toHaveLength(flow === emailFlow ? 15 : 0);
    expect(unknown.requests).toEqual(known.requests);
    expect(unknown.rounds.map((round) => withoutMask(round))).toEqual(known.rounds.map((round) => withoutMask(round)));
    const locked = (reasons: readonly unknown[]) => reasons.map((reason) => reason === 'locked');
    expect(locked(unknown.reasons)).toEqual(locked(known.reasons));
    expect(locked(known.reasons).filter(Boolean)).toHaveLength(2);
  });
});

test('a user without an address to write to sends the same, too', async () => {
  const [known, without] = [
    await sent(emailFlow, KNOWN, '[1,"emailOtp",0,"",[]]', ANSWERS),
    await sent(emailFlow, UNVERIFIED, '[1,"emailOtp",0,"",[]]', ANSWERS),
  ];
  expect(without?.requests).toEqual(known?.requests);
});

test('asking for the message again sends the same, whether it goes out once more, another one does, or none may', async () => {
  const [known, unknown] = await Promise.all(
    [KNOWN, UNKNOWN].map(async (who: Who) => {
      const { aws, clock, create, verify } = deploy(emailFlow);
      const told: unknown[] = [];
      let session: ReturnType<typeof entry>[] = [];
      for (const seconds of [0, 10, 31, 400]) {
        clock.advance({ seconds });
        const clientMetadata = session.length > 0 ? { instead: 'resend', device: 'kZ7xQm2RtV9sLwYb0HcNdA' } : {};
        const { response } = await create(createEvent({ ...who, session, clientMetadata }));
        await aws.idle();
        const privateChallengeParameters = response.privateChallengeParameters ?? {};
        const ask = { ...who, privateChallengeParameters, challengeAnswer: 'resend', clientMetadata };
        if (session.length > 0) await verify(verifyEvent(ask));
        told.push(response.publicChallengeParameters);
        session = [...session, entry(false, response.challengeMetadata as string)];
      }
      return { requests: aws.requests.map(hideNames), told: told.map(withoutMask) };
    }),
  );
  expect(unknown).toEqual(known);
  expect(known?.told).toMatchObject([{}, { resendAfter: '20' }, {}, {}]);
  expect(known?.requests.filter(({ operation }) => operation === 'Invoke')).toHaveLength(3);
});

test('the gate sees a request more, and a longer one', async () => {
  const { requests } = await sent(codeFlow().flow, KNOWN, '[1,"code",0,"",[]]', [0]);
  const [first, ...rest] = requests;
  expect(rest).not.toEqual(requests);
  expect([{ ...first, length: (first?.length ?? 0) + 1 }, ...rest]).not.toEqual(requests);
});

/** The mask shows what was typed, of a known user what is kept; what a device is offered is drawn in each round. */
function withoutMask(round: unknown): unknown {
  return JSON.parse(JSON.stringify(round).replaceAll(/"(deliveredTo|device)":"[^"]*"/g, '"$1":"…"'));
}
