export type {
  CreateAuthChallengeEvent,
  CustomAuthEvents,
  CustomAuthTrigger,
  DefineAuthChallengeEvent,
  VerifyAuthChallengeResponseEvent,
} from '../protocol/index.ts';
export { createAuthChallengeHandler } from './create-auth-challenge.ts';
export { defineAuthChallengeHandler } from './define-auth-challenge.ts';
export { type DeliverMessageHandler, deliverMessageHandler } from './deliver-message.ts';
export { TriggerError, UserFacingError } from './errors.ts';
export type { LogFields, LoggedError, TriggerLog } from './logger.ts';
export type { TriggerOptions } from './options.ts';
export type {
  Internal,
  MiddlewareRequest,
  NoInternal,
  TriggerHandler,
  TriggerMiddleware,
  TriggerMiddlewareFunction,
} from './trigger-handler.ts';
export { type Unlocked, type UnlockHandler, unlockHandler } from './unlock-handler.ts';
export type { UnlockInput } from './unlock-input.ts';
export { verifyAuthChallengeResponseHandler } from './verify-auth-challenge-response.ts';
export type { WrongReason } from './wrong-reason.ts';
