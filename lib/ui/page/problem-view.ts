import type { Texts } from '../texts/texts.ts';
import { element } from './element.ts';

/** A field that needs its user, and why. */
export interface FieldFault {
  readonly input: HTMLInputElement;
  readonly text: string;
}

/** Where a form says what is wrong. */
export interface ProblemView {
  readonly place: HTMLElement;
  /** Says it; undefined takes back what was said. A new element each time, so the same sentence is said again. */
  tell(text: string | undefined): void;
  /** Says what is wrong with the fields: of several, with a link to each. */
  tellFaults(faults: readonly FieldFault[]): void;
}

/** Makes the place in which a form says what is wrong, under an id for `aria-describedby`. */
export function problemView(id: string, texts: Texts): ProblemView {
  const place = element('div');
  const show = (...children: readonly (Node | string)[]): void => {
    place.replaceChildren(element('div', { class: 'cs-problem', role: 'alert', id }, ...children));
    place.hidden = false;
  };
  const clear = (): void => {
    place.replaceChildren();
    place.hidden = true;
  };
  const linkTo = ({ input, text }: FieldFault): HTMLElement => {
    const link = element('a', { class: 'cs-link', href: `#${input.id}` }, text);
    link.addEventListener('click', (event) => {
      event.preventDefault();
      input.focus();
    });
    return element('li', {}, link);
  };
  clear();
  return {
    place,
    tell(text) {
      if (text) show(text);
      else clear();
    },
    tellFaults(faults) {
      const [first] = faults;
      if (first && faults.length === 1) show(first.text);
      else show(texts.faults, element('ul', { class: 'cs-list' }, ...faults.map(linkTo)));
    },
  };
}
