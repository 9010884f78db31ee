import type { Field } from '../forms/form.ts';
import type { Texts } from '../texts/texts.ts';
import { filled } from '../texts/texts.ts';
import { element, setAttributes } from './element.ts';

/** A field as it stands in the page. */
export interface FieldView {
  readonly name: string;
  readonly row: HTMLElement;
  readonly input: HTMLInputElement;
  /** What is wrong with what stands in it; undefined where nothing is. */
  fault(): string | undefined;
  /** Says what is wrong with it, if anything. Where the form above has a problem, the field's description is that, too. */
  show(told: { readonly fault?: string | undefined; readonly problemId?: string; readonly isWrong?: boolean }): void;
  /** Hides a password that is shown. */
  hide(): void;
}

/** Makes a field: its label, its input, its hint, and a button that shows a password. */
export function fieldView(id: string, name: string, field: Field, texts: Texts): FieldView {
  const { label, type = 'text', inputmode, autocomplete = 'off', hint, passwordrules, value, optional, code } = field;
  const input = element('input', {
    // A form has its fields as members, and one of such a name would hide what the form can do.
    name: name in HTMLFormElement.prototype ? undefined : name,
    ...{ id, type, inputmode, autocomplete, passwordrules, value },
    class: `cs-input${code ? ' cs-code' : ''}`,
    'aria-required': !optional && 'true',
    // What is typed is a name, a code or a password: no word to correct, or to send to who corrects.
    ...{ autocapitalize: 'none', autocorrect: 'off', spellcheck: 'false' },
    enterkeyhint: 'go',
  });
  const hintId = hint && `${id}-hint`;
  const faultId = `${id}-fault`;
  const told = element('p', { class: 'cs-fault', id: faultId, hidden: true });
  const describe = (...ids: readonly (string | undefined)[]): void =>
    setAttributes(input, { 'aria-describedby': ids.filter(Boolean).join(' ') || undefined });
  describe(hintId);

  const row = element('div', { class: 'cs-row' }, input);
  const toggle = type === 'password' ? toggleOf(input, label, texts) : undefined;
  if (toggle) row.append(toggle);
  return {
    name,
    row: element(
      'div',
      { class: 'cs-field' },
      element('label', { class: 'cs-label', for: id }, label),
      row,
      hint && element('p', { class: 'cs-hint', id: hintId }, hint),
      told,
    ),
    input,
    fault() {
      if (!input.value.trim() && !input.validity.badInput)
        return optional ? undefined : filled(texts.required, { label });
      return input.validity.valid ? undefined : texts.problems.invalid;
    },
    show({ fault = '', problemId, isWrong = fault !== '' }) {
      told.textContent = fault;
      told.hidden = !fault;
      setAttributes(input, { 'aria-invalid': isWrong && 'true' });
      describe(hintId, fault && faultId, problemId);
    },
    hide() {
      if (toggle && input.type !== type) toggle.click();
    },
  };
}

function toggleOf(input: HTMLInputElement, label: string, texts: Texts): HTMLElement {
  const toggle = element('button', { type: 'button', class: 'cs-toggle', 'aria-controls': input.id });
  const name = (): void => {
    const word = input.type === 'password' ? texts.show : texts.hide;
    toggle.textContent = word;
    toggle.setAttribute('aria-label', `${word}: ${label}`);
  };
  toggle.addEventListener('click', () => {
    input.type = input.type === 'password' ? 'text' : 'password';
    name();
  });
  name();
  return toggle;
}
