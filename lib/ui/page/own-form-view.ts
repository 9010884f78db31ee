import type { HeadlessSignIn } from '../core/create-sign-in.ts';
import type { AnyStep, OwnForm } from '../forms/form.ts';
import { element } from './element.ts';

/** A form that draws itself, as it stands in the page. */
export interface OwnFormView {
  readonly place: HTMLElement;
  /** Tells it that the sign-in has changed. */
  update(): void;
  end(): void;
}

/** Lets a form draw itself, for one step. */
export function ownFormView(form: OwnForm<AnyStep, unknown>, step: AnyStep, signIn: HeadlessSignIn): OwnFormView {
  const place = element('div');
  const listeners = new Set<() => void>();
  const { resend, back, skip, restart } = signIn;
  const cleanUp = form.render(step, place, {
    answer: (answer) => void signIn.answer(answer as never),
    ...{ resend, back, skip, restart },
    get problem() {
      const state = signIn.getState();
      return state.at === 'step' ? state.problem : undefined;
    },
    get busy() {
      const state = signIn.getState();
      return state.at === 'step' && state.busy;
    },
    onChange(listener) {
      listeners.add(listener);
    },
  });
  return {
    place,
    update() {
      for (const listener of listeners) listener();
    },
    end() {
      cleanUp?.();
      place.remove();
    },
  };
}
