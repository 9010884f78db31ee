import type { StepState } from '../core/sign-in-state.ts';
import { filled, minutesAndSeconds, type Texts } from '../texts/texts.ts';
import { element, setAttributes } from './element.ts';

/** What else can be done at a step. */
export type StepAction = 'resend' | 'back' | 'skip' | 'restart';

/** What the links show of their step. */
export interface LinksState extends Partial<Pick<StepState, 'busy' | 'resendAt'>> {
  /** What can be done there. */
  readonly can?: readonly StepAction[] | undefined;
}

/** A sentence with a time in it. */
export const withTime = (text: string, milliseconds: number): string =>
  filled(text, { time: minutesAndSeconds(milliseconds) });

/** The links below a form. What can't be done isn't there: a dead button is worse than none. */
export function stepLinks(texts: Texts, act: (action: StepAction) => void) {
  let isEarly = false;
  const words = { resend: texts.resend, back: texts.back, skip: texts.skip, restart: texts.otherAccount };
  const links = (Object.keys(words) as StepAction[]).map((action) => {
    const button = element('button', { type: 'button', class: 'cs-link', hidden: true }, words[action]);
    button.addEventListener('click', () => {
      if (action !== 'resend' || !isEarly) act(action);
    });
    return { action, button };
  });
  return {
    list: element('div', { class: 'cs-more' }, ...links.map(({ button }) => button)),
    /** Counts until a message may be sent again. The same button all the time: who has focused it keeps the focus. */
    update({ can = [], resendAt = 0, busy = false }: LinksState, now: number): void {
      isEarly = resendAt > now;
      for (const { action, button } of links) {
        button.hidden = !can.includes(action);
        const waits = action === 'resend' && isEarly;
        setAttributes(button, { 'aria-disabled': (waits || (busy && action !== 'restart')) && 'true' });
        if (action !== 'resend') continue;
        const text = isEarly ? withTime(texts.resendIn, resendAt - now) : texts.resend;
        if (button.textContent !== text) button.textContent = text;
      }
    },
  };
}
