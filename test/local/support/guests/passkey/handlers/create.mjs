import { randomBytes } from 'node:crypto';
import { listOf } from './credentials.mjs';

export const handler = async (event) => {
  const credentials = await listOf(event.request.userAttributes.sub);
  const options = {
    challenge: randomBytes(32).toString('base64url'),
    rpId: process.env.RP_ID,
    userVerification: 'required',
    allowCredentials: credentials.map(({ id }) => ({ id, type: 'public-key' })),
  };
  event.response.publicChallengeParameters = { fido2options: JSON.stringify(options) };
  event.response.privateChallengeParameters = { challenge: options.challenge };
  event.response.challengeMetadata = 'FIDO2';
  return event;
};
