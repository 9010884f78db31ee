import type { FirstFactor } from '../cognito-step.ts';
import type { CallOptions } from '../config.ts';
import type { Machinery } from '../machinery.ts';
import type { SignInInput, Step } from '../step.ts';
import { isDeviceGone } from './device.ts';
import { provePassword, startProof } from './password.ts';

/** A sign-in's input, whatever the flow. */
type AnyInput = SignInInput & { readonly preferredChallenge?: FirstFactor };

/** Starts a sign-in by a password, or by one of Cognito's own flows, and gives its first step. */
export async function begin(machinery: Machinery, input: AnyInput, options?: CallOptions): Promise<Step> {
  try {
    return await beginOnce(machinery, input, options);
  } catch (error) {
    // It has been forgotten here too by now, so that this happens once.
    if (isDeviceGone(error)) return beginOnce(machinery, input, options);
    throw error;
  }
}

async function beginOnce(machinery: Machinery, input: AnyInput, options?: CallOptions): Promise<Step> {
  const { username, password } = input;
  const { authFlow: AuthFlow = 'CUSTOM_AUTH' } = machinery.config;
  const isChoice = AuthFlow === 'USER_AUTH';
  const preferred = input.preferredChallenge ?? (password === undefined ? undefined : 'PASSWORD_SRP');
  const sendsPassword = AuthFlow === 'USER_PASSWORD_AUTH' || (isChoice && preferred === 'PASSWORD');
  const provesPassword = !sendsPassword && (!isChoice || preferred === 'PASSWORD_SRP');

  const proof = password !== undefined && provesPassword ? await startProof() : undefined;
  const parameters = {
    PREFERRED_CHALLENGE: isChoice ? preferred : undefined,
    PASSWORD: sendsPassword ? password : undefined,
    CHALLENGE_NAME: proof && AuthFlow === 'CUSTOM_AUTH' ? 'SRP_A' : undefined,
    SRP_A: proof?.SRP_A,
  };
  const answered = await machinery.send({ username, AuthFlow }, parameters, options);
  return proof && password !== undefined
    ? provePassword(machinery, proof, password, answered, options)
    : machinery.settle(answered, options);
}
