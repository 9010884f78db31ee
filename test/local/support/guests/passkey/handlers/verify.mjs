import { createHash, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { count, listOf } from './credentials.mjs';

const { RP_ID, ORIGIN } = process.env;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;

const bytes = (text) => Buffer.from(text, 'base64url');
const sha256 = (data) => createHash('sha256').update(data).digest();

export const handler = async (event) => {
  const { challengeAnswer, privateChallengeParameters, userAttributes } = event.request;
  event.response.answerCorrect = false;
  try {
    const { sub } = userAttributes;
    event.response.answerCorrect = await passes(JSON.parse(challengeAnswer), privateChallengeParameters.challenge, sub);
  } catch (error) {
    console.error(`No assertion: ${error.name}`);
  }
  return event;
};

async function passes({ id, response }, challenge, userId) {
  const credential = (await listOf(userId)).find((each) => each.id === id);
  if (credential === undefined) return false;
  const client = JSON.parse(bytes(response.clientDataJSON).toString());
  if (client.type !== 'webauthn.get' || client.challenge !== challenge || client.origin !== ORIGIN) return false;

  const data = bytes(response.authenticatorData);
  const flags = data[32];
  if (!timingSafeEqual(data.subarray(0, 32), sha256(RP_ID))) return false;
  if (!(flags & USER_PRESENT) || !(flags & USER_VERIFIED)) return false;

  const signed = Buffer.concat([data, sha256(bytes(response.clientDataJSON))]);
  const key = createPublicKey({ key: credential.publicKey, format: 'der', type: 'spki' });
  if (!verify('sha256', signed, key, bytes(response.signature))) return false;
  await count(userId, id, data.readUInt32BE(33));
  return true;
}
