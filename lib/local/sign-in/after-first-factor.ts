import { continueAfterPassword, incorrectUsernameOrPassword } from '../../cognito/index.ts';
import type { AuthenticationResponse } from '../../protocol/index.ts';
import type { Call, PoolServices } from '../request/operation.ts';
import { customOutcome, invoker, subjectOf } from './challenges/custom-challenge.ts';
import { newPasswordStep } from './challenges/new-password.ts';
import { deviceStep } from './device-tracking.ts';
import { issueTokens } from './issue-tokens.ts';
import { mfaStep } from './mfa-step.ts';
import type { Answered, SigningIn, Step } from './signing-in.ts';

/** What Cognito may ask after a factor was passed, in order. Each is skipped once it is in `progress.passed`. */
const STEPS: readonly Step[] = [newPasswordStep, mfaStep, deviceStep];

/**
 * Goes on with a sign-in that has passed something: the next challenge, or the tokens.
 *
 * A custom sign-in that began with a password goes back to Define once Cognito's own challenges are passed.
 *
 * @throws CognitoError
 */
async function afterFirstFactor(
  signIn: SigningIn,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  for (const step of STEPS) {
    const response = await step(signIn, services, call);
    if (response) return response;
  }
  if (!signIn.progress.defineSession) {
    return issueTokens(signIn, services, call);
  }
  return responseTo(await backToDefine(signIn, services, call), services, call);
}

/** What the client gets once a step was taken: the challenge it asks, or what comes after what was passed. */
export async function responseTo(
  answered: Answered,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  return answered.kind === 'asked' ? answered.response : afterFirstFactor(answered.signIn, services, call);
}

async function backToDefine(signIn: SigningIn, services: PoolServices, call: Call): Promise<Answered> {
  const { progress, clientMetadata } = signIn;
  const outcome = await continueAfterPassword(
    subjectOf(signIn, services),
    { session: progress.defineSession ?? [] },
    { clientMetadata, passed: progress.passed },
    invoker(signIn, services, call),
  );
  // A second password is never asked.
  if (outcome.kind === 'passwordVerifier') throw incorrectUsernameOrPassword();
  return customOutcome(outcome, signIn, services);
}
