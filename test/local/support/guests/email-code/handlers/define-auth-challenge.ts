import type { DefineAuthChallengeTriggerHandler } from 'aws-lambda';

const ATTEMPTS = 3;

export const handler: DefineAuthChallengeTriggerHandler = async (event) => {
  const { session } = event.request;
  const last = session.at(-1);
  const isForeign = session.some(({ challengeName }) => challengeName !== 'CUSTOM_CHALLENGE');
  if (isForeign || (session.length >= ATTEMPTS && last?.challengeResult !== true)) {
    event.response.issueTokens = false;
    event.response.failAuthentication = true;
  } else if (last?.challengeResult === true) {
    event.response.issueTokens = true;
    event.response.failAuthentication = false;
  } else {
    event.response.issueTokens = false;
    event.response.failAuthentication = false;
    event.response.challengeName = 'CUSTOM_CHALLENGE';
  }
  return event;
};
