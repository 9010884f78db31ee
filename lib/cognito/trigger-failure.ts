import { CognitoError } from '../protocol/index.ts';

/** A trigger's name as it stands in `LambdaConfig`: `DefineAuthChallenge`, `PreAuthentication`, … */
type TriggerName = string;

/** The handler threw, or its runtime ended: Cognito shows `errorMessage` to the user, word for word. */
export const lambdaThrew = (trigger: TriggerName, errorMessage: string): CognitoError =>
  new CognitoError('UserLambdaValidationException', `${trigger} failed with error ${errorMessage}.`);

/** No answer within 5 seconds, three times. */
export const lambdaTimedOut = (trigger: TriggerName): CognitoError =>
  unexpected(`${trigger} invocation failed due to error Socket timeout while invoking Lambda function.`);

/** The function's policy doesn't let Cognito invoke it. */
export const lambdaNotAllowed = (trigger: TriggerName): CognitoError =>
  unexpected(`${trigger} invocation failed due to error AccessDeniedException.`);

/** The function is gone, or its ARN or VPC is wrong. The `null` is Cognito's own. */
export const lambdaMisconfigured = (): CognitoError => unexpected('null invocation failed due to configuration.');

/** The handler returned nothing, null, or what is no JSON. */
export const lambdaOutputNotJson = (): CognitoError =>
  new CognitoError('InvalidLambdaResponseException', 'Invalid lambda function output : Invalid JSON');

/** The handler returned JSON of a wrong shape. */
export const lambdaOutputUnrecognizable = (): CognitoError =>
  new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output');

/** CUSTOM_AUTH, and the pool lacks a trigger for it. */
export const customAuthNotConfigured = (): CognitoError =>
  new CognitoError('InvalidParameterException', 'Custom auth lambda trigger is not configured for the user pool.');

/** What everybody gets who is refused, whatever for. */
export const incorrectUsernameOrPassword = (): CognitoError =>
  new CognitoError('NotAuthorizedException', 'Incorrect username or password.');

const unexpected = (message: string): CognitoError => new CognitoError('UnexpectedLambdaException', message);
