import { describe, expect, test } from 'vitest';
import {
  CHOICE,
  check,
  defineChallenge,
  defineFlow,
  type Factor,
  type FlowContext,
  FlowDefinitionError,
} from '../../lib/flow/index.ts';
import { questionsAbout, questionsAboutUnknown } from '../../lib/flow/questions.ts';
import { challenge } from './challenges.ts';

const nothing = function* (_: FlowContext): Generator<never, void, unknown> {};

describe('a challenge', () => {
  const handlers = { create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: () => false };

  test('has three attempts and needs nothing unless told', () => {
    expect(defineChallenge({ factor: 'both', ...handlers })).toMatchObject({ factor: 'both', attempts: 3, needs: {} });
  });

  test('loads its handlers, wherever they stand', async () => {
    const inline = defineChallenge({ factor: 'none', ...handlers });
    const apart = defineChallenge({ factor: 'none', load: async () => handlers });
    expect((await inline.load()).verify).toBe(handlers.verify);
    expect(await apart.load()).toBe(handlers);
  });

  test.each([0, 11, 1.5, Number.NaN, '3'])('takes no %j attempts', (attempts) => {
    expect(() => defineChallenge({ factor: 'none', attempts: attempts as number, ...handlers })).toThrow(
      FlowDefinitionError,
    );
  });

  test.each(['something', 'toString', undefined, 5])('takes no factor %j', (factor) => {
    expect(() => defineChallenge({ factor: factor as 'none', ...handlers })).toThrow(/factor must be/);
  });
});

describe('guesses', () => {
  const parts = { create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: () => false };
  const guessed = (answers: number, attempts = 3, factor: Factor = 'possession') =>
    defineChallenge({ factor, attempts, answers, ...parts });

  test('may be right in 1 of 100,000 sign-ins, and no more often', () => {
    expect(guessed(300_000).answers).toBe(300_000);
    expect(guessed(10 ** 6 / 3).answers).toBeCloseTo(333_333.33);
    expect(() => guessed(299_999)).toThrow(FlowDefinitionError);
    expect(() => guessed(10_000, 10)).toThrow(
      'guesses are right in more than 1 of 100,000 sign-ins: allow fewer attempts, or have 1000000 answers, got ' +
        '{"attempts":10,"answers":10000}',
    );
    expect(() => guessed(1)).toThrow(FlowDefinitionError);
  });

  test('are judged in a flow too, however the challenge was made', () => {
    expect(() => defineFlow({ code: { ...challenge(), answers: 1000 } }, nothing)).toThrow('or have 300000 answers');
  });

  test('of a captcha prove nothing, and may be right as often as they are', () => {
    expect(guessed(10, 3, 'none').answers).toBe(10);
  });

  test.each([0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, '1000000', null])(
    '%j is no count of answers',
    (answers) => {
      expect(() => guessed(answers as number)).toThrow(/answers must be a number from 1/);
    },
  );
});

describe('a challenge without a part', () => {
  const parts = { create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: () => false };

  test.each(['create', 'verify', 'decoy'] as const)('is refused: %s', (part) => {
    const { [part]: _left, ...others } = parts;
    const made = () => defineChallenge({ factor: 'knowledge', ...(others as typeof parts) });
    expect(made).toThrow(`${part} must be a function`);
  });

  test('is refused where what loads it is no function', () => {
    expect(() => defineChallenge({ factor: 'knowledge', load: 'x' as never })).toThrow('load must be a function');
  });
});

describe('what is unknown', () => {
  const parts = { create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: () => false };
  /** A misspelt option, past the types. */
  const misspelt = (options: object): Record<never, never> => options;

  test.each([
    [
      () => defineFlow({}, nothing, misspelt({ factor: 2 })),
      'the options of a flow may have factors, unknownUser, no other, got "factor"',
    ],
    [() => defineFlow({}, nothing, misspelt([])), 'the options of a flow must be an object'],
    [
      () => defineFlow({}, nothing, { unknownUser: misspelt({ hass: [] }) }),
      'unknownUser may have has, is, no other, got "hass"',
    ],
    [
      () => defineChallenge({ factor: 'both', ...parts, ...misspelt({ attemps: 3 }) }),
      'a challenge may have factor, attempts, answers, bytes, limits, needs, create, verify, decoy, parseAnswer, judgesDecoys, deliver, no other, got "attemps"',
    ],
    [
      () => defineChallenge({ factor: 'both', load: async () => parts, ...misspelt({ verify: () => true }) }),
      'a challenge may have factor, attempts, answers, bytes, limits, needs, load, no other, got "verify"',
    ],
    [
      () => check(defineFlow({}, nothing), misspelt({ run: 5 })),
      'check\'s options may have runs, milliseconds, now, no other, got "run"',
    ],
  ])('is refused, and what is known is named: %#', (define, message) => {
    expect(define).toThrow(message);
    expect(define).toThrow(FlowDefinitionError);
  });
});

