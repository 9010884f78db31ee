export {
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  exampleUserAttributes,
  NoCodeError,
  Outbox,
  type OutboxMessage,
  sessionEntry,
  type TriggerEventOptions,
  verifyAuthChallengeResponseEvent,
} from '../cognito/index.ts';
export type { Ledger } from '../ledger/ledger.ts';
export { MemoryLedger } from '../ledger/memory-ledger.ts';
export type {
  CreateAuthChallengeEvent,
  DefineAuthChallengeEvent,
  SessionEntry,
  VerifyAuthChallengeResponseEvent,
} from '../protocol/index.ts';
export { SimulatedClock } from './clock.ts';
export { SimulationError, UnknownFixtureError } from './errors.ts';
export { type FixtureEvent, type FixtureName, fixtureNames, readFixture } from './fixtures.ts';
export type { LoggedLine } from './flow-handlers.ts';
export { lambdaContext, type TriggerRecord } from './in-process-triggers.ts';
export { type SimulatedUser, type SimulateOptions, simulate } from './simulate.ts';
export type { Visit, VisitStep } from './simulated-sign-in.ts';
