// A page in which tests show a sign-in that a script answers.
import { type ShowSignInOptions, showSignIn } from '../../../lib/ui/index.ts';
import { type Call, type Scripted, scriptedAuth } from './scripted-auth.ts';

/** What is shown, and how. */
export interface Stage {
  readonly script: readonly Scripted[];
  readonly resumed?: Scripted;
  readonly options?: Partial<Omit<ShowSignInOptions, 'auth'>>;
}

let end: (() => void) | undefined;

Object.assign(globalThis, {
  show({ script, resumed, options = {} }: Stage): void {
    end?.();
    const { auth, calls, aborted } = scriptedAuth(script, { resumed });
    const problems: string[] = [];
    Object.assign(globalThis, { calls, aborted, problems, signedIn: 0 });
    end = showSignIn(document.querySelector('#sign-in'), {
      auth,
      onProblem: ({ kind }) => problems.push(kind),
      onSignedIn: () =>
        Object.assign(globalThis, { signedIn: (globalThis as unknown as { signedIn: number }).signedIn + 1 }),
      ...options,
    });
  },
  end: () => end?.(),
});

declare global {
  var calls: Call[];
}
