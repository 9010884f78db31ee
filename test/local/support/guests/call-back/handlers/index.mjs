import { addToGroup, attributesNow, groupsNow } from './cognito.mjs';

export const preAuthentication = async (event) => {
  if (event.request.userAttributes['custom:status'] === 'suspended') throw new Error('The account is suspended');
  return event;
};

export const define = async (event) => {
  const { session } = event.request;
  const issueTokens = session.at(-1)?.challengeResult === true;
  const failAuthentication = !issueTokens && session.length >= 2;
  const challengeName = issueTokens || failAuthentication ? undefined : 'CUSTOM_CHALLENGE';
  return { ...event, response: { issueTokens, failAuthentication, challengeName } };
};

export const create = async (event) => {
  event.response.publicChallengeParameters = { ask: 'Your PIN' };
  event.response.privateChallengeParameters = { ask: 'pin' };
  return event;
};

export const verify = async (event) => {
  const { 'custom:pin': pin } = await attributesNow(event);
  event.response.answerCorrect = pin !== undefined && event.request.challengeAnswer === pin;
  return event;
};

export const postAuthentication = async (event) => {
  await addToGroup(event, 'active');
  return event;
};

export const preTokenGeneration = async (event) => {
  const [{ 'custom:tenant': tenant = 'none' }, groups] = await Promise.all([attributesNow(event), groupsNow(event)]);
  event.response.claimsAndScopeOverrideDetails = {
    idTokenGeneration: { claimsToAddOrOverride: { tenant } },
    accessTokenGeneration: { claimsToAddOrOverride: { tenant, teams: groups }, scopesToAdd: [`tenant/${tenant}`] },
    groupOverrideDetails: { groupsToOverride: groups },
  };
  return event;
};
