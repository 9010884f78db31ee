exports.handler = (event, _context, callback) => {
  if (event.request.challengeName === 'CUSTOM_CHALLENGE') {
    event.response.publicChallengeParameters = { captchaSiteKey: process.env.CAPTCHA_SITE_KEY };
    event.response.privateChallengeParameters = { question: 'captcha' };
    event.response.challengeMetadata = 'CAPTCHA_CHALLENGE';
  }
  callback(null, event);
};