describe('what is no object of options is refused, and said', () => {
  const parts = { create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: () => false };
  const flow = defineFlow({}, nothing);

  test.each<[string, (given: never) => unknown]>([
    ['the challenges of a flow must be an object', (given) => defineFlow(given, nothing)],
    ['the options of a flow must be an object', (given) => defineFlow({}, nothing, given)],
    ['unknownUser must be an object', (unknownUser) => defineFlow({}, nothing, { unknownUser })],
    ['a challenge must be an object', (given) => defineChallenge(given)],
    ['bytes must be an object', (bytes) => defineChallenge({ factor: 'none', bytes, ...parts })],
    ['limits must be an object', (limits) => defineChallenge({ factor: 'none', limits, ...parts })],
    [
      'limits.guesses must be an object',
      (guesses) => defineChallenge({ factor: 'none', limits: { guesses }, ...parts }),
    ],
    ['needs must be an object', (needs) => defineChallenge({ factor: 'none', needs, ...parts })],
    ["check's options must be an object", (given) => check(flow, given)],
  ])('%s', (message, define) => {
    for (const [given, said] of [
      [null, 'null'],
      [['a'], '["a"]'],
      ['a', '"a"'],
      [5, '5'],
      [() => {}, 'function'],
    ]) {
      const refused = () => define(given as never);
      expect(refused).toThrow(FlowDefinitionError);
      expect(refused).toThrow(`${message}, got ${said}`);
    }
  });

  test('within what an unknown user is', () => {
    expect(() => defineFlow({}, nothing, { unknownUser: { is: null as never } })).toThrow(
      'unknownUser must be { has: names, is: { name: value } }, all of them texts, got {"is":null}',
    );
    expect(() => defineFlow({}, nothing, { unknownUser: { has: null as never } })).toThrow(FlowDefinitionError);
  });
});

describe('what a challenge needs', () => {
  const handlers = { create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: () => false };
  const needing = (needs: unknown) => defineChallenge({ factor: 'none', needs: needs as object, ...handlers });

  test('stays as it is declared', () => {
    const statement = { actions: ['dynamodb:GetItem'], resources: ['arn:aws:dynamodb:::table/x'] };
    const needs = {
      create: [statement],
      verify: [statement],
      deliver: [statement],
      senders: ['email', 'sms'],
      attributes: { secret: ['custom:pin'], decides: ['email'], uses: ['locale'] },
      credentials: true,
      environment: { TABLE: 'x' },
      sessionMinutes: 5,
    };
    expect(needing(needs).needs).toEqual(needs);
  });

  test('is a copy that nobody can change: what is granted is what was declared', () => {
    const actions = ['dynamodb:GetItem'];
    const given = {
      create: [{ actions, resources: ['arn:aws:dynamodb:::table/x'] }],
      senders: ['email' as const],
      attributes: { secret: ['custom:pin'] },
      environment: { TABLE: 'x' },
    };
    const declared = structuredClone(given);
    const bytes = { state: 5 };
    const made = defineChallenge({ factor: 'none', needs: given, bytes, ...handlers });
    const byHand = { ...challenge(), needs: given, bytes };
    const flow = defineFlow({ made, byHand }, nothing);
    actions.push('*');
    given.senders.pop();
    given.attributes.secret.length = 0;
    given.environment.TABLE = 'y';
    bytes.state = 3000;
    for (const { needs, bytes: kept } of [made, flow.challenges.made, flow.challenges.byHand]) {
      expect(needs).toEqual(declared);
      expect(kept).toEqual({ state: 5 });
      const { create: [statement] = [], attributes, senders, environment } = needs;
      for (const part of [needs, needs.create, statement, statement?.actions, statement?.resources, senders, kept]) {
        expect(Object.isFrozen(part)).toBe(true);
      }
      expect(Object.isFrozen(attributes?.secret) && Object.isFrozen(environment)).toBe(true);
    }
  });

  test.each([
    [{ email: true }, 'needs may have create, verify, deliver, senders, attributes, credentials, environment, session'],
    [{ toString: [] }, 'needs may have create, '],
    [{ attributes: { asks: ['email'] } }, 'needs.attributes may have secret, decides, uses, no other, got "asks"'],
  ])('has no member that is unknown, and the error names those that are known: %j', (needs, message) => {
    expect(() => needing(needs)).toThrow(message);
    expect(() => needing(needs)).toThrow(FlowDefinitionError);
  });

  test.each([
    null,
    [],
    'email',
    { create: {} },
    { verify: 'dynamodb:GetItem' },
    { deliver: ['dynamodb:GetItem'] },
    { senders: 'email' },
    { senders: ['fax'] },
    { attributes: ['email'] },
    { attributes: { secret: 'custom:pin' } },
    { attributes: { decides: [''] } },
    { attributes: { uses: [' '] } },
    { attributes: { uses: [5] } },
    { credentials: 'yes' },
    { environment: ['TABLE'] },
    { sessionMinutes: Number.NaN },
    { attributes: null },
    { create: () => [] },
    { environment: null },
  ])('can’t be %j', (needs) => {
    expect(() => needing(needs)).toThrow(FlowDefinitionError);
  });

  test('is judged in a flow too, however the challenge was made', () => {
    const made = { ...challenge(), needs: { email: true } as object };
    expect(() => defineFlow({ code: made }, nothing)).toThrow(/needs may have create/);
  });
});

