import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { AuthClient, MaybeFlow } from '../../client/index.ts';
import { type CreateSignInOptions, createSignIn, type HeadlessSignIn } from '../core/create-sign-in.ts';
import type { SignInState } from '../core/sign-in-state.ts';

/** What {@link useSignIn} gives: the state, and what can be done. */
export interface UsedSignIn<F extends MaybeFlow = undefined>
  extends Omit<HeadlessSignIn<F>, 'getState' | 'subscribe' | 'begin' | 'end'> {
  readonly state: SignInState<F>;
}

/**
 * A sign-in for markup of your own: the state, and the functions that go on. Another `auth` begins anew.
 *
 * @example
 * const { state, start, answer } = useSignIn(auth);
 * if (state.at === 'start') return <form onSubmit={…}>…</form>;
 */
export function useSignIn<F extends MaybeFlow = undefined>(
  auth: AuthClient<F>,
  { now }: CreateSignInOptions = {},
): UsedSignIn<F> {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a clock that is written in place is another one each time
  const signIn = useMemo(() => createSignIn(auth, { now }), [auth]);
  const state = useSyncExternalStore(signIn.subscribe, signIn.getState, signIn.getState);
  useEffect(() => {
    void signIn.begin();
    return signIn.end;
  }, [signIn]);
  const { getState: _, subscribe: __, begin: ___, end: ____, ...rest } = signIn;
  return { state, ...rest };
}
