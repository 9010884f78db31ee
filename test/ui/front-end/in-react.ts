// A page of React's, in which tests show a sign-in that a script answers: under StrictMode, in a build for development.
import { createContext, createElement as h, memo, type ReactElement, StrictMode, useContext, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { type ReactForms, SignIn, type StepProps, useSignIn } from '../../../lib/ui/react.ts';
import { scriptedAuth } from './scripted-auth.ts';
import type { Stage } from './stage.ts';

declare global {
  /** Shows a sign-in in markup of the page's own, by the hook. */
  var showOwn: (stage: Stage) => void;
}

const Shop = createContext('no shop');

/** A form that is a component: it has a state of its own, and reads a context of the page. */
function Drawing({ step, answer, back, problem, busy }: StepProps): ReactElement {
  const [lines, draw] = useState(1);
  return h(
    'section',
    {},
    h('p', {}, `${useContext(Shop)}: ${step.name} ${problem?.kind ?? 'fine'} ${busy ? 'busy' : 'free'} ${lines}`),
    h('button', { type: 'button', onClick: () => draw(lines + 1) }, 'Draw'),
    h('button', { type: 'button', onClick: () => answer({ lines }) }, 'Answer'),
    h('button', { type: 'button', onClick: () => void back() }, 'Back'),
  );
}

const forms: ReactForms = {
  drawing: Drawing,
  remembered: memo(Drawing),
  employeeNumber: { title: 'Your employee number', fields: { number: { label: 'Number' } } },
  // Of a page that has one only at times.
  emailOtp: undefined as never,
};

type Auth = ReturnType<typeof scriptedAuth>['auth'];

function WithComponent({ auth, options = {} }: { auth: Auth } & Pick<Stage, 'options'>): ReactElement {
  return h(SignIn, {
    auth,
    className: 'sign-in',
    // Functions and objects that are others at each render.
    onProblem: ({ kind }) => void globalThis.problems.push(kind),
    onSignedIn: () => {
      globalThis.signedIn += 1;
    },
    ...options,
    forms: { ...forms },
  });
}

function WithOwnMarkup({ auth }: { auth: Auth }): ReactElement {
  const { state, start, answer, resend, restart } = useSignIn(auth);
  const [typed, type] = useState('');
  const problem = state.at === 'start' || state.at === 'step' ? state.problem?.kind : undefined;
  if (state.at === 'loading') return h('p', {}, 'Loading');
  if (state.at === 'done') return h('p', {}, `Welcome, ${state.tokens.accessToken}`);
  return h(
    'form',
    {
      onSubmit(event: { preventDefault(): void }) {
        event.preventDefault();
        void (state.at === 'start' ? start({ username: typed }) : answer(typed));
      },
    },
    h(
      'p',
      {},
      `${state.at === 'step' ? state.step.name : 'start'} ${problem ?? 'fine'} ${state.busy ? 'busy' : 'free'}`,
    ),
    h('input', { 'aria-label': 'Answer', value: typed, onChange: ({ target }) => type(target.value) }),
    h('button', { type: 'submit' }, 'Go on'),
    h('button', { type: 'button', onClick: () => void resend() }, 'Again'),
    h('button', { type: 'button', onClick: restart }, 'Begin anew'),
  );
}

let root: ReturnType<typeof createRoot> | undefined;

/** Renders it where the one before stands: React keeps what it can. */
const render =
  (shown: typeof WithComponent) =>
  ({ script, resumed, options = {} }: Stage): void => {
    const { auth, calls, aborted } = scriptedAuth(script, { resumed });
    Object.assign(globalThis, { calls, aborted, problems: [], signedIn: 0 });
    root ??= createRoot(document.querySelector('#sign-in') as Element);
    globalThis.again = () =>
      root?.render(
        h(StrictMode, {}, h(Shop.Provider, { value: 'Fieldnotes' }, h(shown, { auth, options: { ...options } }))),
      );
    globalThis.again();
  };

globalThis.show = render(WithComponent);
globalThis.showOwn = render(WithOwnMarkup);
globalThis.end = () => {
  root?.unmount();
  root = undefined;
};
