import type { TextMap } from '../../protocol/text-map.ts';
import type { ChoiceAskedStep, FirstFactor } from '../cognito-step.ts';
import type { SignInResponse, SignInRuntime } from '../sign-in-runtime.ts';
import type { Step } from '../step.ts';
import { ANSWER_AGAIN } from './answer-again.ts';
import { type AnswerContext, challengeStep } from './challenge-step.ts';
import { provePassword, startProof } from './prove-password.ts';
import { setUpSoftwareToken } from './set-up-software-token.ts';

type Asked<Name> = Extract<ChoiceAskedStep, { readonly name: Name }>;

/** How one of Cognito's own challenges becomes a step, and how its answer goes back. */
interface BuiltIn<Parameters, Answer> {
  parameters(told: TextMap, pending: SignInResponse): Parameters;
  answer(answer: Answer, asking: AnswerContext): Promise<Step>;
}

type BuiltIns = {
  readonly [Name in Exclude<ChoiceAskedStep['name'], 'SOFTWARE_TOKEN_SETUP'>]: BuiltIn<
    Asked<Name>['parameters'],
    Asked<Name>['answer']
  >;
};

const listOf = (text = '[]') => JSON.parse(text);
const nothing = () => ({});

/** Sends responses and no more. */
async function answerWith(responses: object, { context, pending, options }: AnswerContext): Promise<Step> {
  const { once, send, nextStep } = context;
  return nextStep(await once(pending, () => send(pending, responses, options), ANSWER_AGAIN), options);
}

/** Sends the answer as one response. */
const answerAs =
  (response: string) =>
  (answer: string, asking: AnswerContext): Promise<Step> =>
    answerWith({ [response]: answer }, asking);

/** A code that Cognito has sent. */
const codeFor = (response: string) => ({
  parameters: ({ CODE_DELIVERY_DESTINATION, CODE_DELIVERY_DELIVERY_MEDIUM }: TextMap) => ({
    deliveredTo: CODE_DELIVERY_DESTINATION,
    medium: CODE_DELIVERY_DELIVERY_MEDIUM,
  }),
  answer: answerAs(response),
});

/** Proves a password by SRP, in answer to PASSWORD_SRP or to the choice of it. */
async function answerBySrp(
  password: string,
  responses: TextMap,
  { context, pending, options }: AnswerContext,
): Promise<Step> {
  const proof = await startProof(context);
  const { once, send } = context;
  const response = await once(
    pending,
    () => send(pending, { ...responses, SRP_A: proof.SRP_A }, options),
    ANSWER_AGAIN,
  );
  return provePassword(context, proof, password, response, options);
}

const BUILT_INS: BuiltIns = {
  SMS_MFA: codeFor('SMS_MFA_CODE'),
  SMS_OTP: codeFor('SMS_OTP_CODE'),
  EMAIL_OTP: codeFor('EMAIL_OTP_CODE'),
  SOFTWARE_TOKEN_MFA: {
    parameters: ({ FRIENDLY_DEVICE_NAME }) => ({ deviceName: FRIENDLY_DEVICE_NAME }),
    answer: answerAs('SOFTWARE_TOKEN_MFA_CODE'),
  },
  SELECT_MFA_TYPE: {
    // The service and its guide call it differently.
    parameters: ({ MFAS_CAN_CHOOSE, MFAS_CAN_SELECT }) => ({ options: listOf(MFAS_CAN_CHOOSE ?? MFAS_CAN_SELECT) }),
    answer: answerAs('ANSWER'),
  },
  MFA_SETUP: {
    parameters: ({ MFAS_CAN_SETUP }) => ({ options: listOf(MFAS_CAN_SETUP) }),
    answer: (answer, asking) =>
      typeof answer === 'string'
        ? setUpSoftwareToken(asking)
        : // As Amplify spells it; the guide says email.
          answerWith({ EMAIL: answer.email }, asking),
  },
  NEW_PASSWORD_REQUIRED: {
    parameters: ({ requiredAttributes, userAttributes = '{}' }) => ({
      requiredAttributes: listOf(requiredAttributes).map((name: string) => name.replace('userAttributes.', '')),
      userAttributes: JSON.parse(userAttributes),
    }),
    answer(answer, asking) {
      const { newPassword, userAttributes = {} } = typeof answer === 'string' ? { newPassword: answer } : answer;
      const attributes = Object.entries(userAttributes).map(([name, value]) => [`userAttributes.${name}`, value]);
      return answerWith({ NEW_PASSWORD: newPassword, ...Object.fromEntries(attributes) }, asking);
    },
  },
  SELECT_CHALLENGE: {
    parameters: (_told, { AvailableChallenges = [] }) => ({ options: AvailableChallenges as readonly FirstFactor[] }),
    async answer(picked, asking) {
      const { context, pending } = asking;
      // A password goes along with the choice of it, so it is asked for first.
      if (picked === 'PASSWORD') {
        return challengeStep(picked, {}, pending, (password: string, options) =>
          answerWith({ ANSWER: picked, PASSWORD: password }, { context, pending, options }),
        );
      }
      if (picked === 'PASSWORD_SRP') {
        return challengeStep(picked, {}, pending, (password: string, options) =>
          answerBySrp(password, { ANSWER: picked }, { context, pending, options }),
        );
      }
      return answerWith({ ANSWER: picked }, asking);
    },
  },
  PASSWORD: { parameters: nothing, answer: answerAs('PASSWORD') },
  PASSWORD_SRP: { parameters: nothing, answer: (password, asking) => answerBySrp(password, {}, asking) },
  WEB_AUTHN: {
    parameters: ({ CREDENTIAL_REQUEST_OPTIONS = '{}' }) => ({ request: JSON.parse(CREDENTIAL_REQUEST_OPTIONS) }),
    answer: (assertion, asking) => answerWith({ CREDENTIAL: JSON.stringify(assertion) }, asking),
  },
};

/** The step of one of Cognito's own challenges; undefined for one that this client doesn't know. */
export function stepOf(context: SignInRuntime, pending: SignInResponse): Step | undefined {
  const { ChallengeName: name = '', ChallengeParameters = {} } = pending;
  if (!Object.hasOwn(BUILT_INS, name)) return undefined;
  const { parameters, answer } = BUILT_INS[name as keyof BuiltIns] as BuiltIn<object, unknown>;
  return challengeStep(name, parameters(ChallengeParameters, pending), pending, (given, options) =>
    answer(given, { context, pending, options }),
  );
}
