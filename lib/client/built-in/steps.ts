import { isRecord } from '../../protocol/is-record.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { plainCode } from '../../protocol/typed-code.ts';
import type { ChoiceAskedStep, FirstFactor, NewPassword } from '../cognito-step.ts';
import type { SignInResponse, SignInRuntime } from '../sign-in-runtime.ts';
import type { Step } from '../step.ts';
import type { WebAuthnRequest } from '../web-authn-json.ts';
import { ANSWER_AGAIN } from './answer-again.ts';
import { type AnswerContext, challengeStep, type StepParts } from './challenge-step.ts';
import { provePassword, startProof } from './prove-password.ts';
import { setUpSoftwareToken } from './set-up-software-token.ts';
import { isText, isTextMap, isTexts } from './shapes.ts';
import { type Told, toldOf } from './told-parameters.ts';

type Asked<Name> = Extract<ChoiceAskedStep, { readonly name: Name }>;

/** How one of Cognito's own challenges becomes a step, and how its answer goes back. */
interface BuiltIn<Parameters, Answer> extends Pick<StepParts<Answer>, 'fits' | 'answer'> {
  parameters(told: Told, pending: SignInResponse): Parameters;
}

type BuiltIns = {
  readonly [Name in Exclude<ChoiceAskedStep['name'], 'SOFTWARE_TOKEN_SETUP'>]: BuiltIn<
    Asked<Name>['parameters'],
    // Texts are Cognito's to know.
    Asked<Name>['answer'] extends string ? string : Asked<Name>['answer']
  >;
};

/** The names in a parameter. What they may be is Cognito's to say. */
const namesIn = <Name extends string>(told: Told, parameter: string): readonly Name[] =>
  told.json(parameter, isTexts, '[]') as readonly Name[];

const nothing = () => ({});

/** Sends responses and no more. */
async function answerWith(responses: object, { context, pending, options }: AnswerContext): Promise<Step> {
  const { once, send, nextStep } = context;
  return nextStep(await once(pending, () => send(pending, responses, options), ANSWER_AGAIN), options);
}

/** Takes a text, and sends it as one response. */
const textAs = (response: string, read = (text: string) => text): Pick<StepParts<string>, 'fits' | 'answer'> => ({
  fits: isText,
  answer: (text, asking) => answerWith({ [response]: read(text) }, asking),
});

/** A code that Cognito has sent. */
const codeFor = (response: string) => ({
  parameters: ({ texts: { CODE_DELIVERY_DESTINATION, CODE_DELIVERY_DELIVERY_MEDIUM } }: Told) => ({
    deliveredTo: CODE_DELIVERY_DESTINATION,
    medium: CODE_DELIVERY_DELIVERY_MEDIUM,
  }),
  ...textAs(response, plainCode),
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

const isSetUp = (answer: unknown): answer is Asked<'MFA_SETUP'>['answer'] =>
  answer === 'SOFTWARE_TOKEN_MFA' || (isRecord(answer) && isText(answer.email));

const isNewPassword = (answer: unknown): answer is string | NewPassword =>
  isText(answer) || (isRecord(answer) && isText(answer.newPassword) && isTextMap(answer.userAttributes ?? {}));

const isRequest = (value: unknown): value is WebAuthnRequest => isRecord(value) && isText(value.challenge);

/** Whether this is an object that JSON can write: one that holds itself is none. */
function isAssertion(answer: unknown): answer is Asked<'WEB_AUTHN'>['answer'] {
  try {
    return isRecord(answer) && isText(JSON.stringify(answer));
  } catch {
    return false;
  }
}

const BUILT_INS: BuiltIns = {
  SMS_MFA: codeFor('SMS_MFA_CODE'),
  SMS_OTP: codeFor('SMS_OTP_CODE'),
  EMAIL_OTP: codeFor('EMAIL_OTP_CODE'),
  SOFTWARE_TOKEN_MFA: {
    parameters: ({ texts }) => ({ deviceName: texts.FRIENDLY_DEVICE_NAME }),
    ...textAs('SOFTWARE_TOKEN_MFA_CODE', plainCode),
  },
  SELECT_MFA_TYPE: {
    // The service and its guide call it differently.
    parameters: (told) => ({
      options: namesIn(told, told.texts.MFAS_CAN_CHOOSE === undefined ? 'MFAS_CAN_SELECT' : 'MFAS_CAN_CHOOSE'),
    }),
    ...textAs('ANSWER'),
  },
  MFA_SETUP: {
    parameters: (told) => ({ options: namesIn(told, 'MFAS_CAN_SETUP') }),
    fits: isSetUp,
    answer: (answer, asking) =>
      typeof answer === 'string'
        ? setUpSoftwareToken(asking)
        : // As Amplify spells it; the guide says email.
          answerWith({ EMAIL: answer.email }, asking),
  },
  NEW_PASSWORD_REQUIRED: {
    parameters: (told) => ({
      requiredAttributes: namesIn(told, 'requiredAttributes').map((name) => name.replace('userAttributes.', '')),
      userAttributes: told.json('userAttributes', isTextMap, '{}'),
    }),
    fits: isNewPassword,
    answer(answer, asking) {
      const { newPassword, userAttributes = {} } = typeof answer === 'string' ? { newPassword: answer } : answer;
      const attributes = Object.entries(userAttributes).map(([name, value]) => [`userAttributes.${name}`, value]);
      return answerWith({ NEW_PASSWORD: newPassword, ...Object.fromEntries(attributes) }, asking);
    },
  },
  SELECT_CHALLENGE: {
    parameters: (told, { AvailableChallenges = [] }) => ({
      options: told.fitting('AvailableChallenges', AvailableChallenges, isTexts) as readonly FirstFactor[],
    }),
    fits: isText,
    async answer(picked, asking) {
      // A password goes along with the choice of it, so it is asked for first.
      const passwordStep = (answer: StepParts<string>['answer']) =>
        challengeStep(asking, { name: picked, parameters: {}, fits: isText, answer });
      const ANSWER = picked;
      if (picked === 'PASSWORD') return passwordStep((PASSWORD, asked) => answerWith({ ANSWER, PASSWORD }, asked));
      if (picked === 'PASSWORD_SRP') return passwordStep((password, asked) => answerBySrp(password, { ANSWER }, asked));
      return answerWith({ ANSWER }, asking);
    },
  },
  PASSWORD: { parameters: nothing, ...textAs('PASSWORD') },
  PASSWORD_SRP: {
    parameters: nothing,
    fits: isText,
    answer: (password, asking) => answerBySrp(password, {}, asking),
  },
  WEB_AUTHN: {
    parameters: (told) => ({ request: told.json('CREDENTIAL_REQUEST_OPTIONS', isRequest) }),
    fits: isAssertion,
    answer: (assertion, asking) => answerWith({ CREDENTIAL: JSON.stringify(assertion) }, asking),
  },
};

/** The step of one of Cognito's own challenges; undefined for one that this client doesn't know. */
export function stepOf(context: SignInRuntime, pending: SignInResponse): Step | undefined {
  const { ChallengeName: name = '' } = pending;
  if (!Object.hasOwn(BUILT_INS, name)) return undefined;
  const { parameters, ...parts } = BUILT_INS[name as keyof BuiltIns] as BuiltIn<object, unknown>;
  return challengeStep(
    { context, pending },
    { name, parameters: parameters(toldOf(context, pending), pending), ...parts },
  );
}
