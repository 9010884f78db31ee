import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms';
import { dynamodb, kms, LINKS_TABLE, MAC, sha256, signed, unlessConditionFails } from './links.mjs';

export const handler = async (event) => {
  const { challengeAnswer, clientMetadata, privateChallengeParameters } = event.request;
  const isAsked = privateChallengeParameters.challenge === 'MAGIC_LINK' || clientMetadata?.alreadyHaveLink === 'yes';
  event.response.answerCorrect = isAsked && (await isLink(event, challengeAnswer));
  return event;
};

async function isLink(event, answer) {
  const [message, mac] = answer.split('.').map((part) => Buffer.from(part, 'base64url'));
  if (!mac?.length) return false;
  const item = await takeItem(event.userName, mac);
  if (item === undefined || !message.equals(signed(event, Number(item.exp.N)))) return false;
  if (Number(item.exp.N) < Date.now() / 1000) return false;
  try {
    const { MacValid } = await kms.send(new VerifyMacCommand({ ...MAC, Message: message, Mac: mac }));
    return MacValid === true;
  } catch (error) {
    if (error instanceof KMSInvalidMacException) return false;
    throw error;
  }
}

/** Of one link once, so that it signs in once. */
async function takeItem(userName, mac) {
  const taken = dynamodb.send(
    new DeleteItemCommand({
      TableName: LINKS_TABLE,
      Key: { userName: { S: userName } },
      ConditionExpression: 'macHash = :hash',
      ExpressionAttributeValues: { ':hash': { B: sha256(mac) } },
      ReturnValues: 'ALL_OLD',
    }),
  );
  const { Attributes } = await unlessConditionFails(taken, () => ({}));
  return Attributes;
}
