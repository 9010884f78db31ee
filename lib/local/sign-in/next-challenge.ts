import { continueAfterPassword, incorrectUsernameOrPassword } from '../../cognito/index.ts';
import type { AuthenticationResponse } from '../../protocol/index.ts';
import { askSecondFactorIfDue } from './ask-second-factor.ts';
import { customOutcome, invoker, subjectOf } from './challenges/custom-challenge.ts';
import { askNewPasswordIfDue } from './challenges/new-password.ts';
import { askDeviceIfDue } from './device-tracking.ts';
import { issueTokens } from './issue-tokens.ts';
import type { SignInContext } from './sign-in-context.ts';
import type { AskIfDue, SignInOfUser, SignInOutcome } from './sign-in-under-way.ts';

/** What Cognito may ask after a factor was passed, in order. Each is skipped once it is in `progress.passed`. */
const AFTER_FIRST_FACTOR: readonly AskIfDue[] = [askNewPasswordIfDue, askSecondFactorIfDue, askDeviceIfDue];

/**
 * Goes on with a sign-in that has passed something: the next challenge, or the tokens.
 *
 * A custom sign-in that began with a password goes back to Define once Cognito's own challenges are passed.
 *
 * @throws CognitoError
 */
async function goOn(signIn: SignInOfUser, context: SignInContext): Promise<AuthenticationResponse> {
  for (const askIfDue of AFTER_FIRST_FACTOR) {
    const response = await askIfDue(signIn, context);
    if (response) return response;
  }
  if (!signIn.progress.defineSession) {
    return issueTokens(signIn, context);
  }
  return nextResponse(await backToDefine(signIn, context), context);
}

/** What the client gets for an outcome: the challenge that is asked, or what comes after what was passed. */
export async function nextResponse(outcome: SignInOutcome, context: SignInContext): Promise<AuthenticationResponse> {
  return outcome.kind === 'asked' ? outcome.response : goOn(outcome.signIn, context);
}

async function backToDefine(signIn: SignInOfUser, context: SignInContext): Promise<SignInOutcome> {
  const { progress, clientMetadata } = signIn;
  const outcome = await continueAfterPassword(
    subjectOf(signIn, context),
    { session: progress.defineSession ?? [] },
    { clientMetadata, passed: progress.passed },
    invoker(signIn, context),
  );
  // A second password is never asked.
  if (outcome.kind === 'passwordVerifier') throw incorrectUsernameOrPassword();
  return customOutcome(outcome, signIn, context);
}
