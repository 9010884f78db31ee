import { isRecord } from '../../protocol/is-record.ts';
import { plainCode } from '../../protocol/typed-code.ts';
import type { FirstSoftwareTokenCode } from '../cognito-step.ts';
import type { SignInResponse } from '../sign-in-runtime.ts';
import type { Step } from '../step.ts';
import { ANSWER_AGAIN } from './answer-again.ts';
import { type AnswerContext, challengeStep, type StepParts } from './challenge-step.ts';
import { isText } from './shapes.ts';

const isFirstCode = (answer: unknown): answer is string | FirstSoftwareTokenCode =>
  isText(answer) || (isRecord(answer) && isText(answer.code) && isText(answer.deviceName ?? ''));

/**
 * Begins to set up an authenticator app: the step that shows its secret, and takes its first code. The secret is never
 * kept: after a reload, MFA_SETUP is asked again.
 */
export async function setUpSoftwareToken({ context, pending, options: first }: AnswerContext): Promise<Step> {
  const { call, config, keeper, once, send, nextStep, ResponseError } = context;
  const associate = { Session: pending.Session };
  const { SecretCode: secretCode, Session } = await once(
    pending,
    () => call<{ SecretCode?: string; Session: string }>(config, 'AssociateSoftwareToken', associate, first?.signal),
    ANSWER_AGAIN,
  );
  if (!isText(secretCode)) throw new ResponseError('no answer of Cognito: AssociateSoftwareToken gave no SecretCode');
  // Each of these calls hands a new session on to the next.
  const setUp: SignInResponse = { ...pending, Session };
  await keeper?.keep(setUp);

  let verified: string | undefined;
  const answer: StepParts<string | FirstSoftwareTokenCode>['answer'] = async (given, { options }) => {
    const { code, deviceName } = typeof given === 'string' ? { code: given } : given;
    const response = await once(
      setUp,
      async () => {
        if (!verified) {
          const verify = { Session: setUp.Session, UserCode: plainCode(code), FriendlyDeviceName: deviceName };
          const done = await call<{ Session: string }>(config, 'VerifySoftwareToken', verify, options?.signal);
          // A code is good once: if the connection breaks from here on, only the rest is done again.
          verified = done.Session;
        }
        return send({ ...setUp, Session: verified }, {}, options);
      },
      ANSWER_AGAIN,
    );
    return nextStep(response, options);
  };
  const parameters = { secretCode };
  return challengeStep(
    { context, pending: setUp },
    { name: 'SOFTWARE_TOKEN_SETUP', parameters, fits: isFirstCode, answer },
  );
}
