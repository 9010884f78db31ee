import { assertType, expectTypeOf, test } from 'vitest';
import {
  type AskedSteps,
  type AsksPassword,
  type ChallengeLimits,
  check,
  type Decision,
  defineChallenge,
  defineFlow,
  type GuessLimits,
  type Judgement,
  type LimitOptions,
  type UserQuestions,
  type VerifyContext,
} from '../../lib/flow/index.ts';
import { code } from '../support/typed-code.ts';

const assertion = () =>
  defineChallenge({
    factor: 'both',
    create: () => ({ parameters: { options: '{}' } }),
    decoy: () => ({ parameters: { options: '{}' } }),
    parseAnswer: (text: string): { id: string } => JSON.parse(text),
    verify: ({ answer }) => answer.id === '1',
  });

const signIn = defineFlow({ emailOtp: code(), passkey: assertion() }, function* ({ user, pass, attempt, choose }) {
  if (user.has('email')) yield* pass('emailOtp');
  const passed = yield* attempt('passkey');
  expectTypeOf(passed).toEqualTypeOf<boolean>();
  const picked = yield* choose('emailOtp', 'passkey');
  expectTypeOf(picked).toEqualTypeOf<'emailOtp' | 'passkey'>();
});

test('steps narrow by name to typed parameters and answers', () => {
  type Steps = AskedSteps<typeof signIn>;
  expectTypeOf<Steps['name']>().toEqualTypeOf<'emailOtp' | 'passkey' | 'choose'>();
  expectTypeOf<Extract<Steps, { name: 'emailOtp' }>['parameters']>().toEqualTypeOf<{ deliveredTo: string }>();
  expectTypeOf<Extract<Steps, { name: 'passkey' }>['answer']>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<Extract<Steps, { name: 'choose' }>['answer']>().toEqualTypeOf<'emailOtp' | 'passkey'>();
  expectTypeOf<Extract<Steps, { name: 'emailOtp' }>['answer']>().toEqualTypeOf<string>();
});

test('a flow tells whether it asks the password', () => {
  const withPassword = defineFlow({ emailOtp: code() }, function* ({ password, pass }) {
    yield* password();
    yield* pass('emailOtp');
  });
  expectTypeOf<AsksPassword<typeof signIn>>().toEqualTypeOf<false>();
  expectTypeOf<AsksPassword<typeof withPassword>>().toEqualTypeOf<true>();
});

test('wrong names, a forgotten star and raw attributes do not compile', () => {
  defineFlow({ emailOtp: code() }, function* ({ pass }) {
    // @ts-expect-error there is no such challenge
    yield* pass('emailOpt');
  });
  // @ts-expect-error yield without a star yields the verb itself
  defineFlow({ emailOtp: code() }, function* ({ pass }) {
    yield pass('emailOtp');
  });
  defineFlow({ emailOtp: code() }, function* ({ user, pass }) {
    // @ts-expect-error a flow asks questions, it holds no attributes
    if (user.attributes) yield* pass('emailOtp');
  });
  defineFlow({ emailOtp: code(), passkey: assertion() }, function* ({ choose }) {
    // @ts-expect-error a choice needs two
    yield* choose('emailOtp');
  });
  // @ts-expect-error a flow is synchronous
  defineFlow({ emailOtp: code() }, async function* ({ pass }) {
    yield* pass('emailOtp');
  });
});

test('create and decoy return one shape, of texts', () => {
  defineChallenge({
    factor: 'possession',
    create: () => ({ parameters: { deliveredTo: 'a' } }),
    // @ts-expect-error the decoy lacks what create tells
    decoy: () => ({ parameters: {} }),
    verify: () => false,
  });
  assertType(code().factor);
});

test('verbs give what was asked, and a refusal nothing', () => {
  defineFlow({ emailOtp: code() }, function* ({ user, pass, refuse, password }) {
    expectTypeOf(user).toEqualTypeOf<UserQuestions>();
    expectTypeOf(yield* password()).toEqualTypeOf<void>();
    expectTypeOf(yield* pass('emailOtp')).toEqualTypeOf<void>();
    const refused = yield* refuse('no');
    expectTypeOf(refused).toEqualTypeOf<never>();
  });
});

test('a flow without a choice has no step for one, and offers only what it names', () => {
  const plain = defineFlow({ emailOtp: code() }, function* ({ pass }) {
    yield* pass('emailOtp');
  });
  expectTypeOf<AskedSteps<typeof plain>['name']>().toEqualTypeOf<'emailOtp'>();
  type Choice = Extract<AskedSteps<typeof signIn>, { name: 'choose' }>;
  expectTypeOf<Choice['parameters']['options'][number]>().toEqualTypeOf<'emailOtp' | 'passkey'>();
});

