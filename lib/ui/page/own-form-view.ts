import { callPage } from '../core/call-page.ts';
import type { HeadlessSignIn } from '../core/create-sign-in.ts';
import type { AnyStep, OwnForm } from '../forms/form.ts';
import { element } from './element.ts';

/** A form that draws itself, as it stands in the page. */
export interface OwnFormView {
  readonly place: HTMLElement;
  /** Has it draw itself: once, where its place stands in the page. */
  draw(): void;
  /** Tells it that the sign-in has changed. */
  update(): void;
  /** Focuses what can be used first, unless it has focused something itself. */
  focus(): void;
  end(): void;
}

const USABLE = 'input, select, textarea, button, a[href], [tabindex]';

/** Lets a form draw itself, for one step. */
export function ownFormView(form: OwnForm<AnyStep, unknown>, step: AnyStep, signIn: HeadlessSignIn): OwnFormView {
  const place = element('div', { class: 'cs-own', tabindex: '-1' });
  const listeners = new Set<() => void>();
  let cleanUp: (() => void) | undefined;
  let hasEnded = false;

  /** What it does once its step is over would be done to another step. */
  const ofThisStep =
    <Given extends readonly unknown[]>(act: (...given: Given) => unknown) =>
    async (...given: Given): Promise<void> => {
      if (!hasEnded) await act(...given);
    };
  const tools = {
    answer: ofThisStep(signIn.answer as (answer: unknown) => unknown),
    resend: ofThisStep(signIn.resend),
    back: ofThisStep(signIn.back),
    skip: ofThisStep(signIn.skip),
    restart: ofThisStep(signIn.restart),
    get problem() {
      const state = signIn.getState();
      return state.at === 'step' ? state.problem : undefined;
    },
    get busy() {
      const state = signIn.getState();
      return state.at === 'step' && state.busy;
    },
    onChange(listener: () => void) {
      listeners.add(listener);
    },
  };
  const cleanedUp = (): void => {
    if (cleanUp) callPage(cleanUp);
  };
  return {
    place,
    draw() {
      cleanUp = form.render(step, place, tools);
      // It may have ended its step at once.
      if (hasEnded) cleanedUp();
    },
    update() {
      for (const listener of listeners) callPage(listener);
    },
    focus() {
      // What isn't shown takes no focus.
      for (const each of [...place.querySelectorAll<HTMLElement>(USABLE), place]) {
        if (!place.matches(':focus-within')) each.focus();
      }
    },
    end() {
      hasEnded = true;
      cleanedUp();
      place.remove();
    },
  };
}
