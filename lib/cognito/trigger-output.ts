import { isRecord } from '../protocol/is-record.ts';
import type { TextMap } from '../protocol/text-map.ts';
import { incorrectUsernameOrPassword, lambdaOutputNotJson, lambdaOutputUnrecognizable } from './trigger-failure.ts';

/** What Cognito makes of Define's answer. */
export type DefineOutput =
  | { readonly kind: 'tokens' }
  | { readonly kind: 'fail' }
  | { readonly kind: 'ask'; readonly challengeName: string };

/** What Cognito keeps of Create's answer. */
export interface CreateOutput {
  readonly publicParameters: TextMap;
  readonly privateParameters: TextMap;
  readonly challengeMetadata: string | null;
}

/**
 * Parses what a handler returned, as JSON text.
 *
 * @throws CognitoError InvalidLambdaResponseException where it is none.
 */
export function parseTriggerOutput(payload: string | undefined): unknown {
  try {
    return JSON.parse(payload ?? '');
  } catch {
    throw lambdaOutputNotJson();
  }
}

/**
 * Reads Define's answer.
 *
 * `issueTokens` wins over a challenge's name (docs/cognito.md#15-what-define-may-answer). What Cognito does with both
 * flags, with neither flag nor a name, or with a flag that is no Boolean isn't documented: the policy here is to call that
 * unrecognizable.
 *
 * @throws CognitoError InvalidLambdaResponseException
 */
export function readDefineOutput(output: unknown): DefineOutput {
  const { challengeName, issueTokens, failAuthentication } = responseOf(output);
  const tokens = isFlag(issueTokens);
  const fail = isFlag(failAuthentication);
  if (tokens && fail) throw lambdaOutputUnrecognizable();
  if (fail) return { kind: 'fail' };
  if (tokens) return { kind: 'tokens' };
  if (typeof challengeName !== 'string' || challengeName === '') throw lambdaOutputUnrecognizable();
  return { kind: 'ask', challengeName };
}

/**
 * Reads Create's answer. Public parameters may be left null; private ones must hold at least one.
 *
 * @throws CognitoError InvalidLambdaResponseException, or NotAuthorizedException where no private parameter is there.
 */
export function readCreateOutput(output: unknown): CreateOutput {
  const { publicChallengeParameters, privateChallengeParameters, challengeMetadata } = responseOf(output);
  const publicParameters = textMapOf(publicChallengeParameters);
  const privateParameters = textMapOf(privateChallengeParameters);
  if (!isAbsent(challengeMetadata) && typeof challengeMetadata !== 'string') throw lambdaOutputUnrecognizable();
  if (Object.keys(privateParameters).length === 0) throw incorrectUsernameOrPassword();
  return { publicParameters, privateParameters, challengeMetadata: challengeMetadata ?? null };
}

/**
 * Reads Verify's answer. What Cognito does where `answerCorrect` was left null isn't documented: the policy here is a
 * wrong answer.
 *
 * @throws CognitoError InvalidLambdaResponseException
 */
export const readVerifyOutput = (output: unknown): boolean => isFlag(responseOf(output).answerCorrect);

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

function responseOf(output: unknown): Readonly<Record<string, unknown>> {
  if (isAbsent(output)) throw lambdaOutputNotJson();
  if (!isRecord(output) || !isRecord(output.response)) throw lambdaOutputUnrecognizable();
  return output.response;
}

function isFlag(value: unknown): boolean {
  if (!isAbsent(value) && typeof value !== 'boolean') throw lambdaOutputUnrecognizable();
  return value === true;
}

/** PHP's empty array for an empty map, a number for a text: both end here (docs/cognito.md#16-what-create-and-verify-may-answer). */
function textMapOf(value: unknown): TextMap {
  if (isAbsent(value)) return {};
  if (!isRecord(value)) throw lambdaOutputUnrecognizable();
  const texts: [string, string][] = Object.entries(value).map(([key, text]) => {
    if (typeof text !== 'string') throw lambdaOutputUnrecognizable();
    return [key, text];
  });
  return Object.fromEntries(texts);
}
