// First the password, then the CAPTCHA.
exports.handler = (event, context) => {
  const { session, userNotFound } = event.request;
  const passed = session.filter(({ challengeResult }) => challengeResult === true).map((entry) => entry.challengeName);
  const response = event.response;
  response.issueTokens = false;
  response.failAuthentication = false;
  if (userNotFound || passed.length < session.length) {
    response.failAuthentication = true;
  } else if (passed.join() === 'SRP_A') {
    response.challengeName = 'PASSWORD_VERIFIER';
  } else if (passed.join() === 'SRP_A,PASSWORD_VERIFIER') {
    response.challengeName = 'CUSTOM_CHALLENGE';
  } else if (passed.join() === 'SRP_A,PASSWORD_VERIFIER,CUSTOM_CHALLENGE') {
    response.issueTokens = true;
  } else {
    response.failAuthentication = true;
  }
  context.done(null, event);
};
