import type { CallOptions } from '../client-config.ts';
import type { FirstSoftwareTokenCode } from '../cognito-step.ts';
import type { SignInResponse } from '../sign-in-runtime.ts';
import type { Step } from '../step.ts';
import { type AnswerContext, challengeStep } from './challenge-step.ts';

/**
 * Begins to set up an authenticator app: the step that shows its secret, and takes its first code. The secret is never
 * kept: after a reload, MFA_SETUP is asked again.
 */
export async function setUpSoftwareToken({ context, pending, options: first }: AnswerContext): Promise<Step> {
  const { call, config, keeper, once, send, nextStep } = context;
  const associate = { Session: pending.Session };
  const associated = await once(pending, () =>
    call<{ SecretCode: string; Session: string }>(config, 'AssociateSoftwareToken', associate, first?.signal),
  );
  // Each of these calls hands a new session on to the next.
  const setUp: SignInResponse = { ...pending, Session: associated.Session };
  await keeper?.keep(setUp);

  let verified: string | undefined;
  const answer = async (given: string | FirstSoftwareTokenCode, options?: CallOptions): Promise<Step> => {
    const { code, deviceName } = typeof given === 'string' ? { code: given } : given;
    const response = await once(setUp, async () => {
      if (!verified) {
        const verify = { Session: setUp.Session, UserCode: code, FriendlyDeviceName: deviceName };
        const done = await call<{ Session: string }>(config, 'VerifySoftwareToken', verify, options?.signal);
        // A code is good once: if the connection breaks from here on, only the rest is done again.
        verified = done.Session;
      }
      return send({ ...setUp, Session: verified }, {}, options);
    });
    return nextStep(response, options);
  };
  return challengeStep('SOFTWARE_TOKEN_SETUP', { secretCode: associated.SecretCode }, setUp, answer);
}
