import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GenerateMacCommand } from '@aws-sdk/client-kms';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { dynamodb, kms, LINKS_TABLE, MAC, sha256, signed, unlessConditionFails } from './links.mjs';

const ses = new SESv2Client({});
const SECONDS_VALID = 15 * 60;
const SECONDS_BETWEEN = 60;

export const handler = async (event) => {
  const { session, clientMetadata, userAttributes } = event.request;
  if (session.length === 0) {
    event.response.challengeMetadata = 'PROVIDE_AUTH_PARAMETERS';
    event.response.privateChallengeParameters = { challenge: 'PROVIDE_AUTH_PARAMETERS' };
    return event;
  }
  const redirect = new URL(clientMetadata?.redirectUri ?? '');
  if (redirect.origin !== process.env.ORIGIN) throw new Error(`Links don't lead to ${redirect.origin}`);
  await send(userAttributes.email, `${redirect}#${await makeLink(event)}`);
  event.response.publicChallengeParameters = { email: userAttributes.email };
  event.response.privateChallengeParameters = { challenge: 'MAGIC_LINK' };
  event.response.challengeMetadata = 'MAGIC_LINK';
  return event;
};

async function makeLink(event) {
  const now = Math.floor(Date.now() / 1000);
  const message = signed(event, now + SECONDS_VALID);
  const { Mac } = await kms.send(new GenerateMacCommand({ ...MAC, Message: message }));
  const put = dynamodb.send(
    new PutItemCommand({
      TableName: LINKS_TABLE,
      Item: {
        userName: { S: event.userName },
        macHash: { B: sha256(Mac) },
        sentAt: { N: String(now) },
        exp: { N: String(now + SECONDS_VALID) },
      },
      ConditionExpression: 'attribute_not_exists(sentAt) OR sentAt < :before',
      ExpressionAttributeValues: { ':before': { N: String(now - SECONDS_BETWEEN) } },
    }),
  );
  await unlessConditionFails(put, () => {
    throw new Error('A link was sent less than a minute ago');
  });
  return `${message.toString('base64url')}.${Buffer.from(Mac).toString('base64url')}`;
}

async function send(address, link) {
  const lines = [
    `From: ${process.env.FROM}`,
    `To: ${address}`,
    'Subject: Your link',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`Sign in: ${link}\n`).toString('base64'),
  ];
  await ses.send(new SendEmailCommand({ Content: { Raw: { Data: Buffer.from(lines.join('\r\n')) } } }));
}