describe('a flow', () => {
  test.each([
    CHOICE,
    'password',
    'signedIn',
    'then',
    'constructor',
    'toString',
    'valueOf',
    'Code',
    'e-mail',
    '',
    '__proto__',
    'x'.repeat(41),
  ])('has no challenge named %j', (name) => {
    const challenges = Object.fromEntries([[name, challenge()]]);
    expect(() => defineFlow(challenges, nothing)).toThrow(FlowDefinitionError);
  });

  test.each([undefined, {}, { factor: 'both' }, { ...challenge(), attempts: 99 }, { ...challenge(), factor: 'all' }])(
    'takes no challenge %j',
    (each) => {
      expect(() => defineFlow({ code: each as ReturnType<typeof challenge> }, nothing)).toThrow(FlowDefinitionError);
    },
  );

  test('takes one or two factors, and a user that can be', () => {
    expect(() => defineFlow({}, nothing, { factors: 3 as 2 })).toThrow(/factors must be 1 or 2/);
    expect(() => defineFlow({}, nothing, { unknownUser: { has: 'email' as unknown as string[] } })).toThrow(
      /unknownUser/,
    );
    expect(() => defineFlow({}, nothing, { unknownUser: { is: { email: 5 as unknown as string } } })).toThrow(
      /unknownUser/,
    );
    expect(() => defineFlow({}, undefined as unknown as typeof nothing)).toThrow(/generator function/);
  });

  test('keeps a challenge that is an instance of a class', async () => {
    class Made {
      readonly factor = 'possession';
      readonly attempts = 2;
      readonly limits = { guesses: { free: 10, wait: 60, longest: 3600 } };
      readonly needs = {};
      load() {
        return challenge().load();
      }
    }
    const flow = defineFlow({ code: new Made() }, nothing);
    expect(await flow.challenges.code.load()).toHaveProperty('verify');
  });

  test('can’t be changed', () => {
    const flow = defineFlow({ code: challenge() }, nothing, { unknownUser: { has: ['email'] } });
    for (const part of [flow, flow.challenges, flow.challenges.code, flow.unknownUser, flow.unknownUser.has]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

describe('questions about a user', () => {
  const alice = questionsAbout({ email: 'a@b', email_verified: 'True', empty: '', 'custom:age': '20' });

  test('has: set, and not empty', () => {
    expect(['email', 'empty', 'phone_number', 'toString', '__proto__'].map(alice.has)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('is: this very value; …_verified in any case', () => {
    expect(alice.is('email', 'A@B')).toBe(false);
    expect(alice.is('email', 'a@b')).toBe(true);
    expect(alice.is('email_verified', 'true')).toBe(true);
    expect(alice.is('phone_number_verified', 'true')).toBe(false);
    expect(alice.is('empty', '')).toBe(false);
  });

  test('test: true only where the predicate says just that', () => {
    expect(alice.test('custom:age', (age) => Number(age) >= 18)).toBe(true);
    expect(alice.test('phone_number', () => true)).toBe(false);
    expect(alice.test('email', () => 'yes' as unknown as boolean)).toBe(false);
    expect(
      alice.test('email', () => {
        throw new Error('no');
      }),
    ).toBe(false);
  });

  test('an unknown user answers as it was described, and has what everybody has', () => {
    const nobody = questionsAboutUnknown({ has: ['phone_number'], is: { email_verified: 'true' } });
    expect(['phone_number', 'email_verified', 'email', 'sub', 'cognito:user_status'].map(nobody.has)).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);
    expect(nobody.is('email_verified', 'TRUE')).toBe(true);
    expect(nobody.is('phone_number', '')).toBe(false);
    expect(nobody.test('phone_number', () => true)).toBe(false);
    expect(questionsAboutUnknown({}).has('email')).toBe(false);
  });
});
