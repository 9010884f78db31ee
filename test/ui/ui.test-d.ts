/// <reference lib="dom" />
import { createElement as h, memo, type ReactElement } from 'react';
import { expectTypeOf, test } from 'vitest';
import { type AuthClient, createAuthClient, type PendingStep, type Step, type Tokens } from '../../lib/client/index.ts';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import '../../lib/ui/define.ts';
import { emailOtpForm, passkeyForm } from '../../lib/ui/forms.ts';
import {
  createSignIn,
  type Forms,
  type Problem,
  type SignInState,
  showSignIn,
  type Texts,
} from '../../lib/ui/index.ts';
import { type ReactForms, SignIn, type StepProps, useSignIn } from '../../lib/ui/react.ts';
import { code } from '../support/typed-code.ts';

const drawn = () =>
  defineChallenge({
    factor: 'knowledge',
    create: () => ({ parameters: { size: '3' } }),
    decoy: () => ({ parameters: { size: '3' } }),
    parseAnswer: (text: string): { lines: number } => JSON.parse(text),
    verify: ({ answer }) => answer.lines === 2,
  });
const byCode = defineFlow({ emailOtp: code(), employeeNumber: code() }, function* ({ choose }) {
  yield* choose('emailOtp', 'employeeNumber');
});
const byDrawing = defineFlow({ emailOtp: code(), drawing: drawn() }, function* ({ choose }) {
  yield* choose('emailOtp', 'drawing');
});
const byPassword = defineFlow({ emailOtp: code() }, function* ({ password, pass }) {
  yield* password();
  yield* pass('emailOtp');
});
type ByCode = typeof byCode;
type ByDrawing = typeof byDrawing;

const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client' };
const auth = createAuthClient<ByCode>(config);
const drawingAuth = createAuthClient<ByDrawing>(config);
const passwordAuth = createAuthClient<typeof byPassword>(config);
const untyped = createAuthClient(config);
declare const host: Element;

const drawing = {
  render: (
    step: { parameters: { size: string } },
    place: HTMLElement,
    tools: { answer: (drawn: { lines: number }) => void },
  ) => {
    place.append(step.parameters.size);
    tools.answer({ lines: 2 });
    return undefined;
  },
};

test('a flow whose answers are texts needs no form', () => {
  expectTypeOf(showSignIn(host, { auth })).toEqualTypeOf<() => void>();
  showSignIn(document.querySelector('#sign-in'), { auth, onSignedIn: ({ tokens }) => tokens.accessToken });
  // @ts-expect-error there is nothing to sign in with
  showSignIn(host, {});
});

test('a form is data or draws itself', () => {
  // @ts-expect-error what draws itself has no title
  showSignIn(host, { auth, forms: { emailOtp: { title: 'Your code', render: () => undefined } } });
});

test('a step whose answer is no text must have a form', () => {
  // @ts-expect-error a drawing is no text
  showSignIn(host, { auth: drawingAuth });
  // @ts-expect-error and the other form doesn't help
  showSignIn(host, { auth: drawingAuth, forms: { emailOtp: emailOtpForm } });
  showSignIn(host, { auth: drawingAuth, forms: { drawing } });
  showSignIn(host, { auth: drawingAuth, forms: { drawing: { answer: () => ({ lines: 2 }) } } });
});

