import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Flow } from '../../lib/flow/index.ts';
import {
  fixtureNames,
  lambdaContext,
  readFixture,
  SimulatedClock,
  type SimulatedUser,
  type SimulateOptions,
  simulate,
  type Visit,
} from '../../lib/testing/index.ts';
import {
  createAuthChallengeHandler,
  defineAuthChallengeHandler,
  verifyAuthChallengeResponseHandler,
} from '../../lib/triggers/index.ts';
import { alice, byEmail, byPassword } from './flows.ts';

const CODE = '12345678';
/** What Alice's Create keeps of {@link CODE}, and what it keeps of any code, but for when that expires. */
const KEPT = 'I7yEEOlp0GPw82jw.kxFHTzysZlL3LSMNQsAJSg';
const ANY_KEPT = /[\w-]{16}\.[\w-]{22}(?=\.[0-9a-z]{7}"|\.[0-9a-z]{7}\\")/g;

/** What tells a round from every other, and what stands in its place. */
const ROUND = 'dSpqYh7Ht2M9wQkzR0bXcA';
const ANY_ROUND = /(?<="countersign:round": ")[\w-]{22}(?=")/;

/** What names a message, in front of what is kept of it too. */
const MESSAGE = 'm3Qx9dT0aPz7LkYw';
const ANY_MESSAGE = /(?<="countersign:message": ")[\w-]{16}(?=")|[\w-]{16}(?=:[\w-]{16}\.[\w-]{22}\.)/g;

/** What the client sends as its device. */
const DEVICE = 'kZ7xQm2RtV9sLwYb0HcNdA';

const nobody: SimulatedUser = { userNotFound: true, userName: 'nobody@example.com' };

/** A visit whose fixtures stay alive: it takes place in 2099. */
const visitOf = (flow: Flow, user: SimulatedUser, options: SimulateOptions = {}): Promise<Visit> =>
  simulate(flow, user, { clock: new SimulatedClock(Date.UTC(2099, 0, 1)), device: DEVICE, ...options });

const wrongOf = (code: string): string => (code === '00000000' ? '11111111' : '00000000');

/** One event of a visit as JSON; its code, what is kept of it, and its round as they stand in the fixtures. */
function eventOf(visit: Visit, trigger: string, position: number): string {
  const { event } = visit.events.filter((record) => record.trigger === trigger).at(position) as { event: object };
  const text = JSON.stringify(event, null, 2).replace(ANY_ROUND, ROUND).replace(ANY_MESSAGE, MESSAGE);
  const code = visit.outbox.last()?.code;
  return code === undefined ? `${text}\n` : `${text.replaceAll(ANY_KEPT, KEPT).replace(`"${code}"`, `"${CODE}"`)}\n`;
}

const stages: Readonly<Record<string, () => Promise<string>>> = {
  'define-first': async () => eventOf(await visitOf(byEmail, alice), 'DefineAuthChallenge', 0),
  'define-after-right': async () => {
    const visit = await visitOf(byEmail, alice);
    await visit.answer(visit.outbox.lastCode());
    return eventOf(visit, 'DefineAuthChallenge', -1);
  },
  'define-after-wrong': async () => eventOf(await wrong(1), 'DefineAuthChallenge', -1),
  'define-after-three-wrong': async () => eventOf(await wrong(3), 'DefineAuthChallenge', -1),
  'define-unknown-user': async () => eventOf(await visitOf(byEmail, nobody), 'DefineAuthChallenge', 0),
  'define-unknown-user-after-wrong': async () => eventOf(await answeredByNobody(), 'DefineAuthChallenge', -1),
  'define-srp-first': async () =>
    eventOf(await visitOf(byEmail, alice, { password: 'wrong' }), 'DefineAuthChallenge', 0),
  'define-after-password': async () =>
    eventOf(await visitOf(byPassword, alice, { password: 'right' }), 'DefineAuthChallenge', -1),
  'create-first': async () => eventOf(await visitOf(byEmail, alice), 'CreateAuthChallenge', 0),
  'create-repeat': async () => eventOf(await wrong(1), 'CreateAuthChallenge', -1),
  'create-unknown-user': async () => eventOf(await visitOf(byEmail, nobody), 'CreateAuthChallenge', 0),
  'create-srp-first': async () =>
    eventOf(await visitOf(byEmail, alice, { password: 'wrong' }), 'CreateAuthChallenge', 0),
  'verify-right': async () => {
    const visit = await visitOf(byEmail, alice);
    await visit.answer(visit.outbox.lastCode());
    return eventOf(visit, 'VerifyAuthChallengeResponse', 0);
  },
  'verify-wrong': async () => eventOf(await wrong(1), 'VerifyAuthChallengeResponse', 0),
  'verify-unknown-user': async () => eventOf(await answeredByNobody(), 'VerifyAuthChallengeResponse', 0),
};

