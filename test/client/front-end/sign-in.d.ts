import type { Challenge, ChallengeAsk, ChoiceAsk, Flow } from '../../../lib/flow/index.ts';

/** A flow as a front end sees it: declared, without the server's code. */
export declare const signIn: Flow<
  {
    readonly emailOtp: Challenge<{ deliveredTo: string; digits: string }, string>;
    readonly passkey: Challenge<{ options: string }, { id: string }>;
  },
  ChallengeAsk<'emailOtp'> | ChoiceAsk<'emailOtp' | 'passkey'>
>;
export type SignIn = typeof signIn;
