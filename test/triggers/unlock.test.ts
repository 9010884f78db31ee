import { describe, expect, test } from 'vitest';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import { LedgerUnavailableError } from '../../lib/ledger/errors.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import { MemoryLedger } from '../../lib/ledger/memory-ledger.ts';
import { lambdaContext } from '../../lib/testing/index.ts';
import { type TriggerOptions, type UnlockInput, unlockHandler } from '../../lib/triggers/index.ts';
import { captcha } from './flows.ts';
import { createEvent, type Triggers, triggersOf, verifyEvent } from './setup.ts';

const OTHER_POOL = 'us-east-1_Other1234';
const now = () => Date.UTC(2026, 10, 26);

const code = () =>
  defineChallenge({
    factor: 'possession',
    create: () => ({ parameters: {} }),
    decoy: () => ({ parameters: {} }),
    verify: ({ answer }) => answer === 'right' && { right: true, once: 'the code' },
  });

/** Two challenges that count, and one that doesn't. */
const flow = defineFlow({ captcha: captcha(), first: code(), second: code() }, function* ({ pass }) {
  yield* pass('captcha');
  yield* pass('first');
  yield* pass('second');
});

/** Where the sign-in stands at each, as Create keeps it. */
const POSITIONS = {
  first: '[1,"first",0,"1",[]]',
  second: '[1,"second",0,"11",[]]',
} as const;

type Answered = Partial<Parameters<typeof verifyEvent>[0]> & { readonly at?: keyof typeof POSITIONS };

const { userPoolId, userName } = createEvent();

/** The triggers and the unlock function of one deployment. */
function deployment(ledger: Ledger = new MemoryLedger(), more: TriggerOptions = {}) {
  const triggers = triggersOf(flow, { ledger, now, ...more });
  const { lines } = triggers;
  const line = (level: 'info' | 'error') => (message: string, fields: (typeof lines)[number]['fields']) => {
    lines.push({ level, message, fields });
  };
  const log = { info: line('info'), error: line('error') };
  return { ...triggers, unlock: unlockHandler(flow, { ledger, now, log, ...more }) };
}

let rounds = 0;

async function isRight({ verify }: Pick<Triggers, 'verify'>, challengeAnswer: string, answered: Answered = {}) {
  const { at = 'first', ...changes } = answered;
  const privateChallengeParameters = {
    'countersign:position': POSITIONS[at],
    'countersign:round': `round ${++rounds}`,
  };
  const event = verifyEvent({ privateChallengeParameters, challengeAnswer, ...changes });
  return (await verify(event)).response.answerCorrect;
}

async function lock(triggers: Pick<Triggers, 'verify'>, answered?: Answered): Promise<void> {
  for (let answers = 0; answers < 11; answers++) await isRight(triggers, 'wrong', answered);
}

test('lets a user go on who must wait after 11 wrong answers', async () => {
  const deployed = deployment();
  await lock(deployed);
  expect(await isRight(deployed, 'right')).toBe(false);
  expect(await deployed.unlock({ userPoolId, userName }, lambdaContext('unlock'))).toEqual({
    unlocked: ['first', 'second'],
  });
  expect(await isRight(deployed, 'right')).toBe(true);
});

test('makes the next sign-in ask without a wait', async () => {
  const deployed = deployment();
  await lock(deployed);
  const session = [
    { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: '[1,"captcha",0,[]]' },
  ];
  const asked = async () => (await deployed.create(createEvent({ session: session as never }))).response;
  expect((await asked()).publicChallengeParameters).toMatchObject({ challenge: 'first', retryAfter: '60' });
  await deployed.unlock({ userPoolId, userName });
  expect((await asked()).publicChallengeParameters).toEqual({ challenge: 'first', device: expect.any(String) });
});

test('forgets the answers at each challenge that counts them', async () => {
  const deployed = deployment();
  await lock(deployed, { at: 'first' });
  await lock(deployed, { at: 'second' });
  await deployed.unlock({ userPoolId, userName });
  expect(await isRight(deployed, 'right', { at: 'first' })).toBe(true);
  expect(await isRight(deployed, 'right', { at: 'second' })).toBe(true);
});

test('says the same of a user without wrong answers, and takes the same again', async () => {
  const { unlock } = deployment();
  const untouched = await unlock({ userPoolId, userName: 'bob' });
  expect(untouched).toEqual({ unlocked: ['first', 'second'] });
  expect(await unlock({ userPoolId, userName: 'bob' })).toEqual(untouched);
});

test.each<[string, Answered]>([
  ['another user', { userName: 'bob' }],
  ['the same name in another pool', { userPoolId: OTHER_POOL }],
])('leaves %s as they are', async (_whom, answered) => {
  const deployed = deployment();
  await lock(deployed);
  await lock(deployed, answered);
  await deployed.unlock({ userPoolId, userName });
  const unlocked = deployed.lines.length;
  await isRight(deployed, 'right', answered);
  expect(deployed.lines[unlocked]?.fields).toMatchObject({ reason: 'locked' });
});

test('leaves used up what was', async () => {
  const deployed = deployment();
  expect(await isRight(deployed, 'right')).toBe(true);
  await deployed.unlock({ userPoolId, userName });
  expect(await isRight(deployed, 'right')).toBe(false);
  expect(deployed.lines.at(-1)?.fields).toMatchObject({ reason: 'used' });
});

