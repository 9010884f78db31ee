import { randomInt } from 'node:crypto';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import type { CreateAuthChallengeTriggerHandler } from 'aws-lambda';

const ses = new SESClient();

export const handler: CreateAuthChallengeTriggerHandler = async (event) => {
  const { session, userAttributes } = event.request;
  const email = userAttributes.email ?? '';
  // A second try is at the code of the first: it is kept in the session.
  const kept = /^CODE-(\d{6})$/.exec(session.at(-1)?.challengeMetadata ?? '')?.[1];
  const code = kept ?? String(randomInt(1_000_000)).padStart(6, '0');
  if (kept === undefined) await send(email, code);
  event.response.publicChallengeParameters = { email };
  event.response.privateChallengeParameters = { code };
  event.response.challengeMetadata = `CODE-${code}`;
  return event;
};

async function send(address: string, code: string): Promise<void> {
  await ses.send(
    new SendEmailCommand({
      Source: process.env.SES_FROM_ADDRESS,
      Destination: { ToAddresses: [address] },
      Message: {
        Subject: { Charset: 'UTF-8', Data: 'Sign in to Notes' },
        Body: {
          Text: { Charset: 'UTF-8', Data: `Your code is ${code}.` },
          Html: { Charset: 'UTF-8', Data: `<p>Your code is <b>${code}</b>.</p>` },
        },
      },
    }),
  );
}
