import { ownMember } from '../core/own-member.ts';
import type { Problem, StartState, StepState } from '../core/sign-in-state.ts';
import type { AnyStep, DataForm, FormContext, Words } from '../forms/form.ts';
import { inWords } from '../texts/texts.ts';
import { element, setAttributes } from './element.ts';
import { type FieldView, fieldView } from './field-view.ts';
import { focusedBeside } from './may-take-focus.ts';
import { problemView } from './problem-view.ts';
import { type LinksState, type StepAction, stepLinks, withTime } from './step-links.ts';

/** What a form shows of its sign-in. */
export type FormState = Omit<StartState, 'at'> &
  Partial<Pick<StepState, 'retryAt' | 'resendAt' | 'endsAt' | 'resent'>> &
  Pick<LinksState, 'can'>;

/** What a form does, and how it says things. */
export interface FormActions {
  /** Sends what the function makes of what was filled in. */
  submit(answer: (signal: AbortSignal) => unknown): void;
  act(action: StepAction): void;
  /** What a problem says. */
  describe(problem: Problem): string;
  readonly headingLevel: 1 | 2 | 3 | 4 | 5 | 6;
}

/** A form as it stands in the page. */
export interface FormView {
  readonly form: HTMLFormElement;
  /** @param mayFocus whether a field that was answered wrongly takes the focus */
  update(state: FormState, step: AnyStep, mayFocus: boolean): void;
  /** Focuses where a person goes on: the first field to fill in, else the heading. */
  focus(): void;
  end(): void;
}

/** A call that takes longer than this says so. In milliseconds. */
const SLOW = 300;
/** How long before its end a sign-in warns. In milliseconds. */
const WARNING = 60_000;
/** Problems that say nothing about what was filled in. */
const NOT_OF_ANSWER = /^(offline|session|tooMany|cancelled|failed|wait|refused|attempts)$/;

let made = 0;

