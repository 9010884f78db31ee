import fc from 'fast-check';
import { type Challenges, defineFlow, type Factor, type Flow, type FlowContext } from '../../lib/flow/index.ts';
import { challenge } from './challenges.ts';

/** A flow as data. */
export type Statement =
  | { readonly do: 'pass'; readonly name: string }
  | { readonly do: 'attempt'; readonly name: string; readonly passed: Program; readonly failed: Program }
  | { readonly do: 'choose'; readonly names: readonly [string, string, ...string[]]; readonly first: Program }
  | {
      readonly do: 'if';
      readonly attribute: string;
      readonly value: string | undefined;
      readonly yes: Program;
      readonly no: Program;
    }
  | { readonly do: 'refuse' }
  | { readonly do: 'return' };
export type Program = readonly Statement[];

export const NAMES = ['captcha', 'code', 'pin', 'passkey'] as const;
const FACTORS: Readonly<Record<(typeof NAMES)[number], Factor>> = {
  captcha: 'none',
  code: 'possession',
  pin: 'knowledge',
  passkey: 'both',
};
const ATTRIBUTES = ['email', 'phone_number', 'custom:role'] as const;

const name = fc.constantFrom<string>(...NAMES);

const program: fc.Arbitrary<Program> = fc.letrec<{ program: Program; statement: Statement }>((tie) => ({
  program: fc.array(tie('statement'), { maxLength: 4, depthIdentifier: 'flow' }),
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true, depthIdentifier: 'flow' },
    fc.record({ do: fc.constant('pass' as const), name }),
    fc.record({ do: fc.constant('attempt' as const), name, passed: tie('program'), failed: tie('program') }),
    fc.record({
      do: fc.constant('choose' as const),
      names: fc.uniqueArray(name, { minLength: 2, maxLength: 3 }) as unknown as fc.Arbitrary<
        [string, string, ...string[]]
      >,
      first: tie('program'),
    }),
    fc.record({
      do: fc.constant('if' as const),
      attribute: fc.constantFrom(...ATTRIBUTES),
      value: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
      yes: tie('program'),
      no: tie('program'),
    }),
    fc.constant({ do: 'refuse' } as const),
    fc.constant({ do: 'return' } as const),
  ),
})).program;

/** Interprets a program; true when it said `return`. */
function* interpret(statements: Program, context: FlowContext<string>): Generator<never, boolean, unknown> {
  const { user, pass, attempt, choose, refuse } = context;
  // The verbs' own types are checked elsewhere; here names are data.
  const ask = <Result>(verb: { [Symbol.iterator](): Iterator<unknown, Result, unknown> }) =>
    verb as { [Symbol.iterator](): Iterator<never, Result, unknown> };
  for (const statement of statements) {
    switch (statement.do) {
      case 'pass':
        yield* ask(pass(statement.name));
        break;
      case 'attempt':
        if (yield* interpret((yield* ask(attempt(statement.name))) ? statement.passed : statement.failed, context))
          return true;
        break;
      case 'choose': {
        const picked = yield* ask(choose(...statement.names));
        if (picked === statement.names[0] && (yield* interpret(statement.first, context))) return true;
        break;
      }
      case 'if': {
        const { attribute, value } = statement;
        const yes = value === undefined ? user.has(attribute) : user.is(attribute, value);
        if (yield* interpret(yes ? statement.yes : statement.no, context)) return true;
        break;
      }
      case 'refuse':
        yield* ask(refuse('no'));
        break;
      case 'return':
        return true;
    }
  }
  return false;
}

/** Any flow that a generator function can write with the verbs, and its text. */
export const anyFlow: fc.Arbitrary<Flow> = fc
  .record({
    statements: program,
    password: fc.boolean(),
    factors: fc.constantFrom(1 as const, 2 as const),
    attempts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 4 }),
    messages: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  })
  .map(({ statements, password, factors, attempts, messages }) => {
    const challenges: Challenges = Object.fromEntries(
      NAMES.map((each, position) => [each, challenge(FACTORS[each], attempts[position] ?? 3, messages[position])]),
    );
    const flow = defineFlow(
      challenges,
      function* (context): Generator<never, void, unknown> {
        if (password) yield* context.password() as unknown as { [Symbol.iterator](): Iterator<never, void, unknown> };
        yield* interpret(statements, context as FlowContext<string>);
      },
      { factors },
    );
    return Object.freeze({
      ...flow,
      [fc.toStringMethod]: () => JSON.stringify({ password, factors, attempts, messages, statements }),
    });
  });

/** Some users, known and unknown. */
export const anyUser = fc.record({
  userAttributes: fc.record(
    {
      email: fc.constantFrom('a', 'b', ''),
      phone_number: fc.constantFrom('a', 'c'),
      'custom:role': fc.constantFrom('a', 'b'),
      'cognito:user_status': fc.constantFrom('CONFIRMED', 'CONFIRMED', 'FORCE_CHANGE_PASSWORD'),
    },
    { requiredKeys: ['cognito:user_status'] },
  ) as fc.Arbitrary<Record<string, string>>,
  userNotFound: fc.boolean(),
});

/** How somebody answers, mostly right. */
export const anyReplies = fc.array(
  fc.record({ right: fc.constantFrom(true, true, true, false), option: fc.integer({ min: 0, max: 2 }) }),
  { maxLength: 24 },
);
