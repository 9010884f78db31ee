import type { MaybeFlow } from '../../client/index.ts';
import { createSignIn, type HeadlessSignIn } from '../core/create-sign-in.ts';
import type { Problem, SignInState, StepState } from '../core/sign-in-state.ts';
import type { AnyStep, DataForm, OwnForm } from '../forms/form.ts';
import { type AnyForm, formFor } from '../forms/form-for.ts';
import { startForm } from '../forms/start-form.ts';
import { adoptStyle } from '../style/adopt-style.ts';
import { english } from '../texts/english.ts';
import { laidOver } from '../texts/texts.ts';
import { assertOptions } from './assert-options.ts';
import { element } from './element.ts';
import { type FormState, type FormView, formView } from './form-view.ts';
import { mayTakeFocus } from './may-take-focus.ts';
import { type OwnFormView, ownFormView } from './own-form-view.ts';
import { problemText } from './problem-text.ts';
import type { ShowSignInOptions } from './show-sign-in-options.ts';

/**
 * Shows a sign-in in an element of the page: the start, each challenge that Cognito asks, and what went wrong. A sign-in that
 * was pending before a reload goes on.
 *
 * @returns what ends it: timers, the call under way, and what stands in the element
 * @throws TypeError if the element or `auth` is missing, or an option is none of those that there are
 * @example
 * showSignIn(document.querySelector('#sign-in'), {
 *   auth: createAuthClient<SignIn>({ userPoolId, clientId }),
 *   onSignedIn: () => location.assign('/'),
 * });
 */
export function showSignIn<F extends MaybeFlow = undefined>(
  host: Element | null,
  options: ShowSignInOptions<F>,
): () => void {
  const given = options as ShowSignInOptions;
  assertOptions(host, given);
  adoptStyle(host);

  const signIn: HeadlessSignIn = createSignIn(given.auth, given);
  // Our own words are English whatever the page around them is.
  const ownLang = given.lang ?? (given.texts ? undefined : 'en');
  const lang = ownLang ?? (host.closest('[lang]') as HTMLElement | null)?.lang ?? '';
  const root = element('div', { class: 'cs', lang: ownLang });
  host.append(root);

  /** What stands there, and of which step. */
  let shown: { readonly key: unknown; readonly view: FormView | OwnFormView } | undefined;
  let told: Problem | undefined;
  /** What is answered: it may be gone when its problem is told. */
  let asked = 'start';
  let isFirst = true;
  let hasEnded = false;

  /** Whether what comes now may take the focus: what comes first only where the page wants it. */
  const mayFocus = (): boolean => (isFirst ? given.autofocus === true : mayTakeFocus(root));

  const clear = (): void => {
    shown?.view.end();
    shown = undefined;
    isFirst = false;
    root.replaceChildren();
  };

  const showData = (
    key: string,
    data: DataForm<AnyStep, unknown>,
    step: AnyStep,
    state: FormState & Partial<Pick<StepState, 'resumed'>>,
    submit: (answer: (signal: AbortSignal) => never) => unknown,
  ): void => {
    const focuses = mayFocus();
    if (shown?.key === key) {
      shown.view.update(state, step, focuses);
      return;
    }
    clear();
    const texts = laidOver(english, data.texts, given.texts);
    const context = {
      texts,
      username: state.username ?? given.username,
      issuer: given.issuer ?? location.hostname,
      passwordPolicy: given.passwordPolicy ?? {},
      now: given.now ?? (() => Date.now()),
    };
    const view = formView(data, step, context, {
      submit: (answer) => void submit(answer as never),
      act: (action) => void signIn[action](),
      headingLevel: given.headingLevel ?? 2,
      describe: (problem) => problemText(problem, texts, lang, given.describe),
    });
    shown = { key, view };
    root.append(view.form);
    view.update(state, step, focuses);
    if (focuses) view.focus();
    // After a reload a browser may want a click first.
    if (data.atOnce && state.resumed === false) view.form.requestSubmit();
  };

  const showOwn = (form: OwnForm<AnyStep, unknown>, step: AnyStep, state: FormState): void => {
    const focuses = mayFocus();
    if (shown?.key === step) {
      shown.view.update(state, step, focuses);
      return;
    }
    clear();
    const view = ownFormView(form, step, signIn);
    shown = { key: step, view };
    root.append(view.place);
    view.draw();
    if (focuses) view.focus();
  };

  const showStep = async (state: StepState): Promise<void> => {
    const { step } = state;
    const can = (['resend', 'back', 'skip'] as const).filter((action) => step[action]);
    const show = (name: string, form: AnyForm): void => {
      // Meanwhile something else may have come, or the end.
      if (signIn.getState() !== state || hasEnded) return;
      if (form.render) {
        showOwn(form as OwnForm<AnyStep, unknown>, step, state);
        return;
      }
      const key = `${name} ${JSON.stringify(step.parameters)}`;
      showData(key, form as DataForm<AnyStep, unknown>, step, { ...state, can: [...can, 'restart'] }, signIn.answer);
    };
    try {
      const form = formFor(step.name, given.forms);
      show(step.name, form instanceof Promise ? await form : form);
    } catch (error) {
      console.error(`countersign: the form of ${step.name} can't be shown`, error);
      show('', BROKEN);
    }
  };

  const render = (): void => {
    const state = signIn.getState();
    if (state.at === 'start') {
      const form = startForm({ ...given, username: state.username ?? given.username });
      showData('start', form, START, state, (answer) => signIn.start(answer(NEVER_ABORTED)));
    } else if (state.at === 'step') {
      void showStep(state);
    } else if (state.at === 'done') {
      const focuses = mayFocus();
      clear();
      const said = element('p', { class: 'cs-intro', role: 'status', tabindex: '-1' });
      root.append(said);
      said.textContent = laidOver(english, given.texts).signedIn;
      if (focuses) said.focus();
      given.onSignedIn?.({ tokens: state.tokens });
    }
    tellProblem(state);
    asked = state.at === 'step' ? state.step.name : 'start';
  };

  /** Tells the page, once what it may take away is shown. */
  const tellProblem = (state: SignInState): void => {
    if (!('problem' in state) || !state.problem || state.problem === told) return;
    told = state.problem;
    if (told.kind === 'failed') console.error(`countersign: the sign-in failed at ${asked}`, told.error);
    given.onProblem?.(told);
  };

  const stop = signIn.subscribe(render);
  void signIn.begin();
  return () => {
    hasEnded = true;
    stop();
    signIn.end();
    clear();
    root.remove();
  };
}

const START: AnyStep = { name: 'start', parameters: {} };
const NEVER_ABORTED = new AbortController().signal;

/** In the place of a form that can't be loaded or shown: the sign-in goes on after a reload. */
const BROKEN: AnyForm = {
  title: (_, { texts }) => texts.problems.failed,
  fields: {},
  submit: (_, { texts }) => texts.again,
  answer: () =>
    new Promise(() => {
      location.reload();
    }),
} satisfies DataForm<AnyStep, never>;
