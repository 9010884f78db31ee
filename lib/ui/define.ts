import { CountersignSignIn } from './page/sign-in-element.ts';

// Imported twice, or on a server: nothing more to do.
if (globalThis.customElements && !customElements.get('countersign-sign-in')) {
  customElements.define('countersign-sign-in', CountersignSignIn);
}

declare global {
  interface HTMLElementTagNameMap {
    'countersign-sign-in': CountersignSignIn;
  }
}

export type { CountersignSignIn };
