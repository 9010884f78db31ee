import type { Ask, ChoiceAsk, PasswordAsk } from './ask.ts';
import type { AnswerOf, Challenge, ParametersOf } from './challenge.ts';
import type { CHOICE, Challenges, Flow } from './flow.ts';

/** One thing that a flow can ask a client: the step's name, its parameters, and what `answer` takes. */
export interface AskedStep<Name extends string = string, Parameters = unknown, Answer = unknown> {
  readonly name: Name;
  readonly parameters: Parameters;
  readonly answer: Answer;
}

type ChallengeSteps<Named extends Challenges> = {
  [Name in keyof Named & string]: Named[Name] extends Challenge
    ? AskedStep<Name, ParametersOf<Named[Name]>, AnswerOf<Named[Name]>>
    : never;
}[keyof Named & string];

type ChoiceStep<Asked> =
  Asked extends ChoiceAsk<infer Option>
    ? AskedStep<typeof CHOICE, { readonly options: readonly Option[] }, Option>
    : never;

/**
 * Everything a flow can ask a client, as a union that narrows by `name`.
 *
 * @example
 * type Steps = AskedSteps<typeof signIn>;
 */
export type AskedSteps<F> =
  F extends Flow<infer Named, infer Asked> ? ChallengeSteps<Named> | ChoiceStep<Asked> : never;

/** Whether a flow asks the user's Cognito password. */
export type AsksPassword<F> =
  F extends Flow<infer _Named, infer Asked> ? (PasswordAsk extends Extract<Asked, Ask> ? true : false) : never;
