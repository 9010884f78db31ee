export {
  answerCustomChallenge,
  beginCustomAuth,
  type CustomAuthOutcome,
  type CustomAuthSubject,
  continueAfterPassword,
  type Invoke,
  type PendingChallenge,
  type PendingPassword,
} from './custom-auth-flow.ts';
export {
  addressesOf,
  addressIn,
  assertEmailSize,
  demandRecipients,
  type EmailContent,
  EmailRefusal,
  keepEmail,
  simpleContentOf,
} from './email-request.ts';
export { NoCodeError } from './errors.ts';
export { Outbox, type OutboxFilter, type OutboxMessage, type OutboxOptions, type SentMessage } from './outbox.ts';
export { SEND_EMAIL_PATH, sesStandIn } from './ses-stand-in.ts';
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