/** Shows a form of data: heading, problem, fields, buttons, and what else can be done at its step. */
export function formView(
  data: DataForm<AnyStep, unknown>,
  firstStep: AnyStep,
  context: FormContext,
  actions: FormActions,
): FormView {
  const { texts, now } = context;
  const id = `cs-${++made}`;
  let step = firstStep;
  let state: FormState = { busy: false };
  let checking: ReturnType<typeof setTimeout> | undefined;
  const ended = new AbortController();

  const said = (words: Words<AnyStep> | undefined): string | undefined =>
    typeof words === 'function' ? words(step, context) : words;
  const heading = (): string => said(data.title) ?? ownMember(texts.steps, step.name) ?? inWords(step.name);

  const title = element(`h${actions.headingLevel}`, { class: 'cs-title', id: `${id}-title`, tabindex: '-1' });
  const intro = element('p', { class: 'cs-intro' });
  const problem = problemView(`${id}-problem`, texts);
  const given = typeof data.fields === 'function' ? data.fields(step, context) : data.fields;
  const fields = Object.entries(given ?? { answer: { label: heading() } }).map(([name, field], index) =>
    fieldView(`${id}-${index}`, name, field, texts),
  );
  const submit = element('button', { type: 'submit', class: 'cs-submit' }, said(data.submit) ?? texts.continue);
  const options = (data.options?.(step, context) ?? []).map(({ label, answer }) => {
    const option = element('button', { type: 'button', class: 'cs-option' }, label);
    option.addEventListener('click', () => send(() => answer));
    return option;
  });
  const status = element('p', { class: 'cs-status', role: 'status' });
  const wait = element('p', { class: 'cs-status' });
  const links = stepLinks(texts, actions.act);
  const form = element(
    'form',
    // Were it ever sent by the browser itself, nothing would stand in an address.
    { class: 'cs-form', novalidate: true, method: 'post', 'aria-labelledby': title.id },
    ...[title, intro, problem.place],
    ...fields.map(({ row }) => row),
    wait,
    data.options && fields.length === 0 ? undefined : submit,
    options.length > 0 ? element('div', { class: 'cs-options' }, ...options) : undefined,
    status,
    links.list,
  );

  const send = (answer: (signal: AbortSignal) => unknown): void => {
    if (!state.busy && (state.retryAt ?? 0) <= now()) actions.submit(answer);
  };

  const answer = (): void => {
    const faults = fields.flatMap(({ input, fault, show }) => {
      const text = fault();
      show({ fault: text });
      return text === undefined ? [] : [{ input, text }];
    });
    if (faults.length > 0) {
      problem.tellFaults(faults);
      faults[0]?.input.focus();
      return;
    }
    // What a browser sees sent as text it may keep, and offer to the next person.
    for (const { hide } of fields) hide();
    const values = Object.fromEntries(fields.map(({ name, input }) => [name, input.value]));
    const asked = step;
    send((signal) => (data.answer ? data.answer(values, asked, signal) : Object.values(values)[0]));
  };

  /** Says what is no problem, once. */
  const say = (text: string): void => {
    if (status.textContent !== text) status.textContent = text;
  };

  const tick = (): void => {
    const { busy, retryAt = 0, endsAt = Number.POSITIVE_INFINITY, resent, resendAt } = state;
    const left = retryAt - now();
    const waits = left > 0;
    wait.textContent = waits ? withTime(texts.retryIn, left) : '';
    for (const button of [submit, ...options]) {
      // Not on the form: what is said within what is busy isn't read out.
      setAttributes(button, { 'aria-busy': busy && 'true', 'aria-disabled': (busy || waits) && 'true' });
    }
    links.update(state, now());
    const sent = resendAt ? texts.notSent : texts.resent;
    if (!busy) say(endsAt - now() <= WARNING ? texts.endsSoon : resent ? sent : '');
  };

  const showProblem = (next: Problem | undefined, mayFocus: boolean): void => {
    problem.tell(next && actions.describe(next));
    for (const { show } of fields) show({});
    const [first] = fields;
    if (!first || !next) return;
    const isWrong = !NOT_OF_ANSWER.test(next.kind);
    // Read with the field, too: to move the focus may cut an alert short.
    first.show({ problemId: `${id}-problem`, isWrong });
    if (!isWrong || !mayFocus) return;
    first.input.focus();
    first.input.select();
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    answer();
  });
  const timer = setInterval(tick, 1000);
  tellUserName(fields, context);
  void addBefore();
  void listen();

  async function addBefore(): Promise<void> {
    const before = await data.before?.(step, context);
    if (before) problem.place.before(before);
  }

  async function listen(): Promise<void> {
    try {
      const heard = await data.listen?.(ended.signal);
      if (heard !== undefined && !ended.signal.aborted) send(() => heard);
    } catch {
      // It may not, or nothing came: the field is there.
    }
  }

  const focus = (): void => {
    const inputs = fields.map(({ input }) => input);
    (inputs.find(({ value }) => !value) ?? inputs[0] ?? title).focus();
  };

  return {
    form,
    focus,
    update(next, nextStep, mayFocus) {
      const before = state;
      const active = focusedBeside(form) as HTMLElement | null;
      step = nextStep;
      state = next;
      title.textContent = heading();
      intro.textContent = said(data.intro) ?? '';
      clearTimeout(checking);
      if (next.busy) {
        // What was said before may be said once more after it.
        say('');
        checking = setTimeout(() => say(texts.checking), SLOW);
      }
      tick();
      intro.hidden = !intro.textContent || intro.textContent === status.textContent;
      // A link that is gone takes the focus along.
      if (active?.hidden && form.contains(active)) focus();
      if (next.problem !== before.problem || next.busy) showProblem(next.problem, mayFocus);
    },
    end() {
      clearInterval(timer);
      clearTimeout(checking);
      ended.abort();
      form.remove();
    },
  };
}

/** Tells a password manager whose password is asked. */
function tellUserName(fields: readonly FieldView[], { username }: FormContext): void {
  const isAsked = fields.some(({ input }) => input.autocomplete === 'username');
  const first = fields.find(({ input }) => input.type === 'password');
  if (!first || isAsked || username === undefined) return;
  first.row.before(
    element('input', {
      ...{ type: 'text', name: 'username', autocomplete: 'username', value: username },
      ...{ hidden: true, readonly: true },
    }),
  );
}
