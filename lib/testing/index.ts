export { type ClockStep, SimulatedClock } from './clock.ts';
export {
  answerCustomChallenge,
  beginCustomAuth,
  type CustomAuthOutcome,
  type CustomAuthSubject,
  continueAfterPassword,
  type Invoke,
  type PendingChallenge,
  type PendingPassword,
} from './custom-auth.ts';
export { NoCodeError, SimulationError, TestingError, UnknownFixtureError } from './errors.ts';
export { type FixtureEvent, type FixtureName, fixtureNames, readFixture } from './fixtures.ts';
export type { LoggedLine } from './flow-handlers.ts';
export {
  invokeInProcess,
  lambdaContext,
  type TriggerHandler,
  type TriggerHandlers,
  type TriggerRecord,
} from './in-process-triggers.ts';
export { Outbox, type OutboxFilter, type OutboxMessage, type OutboxOptions, type SentMessage } from './outbox.ts';
export { SEND_EMAIL_PATH, sesStandIn } from './ses-stand-in.ts';
export { type SimulatedUser, type SimulateOptions, simulate } from './simulate.ts';
export {
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  exampleUserAttributes,
  sessionEntry,
  type TriggerEventOptions,
  verifyAuthChallengeResponseEvent,
} from './trigger-event.ts';
export {
  customAuthNotConfigured,
  incorrectUsernameOrPassword,
  lambdaMisconfigured,
  lambdaNotAllowed,
  lambdaOutputNotJson,
  lambdaOutputUnrecognizable,
  lambdaThrew,
  lambdaTimedOut,
} from './trigger-failure.ts';
export {
  type CreateOutput,
  type DefineOutput,
  parseTriggerOutput,
  readCreateOutput,
  readDefineOutput,
  readVerifyOutput,
} from './trigger-output.ts';
export type { AnswerOptions, AskedVisitStep, Visit, VisitStep } from './visit.ts';