async function wrong(times: number): Promise<Visit> {
  const visit = await visitOf(byEmail, alice);
  for (let time = 0; time < times; time++) await visit.answer(wrongOf(visit.outbox.lastCode()));
  return visit;
}

async function answeredByNobody(): Promise<Visit> {
  const visit = await visitOf(byEmail, nobody);
  await visit.answer(CODE);
  return visit;
}

describe('each fixture is what Cognito sends at that stage', () => {
  // After a change that is meant, `vitest run test/testing/fixtures.test.ts --update` writes them anew.
  test.each(Object.keys(stages))('%s', async (name) => {
    const event = await (stages[name] as () => Promise<string>)();
    await expect(event).toMatchFileSnapshot(`../../lib/testing/fixtures/${name}.json`);
    expect(readFixture(name)).toEqual(JSON.parse(event));
  });

  test('every file has a name, and every name a stage', () => {
    const files = readdirSync(new URL('../../lib/testing/fixtures/', import.meta.url));
    expect(files.map((file) => file.replace(/\.json$/, '')).sort()).toEqual([...fixtureNames()].sort());
    expect(Object.keys(stages)).toEqual(fixtureNames());
  });
});

describe('the fixtures', () => {
  test('are copies: what a handler does to one changes no other', () => {
    readFixture('define-first').request.session.push({
      challengeName: 'SRP_A',
      challengeResult: true,
      challengeMetadata: null,
    });
    expect(readFixture('define-first').request.session).toEqual([]);
  });

  test.each(['define-nothing', 'constructor', ''])('there is none named %j', (name) => {
    expect(() => readFixture(name)).toThrow(`there is no fixture ${name}, only define-first, `);
  });

  test('run through the real handlers, with the clock of today', async () => {
    const log = { info: () => {}, error: () => {} };
    const define = defineAuthChallengeHandler(byEmail, { log });
    const verify = verifyAuthChallengeResponseHandler(byEmail, { log });
    const defined = async (name: string) =>
      (await define(readFixture(name as 'define-first'), lambdaContext('define'))).response;
    const verified = async (name: string) =>
      (await verify(readFixture(name as 'verify-right'), lambdaContext('verify'))).response;
    expect(await defined('define-first')).toMatchObject({ challengeName: 'CUSTOM_CHALLENGE' });
    expect(await defined('define-after-right')).toMatchObject({ issueTokens: true, failAuthentication: false });
    expect(await defined('define-after-wrong')).toMatchObject({ challengeName: 'CUSTOM_CHALLENGE' });
    expect(await defined('define-after-three-wrong')).toMatchObject({ issueTokens: false, failAuthentication: true });
    expect(await defined('define-unknown-user')).toMatchObject({ challengeName: 'CUSTOM_CHALLENGE' });
    expect(await defined('define-srp-first')).toMatchObject({ challengeName: 'CUSTOM_CHALLENGE' });
    expect(await verified('verify-right')).toEqual({ answerCorrect: true });
    expect(await verified('verify-wrong')).toEqual({ answerCorrect: false });
    expect(await verified('verify-unknown-user')).toEqual({ answerCorrect: false });
    const create = createAuthChallengeHandler(byEmail, { log, decoySecret: 'simulated' });
    const { response } = await create(readFixture('create-unknown-user'), lambdaContext('create'));
    expect(response.publicChallengeParameters).toMatchObject({ challenge: 'emailOtp' });
  });
});