test('forms narrow by their step: wrong names and wrong answers do not compile', () => {
  showSignIn(host, {
    auth,
    forms: {
      emailOtp: { ...emailOtpForm, title: 'Your code', intro: ({ parameters }) => parameters.deliveredTo },
      employeeNumber: {
        title: ({ name }) => `The ${name}`,
        fields: ({ parameters }, { texts }) => ({
          number: { label: texts.code, hint: parameters.deliveredTo, inputmode: 'numeric' },
        }),
        answer: async ({ number = '' }, step, signal) => {
          expectTypeOf(step.name).toEqualTypeOf<'employeeNumber'>();
          expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
          return number.trim();
        },
      },
      choose: {
        options: ({ parameters: { options } }) => options.map((name) => ({ label: name, answer: name })),
      },
    },
  });
  // @ts-expect-error there is no such step
  showSignIn(host, { auth, forms: { emailOpt: emailOtpForm } });
  // @ts-expect-error a text is asked
  showSignIn(host, { auth, forms: { employeeNumber: { answer: () => 12 } } });
  // @ts-expect-error that was not offered
  showSignIn(host, { auth, forms: { choose: { options: () => [{ label: 'x', answer: 'sms' }] } } });
  // @ts-expect-error there is no such parameter
  showSignIn(host, { auth, forms: { emailOtp: { title: ({ parameters }) => parameters.sentTo } } });
  // @ts-expect-error lines are asked
  showSignIn(host, { auth: drawingAuth, forms: { drawing: { answer: ({ answer = '' }) => answer } } });
  showSignIn(host, {
    auth: drawingAuth,
    forms: {
      drawing: {
        render(step, place, tools) {
          expectTypeOf(step.parameters).toEqualTypeOf<{ size: string }>();
          expectTypeOf(place).toEqualTypeOf<HTMLElement>();
          expectTypeOf(tools.problem).toEqualTypeOf<Problem | undefined>();
          tools.answer({ lines: 2 });
          // @ts-expect-error lines are asked
          tools.answer('2');
          return () => {};
        },
      },
    },
  });
  const forms: Forms<ByDrawing> = { drawing };
  showSignIn(host, { auth: drawingAuth, forms });
});

test('a password is asked exactly where the flow begins with it', () => {
  showSignIn(host, { auth: passwordAuth, password: true });
  // @ts-expect-error this flow begins with a password
  showSignIn(host, { auth: passwordAuth });
  // @ts-expect-error and can't do without
  showSignIn(host, { auth: passwordAuth, password: false });
  // @ts-expect-error this flow has none
  showSignIn(host, { auth, password: true });
  showSignIn(host, { auth: createAuthClient({ ...config, authFlow: 'USER_SRP_AUTH' }), password: true });
  // @ts-expect-error so does Cognito's own
  showSignIn(host, { auth: createAuthClient({ ...config, authFlow: 'USER_SRP_AUTH' }) });
  showSignIn(host, { auth: untyped, password: true });
});

test("Cognito's own challenges need no form, and take one", () => {
  const own = createAuthClient({ ...config, authFlow: 'USER_AUTH' });
  showSignIn(host, { auth: own });
  showSignIn(host, { auth: own, forms: { WEB_AUTHN: { ...passkeyForm, submit: 'Finger' } } });
  // @ts-expect-error an assertion is no text
  showSignIn(host, { auth: own, forms: { WEB_AUTHN: { answer: () => 'x' } } });
});

test('where the flow is not known, everything is taken', () => {
  showSignIn(host, { auth: untyped });
  showSignIn(host, {
    auth: untyped,
    forms: { drawing, emailOtp: emailOtpForm, any: { answer: () => ({ any: 'thing' }) }, none: {} },
  });
  // @ts-expect-error but no form that is none
  showSignIn(host, { auth: untyped, forms: { any: { headline: 'x' } } });
});

test('texts may be some, and are those that there are', () => {
  showSignIn(host, {
    auth,
    lang: 'de',
    texts: { start: 'Anmelden', attemptsLeft: { other: 'Noch {count}' }, problems: { tooFew: 'Zu wenig' } },
  });
  showSignIn(host, { auth, texts: {} as Texts });
  // @ts-expect-error there is no such text
  showSignIn(host, { auth, texts: { begin: 'Anmelden' } });
});

test('the state narrows, and what answers is of the flow', () => {
  const signIn = createSignIn(auth);
  const state = signIn.getState();
  expectTypeOf(state).toEqualTypeOf<SignInState<ByCode>>();
  if (state.at === 'step') {
    expectTypeOf(state.step).toEqualTypeOf<PendingStep<ByCode>>();
    if (state.step.name === 'emailOtp') expectTypeOf(state.step.parameters.deliveredTo).toBeString();
    expectTypeOf(state.endsAt).toBeNumber();
  }
  if (state.at === 'done') expectTypeOf(state.tokens).toEqualTypeOf<Tokens>();
  // @ts-expect-error nothing is asked yet
  if (state.at === 'start') state.step;

  void signIn.start({ username: 'alice' });
  // @ts-expect-error this flow asks no password
  void signIn.start({ username: 'alice', password: 'secret' });
  void createSignIn(drawingAuth).answer({ lines: 2 });
  void createSignIn(drawingAuth).answer(async (signal) => ({ lines: signal.aborted ? 0 : 2 }));
  // @ts-expect-error no step takes that
  void createSignIn(drawingAuth).answer({ dots: 2 });
});