test('takes a name that nobody has, in each spelling that the pool takes for one', async () => {
  const deployed = deployment();
  const nobody = { userName: 'nobody', userNotFound: true };
  await lock(deployed, nobody);
  await isRight(deployed, 'right', nobody);
  expect(deployed.lines.at(-1)?.fields).toMatchObject({ reason: 'locked' });
  await deployed.unlock({ userPoolId, userName: 'Nobody' });
  await isRight(deployed, 'right', nobody);
  expect(deployed.lines.at(-1)?.fields).toMatchObject({ reason: 'no-such-user' });
});

test('tells case apart where the pool does', async () => {
  const deployed = deployment(new MemoryLedger(), { environment: { COUNTERSIGN_CASE_SENSITIVE: 'true' } });
  await lock(deployed, { userName: 'bob' });
  await deployed.unlock({ userPoolId, userName: 'Bob' });
  expect(await isRight(deployed, 'right', { userName: 'bob' })).toBe(false);
  await deployed.unlock({ userPoolId, userName: 'bob' });
  expect(await isRight(deployed, 'right', { userName: 'bob' })).toBe(true);
});

test('carries the flow', () => {
  expect(deployment().unlock.flow).toBe(flow);
});

test('logs one line, with the hash that the triggers’ lines of this user have, and no name', async () => {
  const deployed = deployment();
  await isRight(deployed, 'wrong');
  await deployed.unlock({ userPoolId, userName }, lambdaContext('unlock'));
  const [verified, unlocked] = deployed.lines;
  expect(deployed.lines).toHaveLength(2);
  expect(unlocked).toEqual({
    level: 'info',
    message: 'Unlock',
    fields: {
      trigger: 'Unlock',
      decision: 'unlock',
      durationMs: expect.any(Number),
      user: verified?.fields.user,
      requestId: expect.any(String),
    },
  });
  expect(JSON.stringify(unlocked)).not.toContain(userName);
});

describe('what it can’t read', () => {
  const planted = 'planted@example.com';
  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /was given nothing$/],
    ['null', null, /was given null$/],
    ['more than it takes', { userPoolId, userName: planted, userNotFound: true }, /was given a member userNotFound$/],
    ['a list', [planted], /was given a list$/],
    ['a text', planted, /was given a text$/],
    ['a misspelt member', { userPoolId, username: planted }, /was given a member username$/],
    ['a member called as a user', { userPoolId, [planted]: true }, /was given a member of another name$/],
    ['no pool', { userName: planted }, /as userPoolId nothing$/],
    [
      'a user in the pool’s place',
      { userPoolId: planted, userName: planted },
      /as userPoolId a text that is no id of a/,
    ],
    ['no user', { userPoolId }, /as userName nothing$/],
    ['an empty name', { userPoolId, userName: '' }, /as userName a text that isn't of 1 to 128 characters$/],
    ['a name too long', { userPoolId, userName: planted.repeat(7) }, /as userName a text that isn't of 1 to 128/],
    ['a name that is a list', { userPoolId, userName: [planted] }, /as userName a list$/],
    ['a name that is an object', { userPoolId, userName: { planted } }, /as userName an object$/],
    ['a number for a name', { userPoolId, userName: 7 }, /as userName a number$/],
  ])('%s is refused by what it is, and no value of it is told or logged', async (_what, given, message) => {
    const deployed = deployment();
    const refused: unknown = await deployed.unlock(given as UnlockInput).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'UnlockInputError', code: 'unlock-input' });
    expect(String(refused)).toMatch(message);
    expect(deployed.lines).toMatchObject([
      { level: 'error', fields: { trigger: 'Unlock', decision: 'fail', error: { code: 'unlock-input' } } },
    ]);
    expect(String(refused) + JSON.stringify(deployed.lines)).not.toContain('planted');
  });
});

describe('the ledger', () => {
  const lambda = { AWS_LAMBDA_FUNCTION_NAME: 'unlock', AWS_REGION: 'us-east-1' };
  const failing = async (ledger: Ledger | undefined, environment = {}) => {
    const deployed = deployment(ledger);
    const log = { info: () => {}, error: () => {} };
    const unlock = ledger ? deployed.unlock : unlockHandler(flow, { log, environment });
    return unlock({ userPoolId, userName }).catch((error: unknown) => error);
  };
  const unavailable = { name: 'LedgerUnavailableError', code: 'ledger-unavailable' };

  test('that can’t be opened fails it, and the log says so', async () => {
    const ledger: Ledger = { open: () => Promise.reject(new LedgerUnavailableError("the ledger's key can't be used")) };
    const deployed = deployment(ledger);
    await expect(deployed.unlock({ userPoolId, userName })).rejects.toMatchObject(unavailable);
    expect(deployed.lines).toMatchObject([
      { level: 'error', fields: { decision: 'fail', error: { code: 'ledger-unavailable' } } },
    ]);
  });

  test('that forgets at one challenge and not at the other fails it', async () => {
    const memory = new MemoryLedger();
    let resets = 0;
    const ledger: Ledger = {
      async open(time) {
        const { keys, store } = await memory.open(time);
        const reset = (pk: string) =>
          ++resets === 1
            ? store.reset(pk)
            : Promise.reject(new LedgerUnavailableError("the ledger's table can't be used"));
        return { keys, store: { ...store, reset } };
      },
    };
    expect(await failing(ledger)).toMatchObject(unavailable);
    expect(resets).toBe(2);
  });

  test('is demanded in Lambda', async () => {
    const error = await failing(undefined, lambda);
    expect(error).toMatchObject({ ...unavailable, message: 'the function has no ledger' });
  });

  test('that is said to be none locks nobody: it says so in the place of an unlocking', async () => {
    const error = await failing(undefined, { ...lambda, COUNTERSIGN_LEDGER: 'none' });
    expect(error).toMatchObject({ ...unavailable, message: expect.stringContaining('it locks nobody') });
  });
});
