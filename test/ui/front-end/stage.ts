// A page in which tests show a sign-in that a script answers.
import { type Form, type ShowSignInOptions, showSignIn } from '../../../lib/ui/index.ts';
import { type Call, type Scripted, scriptedAuth } from './scripted-auth.ts';

/** Forms that can't be handed over as data: of a flow of the tests. */
const ownForms: Readonly<Record<string, Form>> = {
  employeeNumber: {
    title: 'Your employee number',
    fields: { number: { label: 'Number', inputmode: 'numeric' } },
    answer: ({ number = '' }) => number.trim(),
  },
  slowKey: {
    title: 'Your key',
    fields: {},
    answer: (_, __, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  },
  broken: {
    title: () => {
      throw new Error('no such title');
    },
  },
  silent: {
    render(_, __, tools) {
      globalThis.problems.push('drawn');
      tools.answer('known');
      return () => globalThis.problems.push('cleaned up');
    },
  },
  untidy: {
    render(_, host, tools) {
      const field = document.createElement('input');
      field.setAttribute('aria-label', 'Untidy');
      host.append(field);
      globalThis.answerLate = () => tools.answer('late');
      tools.onChange(() => {
        throw new Error('no listener');
      });
      return () => {
        throw new Error('no broom');
      };
    },
  },
  drawing: {
    render(step, host, tools) {
      const [said, button] = [document.createElement('p'), document.createElement('button')];
      const tell = (): void => {
        said.textContent = `${step.name} ${tools.problem?.kind ?? 'fine'} ${tools.busy ? 'busy' : 'free'}`;
      };
      button.textContent = 'Draw';
      button.addEventListener('click', () => tools.answer({ lines: 2 }));
      tools.onChange(tell);
      tell();
      host.append(said, button);
      return () => globalThis.problems.push('cleaned up');
    },
  },
};

/** What is shown, and how. */
export interface Stage {
  readonly script: readonly Scripted[];
  readonly resumed?: Scripted;
  readonly options?: Partial<Omit<ShowSignInOptions, 'auth'>>;
  /** What the page does when it is told of a problem, beside noting it. @default - nothing */
  readonly atProblem?: 'throws' | 'ends';
}

declare global {
  /** Shows a sign-in that the script answers. */
  var show: (stage: Stage, host?: Element | null) => void;
  /** Shows a sign-in whose problems are said as their errors say them. */
  var showDescribed: (script: readonly Scripted[]) => void;
  /** Gives a framework's page what it was given, anew: the same in other objects. */
  var again: () => void;
  /** Ends what is shown. */
  var end: () => void;
  /** What the client was called with. */
  var calls: Call[];
  /** Answers a step of the form `untidy`, whatever is asked by then. */
  var answerLate: () => void;
  /** The calls that were aborted. */
  var aborted: string[];
  /** The kinds of the problems that the page was told. */
  var problems: string[];
  /** How often the page was told that the user has signed in. */
  var signedIn: number;
}

globalThis.end = () => {};
globalThis.show = ({ script, resumed, options = {}, atProblem }, host = document.querySelector('#sign-in')) => {
  globalThis.end();
  const { auth, calls, aborted } = scriptedAuth(script, { resumed });
  Object.assign(globalThis, { calls, aborted, problems: [], signedIn: 0 });
  globalThis.end = showSignIn(host, {
    auth,
    onProblem: ({ kind }) => {
      globalThis.problems.push(kind);
      if (atProblem === 'ends') globalThis.end();
      if (atProblem === 'throws') throw new Error('no such page');
    },
    ...(atProblem === 'throws' && {
      describe: () => {
        throw new Error('no words');
      },
    }),
    onSignedIn: () => {
      globalThis.signedIn += 1;
    },
    ...options,
    forms: { ...ownForms, ...options.forms },
  });
};

globalThis.showDescribed = (script) =>
  globalThis.show({ script, options: { describe: ({ error }) => (error as Error | undefined)?.message } });