const Drawing = ({ step, answer, problem, busy }: StepProps<{ parameters: { size: string } }, { lines: number }>) =>
  h('p', { onClick: () => answer({ lines: 2 }), hidden: busy }, step.parameters.size, problem?.kind);
const AnyStep = ({ step, answer }: StepProps): ReactElement => h('p', { onClick: () => answer(1) }, step.name);

test("React's component takes what showSignIn takes, and components as forms", () => {
  SignIn({ auth, className: 'narrow', onSignedIn: ({ tokens }) => void tokens.idToken });
  // @ts-expect-error a drawing is no text
  SignIn({ auth: drawingAuth });
  SignIn({ auth: drawingAuth, forms: { drawing: Drawing } });
  SignIn({ auth: drawingAuth, forms: { drawing: memo(Drawing), emailOtp: emailOtpForm } });
  SignIn({
    auth: drawingAuth,
    forms: {
      drawing({ step, answer }) {
        expectTypeOf(step.parameters).toEqualTypeOf<{ size: string }>();
        expectTypeOf(answer).parameter(0).toEqualTypeOf<{ lines: number }>();
        return null;
      },
    },
  });
  // @ts-expect-error this component answers a text
  SignIn({ auth: drawingAuth, forms: { drawing: (_: StepProps<unknown, string>) => null } });
  // @ts-expect-error there is no such step
  SignIn({ auth, forms: { drawing: Drawing } });
  // @ts-expect-error this flow begins with a password
  SignIn({ auth: passwordAuth });
  const forms: ReactForms<ByDrawing> = { drawing: Drawing };
  SignIn({ auth: drawingAuth, forms });

  SignIn({ auth: untyped, forms: { drawing: Drawing, any: AnyStep, remembered: memo(AnyStep) } });
  h(SignIn, { auth: untyped, forms: { drawing: AnyStep } });
});

test("React's hook narrows as the core does", () => {
  const { state, start, answer, restart } = useSignIn(drawingAuth);
  expectTypeOf(state).toEqualTypeOf<SignInState<ByDrawing>>();
  expectTypeOf(restart).toEqualTypeOf<() => void>();
  void start({ username: 'alice' });
  void answer('123456');
  void answer({ lines: 2 });
  // @ts-expect-error no step takes that
  void answer(2);
  // @ts-expect-error the page begins and ends by itself
  useSignIn(drawingAuth).begin;
});

test('the element is known by its name, takes any client, and tells of its events', () => {
  const element = document.createElement('countersign-sign-in');
  element.auth = auth;
  element.auth = drawingAuth;
  element.auth = untyped;
  element.auth = undefined;
  element.options = { usernameType: 'email', forms: { drawing }, texts: { start: 'Anmelden' } };
  // @ts-expect-error that is no name of users
  element.options = { usernameType: 'e-mail' };
  // @ts-expect-error that is no client
  element.auth = {} as Step;
  element.addEventListener('signedin', ({ detail }) => expectTypeOf(detail.tokens).toEqualTypeOf<Tokens>());
  element.addEventListener('problem', ({ detail }) => expectTypeOf(detail).toEqualTypeOf<Problem>());
  element.addEventListener('click', ({ clientX }) => expectTypeOf(clientX).toBeNumber());
  document.querySelector('countersign-sign-in')?.addEventListener('signedin', ({ detail }) => detail.tokens, {
    once: true,
  });
  // @ts-expect-error tokens come with the end alone
  element.addEventListener('problem', ({ detail }) => detail.tokens);
  expectTypeOf<AuthClient<ByCode>>().not.toBeAny();
});
