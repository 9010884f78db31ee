// A page of plain HTML: the element, and nothing but listeners.
import type { CountersignSignIn } from '../../../lib/ui/define.ts';
import { scriptedAuth } from './scripted-auth.ts';

declare global {
  /** Makes the element known. */
  var define: () => Promise<unknown>;
}

Object.assign(globalThis, { calls: [], aborted: [], problems: [], signedIn: 0 });
document.addEventListener('signedin', () => globalThis.problems.push('bubbled'));

const listen = (element: Element): void => {
  element.addEventListener('signedin', (event) => {
    globalThis.signedIn += 'tokens' in (event as CustomEvent).detail ? 1 : 0;
  });
  element.addEventListener('problem', (event) => globalThis.problems.push((event as CustomEvent).detail.kind));
};
for (const element of document.querySelectorAll('countersign-sign-in')) listen(element);

globalThis.define = () => import('../../../lib/ui/define.ts');
globalThis.show = ({ script, resumed, options = {} }) => {
  const { auth, calls, aborted } = scriptedAuth(script, { resumed });
  Object.assign(globalThis, { calls, aborted, problems: [], signedIn: 0 });
  const [shown] = document.querySelectorAll('countersign-sign-in');
  const element = shown ?? document.createElement('countersign-sign-in');
  Object.assign(element, { options, auth });
  if (shown) return;
  listen(element);
  document.querySelector('#sign-in')?.append(element);
};
globalThis.again = () => {
  for (const element of document.querySelectorAll('countersign-sign-in')) {
    Object.assign(element, { options: { ...(element as CountersignSignIn).options } });
  }
};
globalThis.end = () => document.querySelector('countersign-sign-in')?.remove();
