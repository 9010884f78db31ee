import { emailOtp } from '../../../../../lib/challenges/index.ts';
import { defineFlow } from '../../../../../lib/flow/index.ts';

/** Two factors: what the user knows, and the mailbox that they can open. */
export const signIn = defineFlow(
  { emailOtp: emailOtp() },
  function* ({ password, pass }) {
    yield* password();
    yield* pass('emailOtp');
  },
  { factors: 2 },
);
