export type { Ask, ChallengeAsk, ChoiceAsk, PasswordAsk, Refusal, Verb } from './ask.ts';
export type { AskedStep, AskedSteps, AsksPassword } from './asked-step.ts';
export {
  type AnswerOf,
  type Challenge,
  type ChallengeBytes,
  type ChallengeHandlers,
  type ChallengeTraits,
  type ChallengeUser,
  type CreateContext,
  type CreatedChallenge,
  type DecoyContext,
  type DeliverContext,
  defineChallenge,
  type Judgement,
  type LoadedHandlers,
  type Message,
  MOST_SESSION_BYTES,
  type ParametersOf,
  type ParsedChallengeHandlers,
  type StringMap,
  type VerifyContext,
} from './challenge.ts';
export type { ChallengeLimits, LimitOptions } from './challenge-limits.ts';
export { demand, demandWhole, FlowDefinitionError, FlowError, type FlowFault, FlowRunError } from './errors.ts';
export { type Extra, isExtra } from './extra.ts';
export type { Factor, FactorKind } from './factor.ts';
export { CHOICE, type Challenges, defineFlow, type Flow, type FlowContext, type FlowOptions } from './flow.ts';
export { type GuessLimits, KNOWN_FOR, waitAfter } from './guess-limits.ts';
export type { MessageLimits } from './message-limits.ts';
export { type RoundMetadata, readMetadata, writeMetadata } from './metadata.ts';
export type { ChallengeNeeds, Channel, NeededAttributes, NeededStatement } from './needs.ts';
export { type Position, readPosition, writePosition } from './position.ts';
export { MOST_ROUNDS, type Progress } from './progress.ts';
export { type CheckOptions, check } from './proof/check.ts';
export { diagram } from './proof/diagram.ts';
export { fingerprint } from './proof/fingerprint.ts';
export type { Path, PathEnd, PathStep } from './proof/path.ts';
export { installPurityGuard } from './proof/purity.ts';
export type { ChallengeOdds, Rule, Verdict, Violation } from './proof/verdict.ts';
export { formatVerdict } from './proof/verdict-text.ts';
export type { Predicate, UnknownUser, UserQuestions } from './questions.ts';
export { isReason, type RefusalReason } from './refusal-reason.ts';
export { type AskDecision, type Decision, type ReplayContext, replay, replayProgress } from './replay.ts';
