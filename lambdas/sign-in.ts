import { emailOtp } from '../lib/challenges/index.ts';
import { defineFlow } from '../lib/flow/index.ts';

/** What a sign-in asks. Returning issues the tokens. */
export const signIn = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) {
  yield* pass('emailOtp');
});

export type SignIn = typeof signIn;
