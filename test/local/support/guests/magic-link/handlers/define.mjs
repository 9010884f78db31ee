const asking = { issueTokens: false, failAuthentication: false, challengeName: 'CUSTOM_CHALLENGE' };

export const handler = async (event) => {
  const { session, clientMetadata } = event.request;
  const last = session.at(-1);
  if (last?.challengeResult === true) event.response = { issueTokens: true, failAuthentication: false };
  else if (session.length === 0) event.response = { ...asking };
  // The first answer says only what the client wants.
  else if (session.length === 1 && clientMetadata?.alreadyHaveLink !== 'yes') event.response = { ...asking };
  else event.response = { issueTokens: false, failAuthentication: true };
  return event;
};
