const http = require('node:http');
const https = require('node:https');
const { GetSecretValueCommand, SecretsManagerClient } = require('@aws-sdk/client-secrets-manager');

const secrets = new SecretsManagerClient();
let secret;

function readSecret(done) {
  if (secret !== undefined) return done(null, secret);
  secrets.send(new GetSecretValueCommand({ SecretId: process.env.CAPTCHA_SECRET_ARN }), (error, answer) => {
    secret = answer?.SecretString;
    done(error, secret);
  });
}

/** Asks the CAPTCHA's server about the token that the page got of it. */
function siteVerify(secret, token, done) {
  const url = new URL(process.env.SITE_VERIFY_URL);
  const body = new URLSearchParams({ secret, response: token }).toString();
  const request = (url.protocol === 'https:' ? https : http).request(
    url,
    { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => done(null, JSON.parse(text)));
    },
  );
  request.on('error', done);
  request.end(body);
}

exports.handler = (event, _context, callback) => {
  readSecret((unread, secret) => {
    if (unread) return callback(unread);
    siteVerify(secret, event.request.challengeAnswer, (unjudged, answer) => {
      if (unjudged) return callback(unjudged);
      event.response.answerCorrect = answer.success === true;
      callback(null, event);
    });
  });
};
