import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { deployedLedger } from '../../lib/ledger/deployed-ledger.ts';
import { Outbox, SimulatedClock, simulate } from '../../lib/testing/index.ts';
import { emailFlow } from '../triggers/flows.ts';
import { ENVIRONMENT } from './support/deployment.ts';
import { FakeAws, refusal, type Treatment } from './support/fake-aws.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, nth) => (nth * 37 + 11) % 256);
const ADDRESS = 'planted.address@example.com';
const USER_NAME = 'planted-user-name';
const SESSION_TOKEN = 'planted-session-token';
const SECRET_ACCESS_KEY = 'planted-secret-access-key';
const WRONG_ANSWER = '60935172';

/** A secret in each form in which it could stand somewhere. */
function formsOf(secret: string | Uint8Array): string[] {
  const bytes = Buffer.from(secret);
  const encodings = (['utf8', 'hex', 'base64', 'base64url'] as const).map((encoding) => bytes.toString(encoding));
  const hash = createHash('sha256').update(bytes).digest();
  const forms = [...encodings, encodeURIComponent(bytes.toString('latin1')), hash.toString('hex')];
  // Without the ends, which depend on what stands beside them.
  const inner = bytes.toString('base64').replace(/=/g, '').slice(0, -2);
  return [...forms, inner, hash.toString('base64'), hash.toString('base64url')];
}

/** The secrets that stand in a text, by name. */
function foundIn(text: string, secrets: Readonly<Record<string, string | Uint8Array>>): string[] {
  const lower = text.toLowerCase();
  return Object.entries(secrets)
    .filter(([, secret]) => formsOf(secret).some((form) => lower.includes(form.toLowerCase())))
    .map(([name]) => name);
}

/** An error with all that can be read of it, causes included. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.name, error.message, error.stack, JSON.stringify(error), textOf(error.cause ?? '')].join('\n');
}

/** Sign-ins that come by everything the ledger does: wrong answers, a wait, the right one, and the same code once more. */
async function wholeStory(treatment?: (secrets: string) => Treatment) {
  const aws = new FakeAws(KEY);
  // Deliveries are made here, in this process, so that their texts are seen as well.
  const { COUNTERSIGN_DELIVER: _, AWS_LAMBDA_FUNCTION_NAME: __, ...inThisProcess } = ENVIRONMENT;
  const clock = new SimulatedClock(Date.UTC(2026, 10, 26));
  const environment = {
    ...inThisProcess,
    AWS_SESSION_TOKEN: SESSION_TOKEN,
    AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
  };
  const ledger = deployedLedger({ environment, fetch: aws.fetch, now: clock.now });
  const user = { userName: USER_NAME, attributes: { email: ADDRESS, email_verified: 'true' } };
  const outbox = new Outbox({ now: clock.now });
  const options = { ledger, clock, environment, outbox, sessionMinutes: 15 };
  const logs: unknown[] = [];
  const errors: string[] = [];
  const codes: string[] = [];
  const kept: string[] = [];
  const items: string[] = [];
  const visit = async (who: Parameters<typeof simulate>[1], answers: readonly ('wrong' | 'right')[]) => {
    const one = await simulate(emailFlow, who, options);
    codes.push(...(outbox.list().length > codes.length ? [outbox.lastCode()] : []));
    for (const answer of answers) {
      if (one.step.name !== 'emailOtp') break;
      if (treatment) {
        const secrets = [ADDRESS, USER_NAME, WRONG_ANSWER, SESSION_TOKEN, ...codes].join(' ');
        aws.treat = ({ operation }) => (operation === 'GetItem' ? undefined : treatment(secrets));
      }
      await one.answer(answer === 'right' ? outbox.lastCode() : WRONG_ANSWER);
      items.push(JSON.stringify([...aws.items]));
    }
    for (const { event } of one.events) {
      const { privateChallengeParameters } = event.request as { privateChallengeParameters?: { code?: string } };
      if (privateChallengeParameters?.code) kept.push(privateChallengeParameters.code);
    }
    logs.push(...one.log);
    errors.push(...one.errors.map(textOf));
    return one.step.name;
  };
  const ends: string[] = [];
  for (let nth = 0; nth < 4; nth++) ends.push(await visit(user, ['wrong', 'wrong', 'wrong']));
  clock.advance({ minutes: 5 });
  ends.push(await visit(user, ['right']));
  // The message was used: another one goes out after the pause.
  clock.advance({ seconds: 30 });
  ends.push(await visit(user, ['wrong', 'right']));
  ends.push(await visit({ userNotFound: true, userName: ADDRESS }, ['wrong', 'wrong', 'wrong']));
  const [code = 'no code'] = codes;
  const secrets = {
    ...{ KEY, ADDRESS, USER_NAME, WRONG_ANSWER, SESSION_TOKEN, SECRET_ACCESS_KEY, code },
    ...Object.fromEntries([...codes, ...kept].map((text, nth) => [`code or what is kept of it, ${nth}`, text])),
  };
  const bodies = aws.requests.map(({ body }) => body);
  return { aws, secrets, ends, texts: { bodies, items, logs: logs.map((line) => JSON.stringify(line)), errors } };
}

