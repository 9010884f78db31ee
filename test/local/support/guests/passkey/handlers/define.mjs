export const handler = async (event) => {
  const [entry] = event.request.session;
  event.response =
    entry === undefined
      ? { issueTokens: false, failAuthentication: false, challengeName: 'CUSTOM_CHALLENGE' }
      : { issueTokens: entry.challengeResult, failAuthentication: !entry.challengeResult };
  return event;
};