test('violations exist only where a flow does not hold, an ask only where one is decided', () => {
  const verdict = check(signIn);
  // @ts-expect-error a flow that holds has none
  verdict.violations;
  if (!verdict.holds) assertType<string>(verdict.violations[0]?.message ?? '');
  const decide = (decision: Decision) => {
    // @ts-expect-error tokens have no attempt
    decision.attempt;
    return decision.kind === 'ask' ? decision.attempt : 0;
  };
  assertType(decide);
});

test('options and factors that make no sense do not compile', () => {
  // @ts-expect-error one or two
  defineFlow({ emailOtp: code() }, function* () {}, { factors: 3 });
  // @ts-expect-error an attribute's value is a text
  defineFlow({ emailOtp: code() }, function* () {}, { unknownUser: { is: { email_verified: true } } });
  // @ts-expect-error the generator returns nothing: returning is signing in
  defineFlow({ emailOtp: code() }, function* ({ attempt }) {
    return yield* attempt('emailOtp');
  });
});

const parts = { create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }) };

test('verify says whether an answer is right, and what a right one used up', () => {
  const own = { factor: 'knowledge', ...parts } as const;
  defineChallenge({ ...own, verify: ({ answer }) => answer === '1' });
  defineChallenge({ ...own, verify: async ({ answer }) => answer === '1' });
  defineChallenge({ ...own, verify: ({ answer }) => ({ right: answer === '1' }) });
  defineChallenge({ ...own, verify: ({ answer }) => ({ right: answer === '1', once: answer }) });
  defineChallenge({ ...own, verify: async ({ answer }) => answer === '1' && { right: true, once: answer } });
  const judge = (context: VerifyContext): Judgement => ({ right: true, once: context.answer });
  expectTypeOf(defineChallenge({ ...own, verify: judge, judgesDecoys: true }).limits).toEqualTypeOf<ChallengeLimits>();
  // @ts-expect-error what isn't said to be right is wrong
  defineChallenge({ ...own, verify: ({ answer }) => ({ once: answer }) });
  // @ts-expect-error what was used up is a text
  defineChallenge({ ...own, verify: () => ({ right: true, once: 1 }) });
  // @ts-expect-error right is a boolean
  defineChallenge({ ...own, verify: ({ answer }) => ({ right: answer }) });
  // @ts-expect-error it does, or it doesn't
  defineChallenge({ ...own, verify: () => true, judgesDecoys: 'yes' });
});

test('limits are seconds and numbers of answers, or none', () => {
  const own = { factor: 'both', answers: 2 ** 64, verify: () => false, ...parts } as const;
  defineChallenge({ ...own, limits: {} });
  defineChallenge({ ...own, limits: { guesses: false } });
  defineChallenge({ ...own, limits: { guesses: {} } });
  defineChallenge({ ...own, limits: { guesses: { free: 5, wait: 30, longest: 600, oneADayFrom: 50 } } });
  expectTypeOf<LimitOptions['guesses']>().toEqualTypeOf<Partial<GuessLimits> | false | undefined>();
  expectTypeOf<ChallengeLimits['guesses']>().toEqualTypeOf<GuessLimits | false>();
  // @ts-expect-error there is no such limit
  defineChallenge({ ...own, limits: { guesses: { tries: 5 } } });
  // @ts-expect-error and nothing else is limited
  defineChallenge({ ...own, limits: { answers: { free: 5 } } });
  // @ts-expect-error true is no number
  defineChallenge({ ...own, limits: { guesses: true } });
  // @ts-expect-error seconds are a number
  defineChallenge({ ...own, limits: { guesses: { wait: '60' } } });
});

test('a message says where it goes, and holds texts', () => {
  const parts = {
    factor: 'possession',
    limits: { messages: {} },
    decoy: () => ({ parameters: {} }),
    verify: () => false,
  } as const;
  defineChallenge({
    ...parts,
    create: () => ({ parameters: {}, message: { to: '+15550100', code: '4711' } }),
    deliver: (context, message) => {
      expectTypeOf(message.to).toBeString();
      expectTypeOf(message.code).toEqualTypeOf<string | undefined>();
      expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>();
    },
  });
  // @ts-expect-error it goes nowhere
  defineChallenge({ ...parts, create: () => ({ parameters: {}, message: { code: '4711' } }), deliver: () => {} });
  // @ts-expect-error it holds a number
  defineChallenge({ ...parts, create: () => ({ parameters: {}, message: { to: 'a', tries: 3 } }), deliver: () => {} });
});
