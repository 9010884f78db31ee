import type { PreSignUpTriggerHandler } from 'aws-lambda';

/** Whoever signs up proves the address by signing in. */
export const handler: PreSignUpTriggerHandler = async (event) => {
  event.response.autoConfirmUser = true;
  return event;
};
