import type { FirstFactor } from '../cognito-step.ts';
import type { FirstCallOptions } from '../sign-in-options.ts';
import type { SignInRuntime } from '../sign-in-runtime.ts';
import type { SignInInput, Step } from '../step.ts';
import { isDeviceGone } from './device.ts';
import { provePassword, startProof } from './prove-password.ts';

/** A sign-in's input, whatever the flow. */
type AnyInput = SignInInput & { readonly preferredChallenge?: FirstFactor };

/** Starts a sign-in by a password, or by one of Cognito's own flows, and gives its first step. */
export async function beginBuiltIn(context: SignInRuntime, input: AnyInput, options?: FirstCallOptions): Promise<Step> {
  try {
    return await initiate(context, input, options);
  } catch (error) {
    // It has been forgotten here too by now, so that this happens once.
    if (isDeviceGone(error)) return initiate(context, input, options);
    throw error;
  }
}

async function initiate(context: SignInRuntime, input: AnyInput, options?: FirstCallOptions): Promise<Step> {
  const { username, password } = input;
  const { authFlow: AuthFlow = 'CUSTOM_AUTH' } = context.config;
  const isChoiceBased = AuthFlow === 'USER_AUTH';
  const preferred = input.preferredChallenge ?? (password === undefined ? undefined : 'PASSWORD_SRP');
  const sendsPassword = AuthFlow === 'USER_PASSWORD_AUTH' || (isChoiceBased && preferred === 'PASSWORD');
  const provesPassword = !sendsPassword && (!isChoiceBased || preferred === 'PASSWORD_SRP');

  const proof = password !== undefined && provesPassword ? await startProof(context) : undefined;
  const parameters = {
    PREFERRED_CHALLENGE: isChoiceBased ? preferred : undefined,
    PASSWORD: sendsPassword ? password : undefined,
    CHALLENGE_NAME: proof && AuthFlow === 'CUSTOM_AUTH' ? 'SRP_A' : undefined,
    SRP_A: proof?.SRP_A,
  };
  const response = await context.send({ username, AuthFlow }, parameters, options);
  return proof && password !== undefined
    ? provePassword(context, proof, password, response, options)
    : context.nextStep(response, options);
}