describe.concurrent('no secret of a sign-in stands in a request to DynamoDB or KMS, an item, a line of the log, or an error', () => {
  test('where all goes well', async () => {
    const { aws, secrets, ends, texts } = await wholeStory();
    expect(ends).toEqual([...Array(4).fill('refused'), 'signedIn', 'signedIn', 'refused']);
    expect(new Set(aws.requests.map(({ operation }) => operation))).toEqual(
      new Set(['GenerateMac', 'GetItem', 'UpdateItem', 'PutItem', 'DeleteItem']),
    );
    expect(Object.keys(secrets).length).toBeGreaterThan(15);
    for (const [where, list] of Object.entries(texts)) {
      expect([where, list.flatMap((text) => foundIn(text, secrets))]).toEqual([where, []]);
    }
    expect(texts.items.at(-1)?.length).toBeGreaterThan(100);
  });

  test.each<[string, (secrets: string) => Treatment, fetchThrows?: boolean]>([
    ['refuses and repeats them', (secrets) => ({ answers: () => refusal(400, 'AccessDeniedException', secrets) })],
    ['names them as the type', (secrets) => ({ answers: () => refusal(400, secrets, secrets) })],
    ['answers them instead of JSON', (secrets) => ({ answers: () => new Response(secrets) })],
    [
      'breaks off with them in its error',
      (secrets) => ({
        answers: () => {
          throw new Error(secrets, { cause: new Error(secrets) });
        },
      }),
      true,
    ],
  ])('where AWS %s', async (_case, treatment, fetchThrows = false) => {
    const { secrets, ends, texts } = await wholeStory(treatment);
    expect(ends).not.toContain('signedIn');
    const { bodies, items, logs, errors } = texts;
    expect([...bodies, ...items, ...logs].flatMap((text) => foundIn(text, secrets))).toEqual([]);
    // What somebody else's fetch throws is kept as it is, for middleware; of what AWS says nothing is.
    if (!fetchThrows) expect(errors.flatMap((text) => foundIn(text, secrets))).toEqual([]);
    expect(errors.length).toBeGreaterThan(0);
    expect(logs.join('\n')).toContain('ledger-unavailable');
  });

  test('the search finds what is there, in whichever form', () => {
    for (const form of formsOf(ADDRESS)) {
      expect(foundIn(`{"pk":{"S":"${form}"}}`, { ADDRESS })).toEqual(['ADDRESS']);
    }
    expect(foundIn('{"Mac":"a"}', { ADDRESS })).toEqual([]);
  });

  test("the key's message is the one constant that KMS is told", async () => {
    const { aws } = await wholeStory();
    const asked = aws.requests.filter(({ service }) => service === 'kms').map(({ input }) => input);
    expect(asked).toEqual([
      {
        KeyId: ENVIRONMENT.COUNTERSIGN_LEDGER_KEY,
        MacAlgorithm: 'HMAC_SHA_256',
        Message: Buffer.from('countersign ledger 1').toString('base64'),
      },
    ]);
  });
});
