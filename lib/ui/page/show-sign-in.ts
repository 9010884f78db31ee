import type { MaybeFlow } from '../../client/index.ts';
import { createSignIn, type HeadlessSignIn } from '../core/create-sign-in.ts';
import type { Problem, StepState } from '../core/sign-in-state.ts';
import type { AnyStep, DataForm, OwnForm } from '../forms/form.ts';
import { type AnyForm, formFor } from '../forms/form-for.ts';
import { startForm } from '../forms/start-form.ts';
import { adoptStyle } from '../style/adopt-style.ts';
import { english } from '../texts/english.ts';
import { laidOver } from '../texts/texts.ts';
import { element } from './element.ts';
import { type FormState, type FormView, formView } from './form-view.ts';
import { type OwnFormView, ownFormView } from './own-form-view.ts';
import { problemText } from './problem-text.ts';
import type { ShowSignInOptions } from './show-sign-in-options.ts';

/**
 * Shows a sign-in in an element of the page: the start, each challenge that Cognito asks, and what went wrong. A sign-in that
 * was pending before a reload goes on.
 *
 * @returns what ends it: timers, the call under way, and what stands in the element
 * @throws TypeError if the element or `auth` is missing
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
  if (!host) throw new TypeError('showSignIn got no element to show the sign-in in: is it in the page yet?');
  const given = options as ShowSignInOptions;
  if (!given.auth) throw new TypeError('showSignIn got no auth: give it what createAuthClient makes');
  adoptStyle(host);

  const signIn: HeadlessSignIn = createSignIn(given.auth, given);
  const lang = given.lang ?? (host.closest('[lang]') as HTMLElement | null)?.lang ?? '';
  const root = element('div', { class: 'cs', lang: given.lang });
  host.append(root);

  /** What stands there, and of which step. */
  let shown: { readonly key: unknown; readonly view: FormView | OwnFormView } | undefined;
  let told: Problem | undefined;
  let isFirst = true;
  let hasEnded = false;

  const clear = (): void => {
    shown?.view.end();
    shown = undefined;
    root.replaceChildren();
  };

  const showData = (
    key: string,
    data: DataForm<AnyStep, unknown>,
    step: AnyStep,
    state: FormState & Partial<Pick<StepState, 'resumed'>>,
    submit: (answer: (signal: AbortSignal) => never) => unknown,
  ): void => {
    if (shown?.key === key) {
      shown.view.update(state, step);
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
    view.update(state, step);
    if (!isFirst || given.autofocus) view.focus();
    isFirst = false;
    // After a reload a browser may want a click first.
    if (data.atOnce && state.resumed === false) view.form.requestSubmit();
  };

  const showOwn = (form: OwnForm<AnyStep, unknown>, step: AnyStep, state: FormState): void => {
    if (shown?.key === step) {
      shown.view.update(state, step);
      return;
    }
    clear();
    const view = ownFormView(form, step, signIn);
    shown = { key: step, view };
    root.append(view.place);
    isFirst = false;
  };

  const showStep = async (state: StepState): Promise<void> => {
    const { step } = state;
    let form: AnyForm;
    try {
      const found = formFor(step.name, given.forms);
      form = found instanceof Promise ? await found : found;
    } catch (error) {
      console.error('countersign: the form could not be loaded', error);
      form = {
        title: (_, { texts }) => texts.problems.offline,
        fields: {},
        submit: (_, { texts }) => texts.again,
        answer: () => location.reload(),
      };
    }
    // Meanwhile something else may have come, or the end.
    if (signIn.getState() !== state || hasEnded) return;
    if ('render' in form) {
      showOwn(form as OwnForm<AnyStep, unknown>, step, state);
      return;
    }
    const can = (['resend', 'back', 'skip'] as const).filter((action) => step[action]);
    const key = `${step.name} ${JSON.stringify(step.parameters)}`;
    showData(key, form as DataForm<AnyStep, unknown>, step, { ...state, can: [...can, 'restart'] }, signIn.answer);
  };

  const render = (): void => {
    const state = signIn.getState();
    root.toggleAttribute('aria-busy', state.at === 'loading');
    if ((state.at === 'start' || state.at === 'step') && state.problem && state.problem !== told) {
      told = state.problem;
      if (told.kind === 'failed') console.error('countersign: the sign-in failed', told.error);
      given.onProblem?.(told);
    }
    if (state.at === 'start') {
      const form = startForm({ ...given, username: state.username ?? given.username });
      showData('start', form, START, state, (answer) => signIn.start(answer(NEVER_ABORTED)));
    } else if (state.at === 'step') {
      void showStep(state);
    } else if (state.at === 'done') {
      clear();
      root.append(element('p', { class: 'cs-intro', role: 'status' }, laidOver(english, given.texts).signedIn));
      given.onSignedIn?.({ tokens: state.tokens });
    }
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
