// @module-tag slow
import { RespondToAuthChallengeCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askedStep } from '../support/asked-step.ts';
import { MagicLinkStack } from '../support/guests/magic-link/stack.ts';
import { answer, begin } from '../support/sign-in.ts';
import { type Guest, startGuest } from '../support/start-guest.ts';

const NOTES = 'https://notes.example.com/in';

describe('an app that mails a link, kept in DynamoDB and signed by KMS', () => {
  let guest: Guest;
  beforeAll(async () => {
    const seed = ['alice', 'bob', 'carol', 'dave', 'erin'].map((name) => ({ username: `${name}@example.com` }));
    guest = await startGuest(MagicLinkStack, { seed });
  });
  afterAll(() => guest.close());

  /** Asks for a link: the first answer is none, it says what the client wants. */
  const ask = async (username: string, redirectUri = NOTES) => {
    const step = askedStep(await guest.client().signIn({ username }));
    const asked = askedStep(await step.answer('none', { clientMetadata: { redirectUri } }));
    const [message] = guest.sent();
    return { asked, message, secret: message?.link?.split('#')[1] ?? '' };
  };

  /** Opens a link in another page than the one that asked for it. */
  const open = async (username: string, secret: string) => {
    const step = askedStep(await guest.client().signIn({ username }));
    return step.answer(secret, { clientMetadata: { alreadyHaveLink: 'yes' } });
  };

  it('signs in by the link that it mailed, in the page that asked for it', async () => {
    const { asked, message, secret } = await ask('alice@example.com');
    expect(message).toMatchObject({
      ...{ channel: 'email', to: 'alice@example.com', subject: 'Your link' },
      text: expect.stringMatching(/^Sign in: https:\/\/notes\.example\.com\/in#[\w-]+\.[\w-]+\s*$/),
      link: expect.stringMatching(/^https:\/\/notes\.example\.com\/in#/),
    });
    expect(await asked.answer(secret)).toMatchObject({ name: 'signedIn' });
  });

  it('signs in the SDK’s client', async () => {
    const challenged = await begin(guest, 'dave@example.com');
    const asked = await guest.sdk.send(
      new RespondToAuthChallengeCommand({
        ...{ ClientId: guest.ClientId, ChallengeName: 'CUSTOM_CHALLENGE', Session: challenged.Session },
        ChallengeResponses: { USERNAME: challenged.ChallengeParameters?.USERNAME ?? '', ANSWER: 'none' },
        ClientMetadata: { redirectUri: NOTES },
      }),
    );
    expect(asked.ChallengeParameters).toMatchObject({ email: 'dave@example.com' });
    const { AuthenticationResult } = await answer(guest, asked, guest.sent()[0]?.link?.split('#')[1] ?? '');
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
  });

  it('signs in by a link that was opened elsewhere, once', async () => {
    const { secret } = await ask('bob@example.com');
    expect(await open('bob@example.com', secret)).toMatchObject({ name: 'signedIn' });
    await expect(open('bob@example.com', secret)).rejects.toMatchObject({ code: 'NotAuthorizedException' });
  });

  it('refuses a link that is older than a quarter of an hour, and by then sends another', async () => {
    const { secret } = await ask('erin@example.com');
    guest.clock.advance({ minutes: 15, seconds: 1 });
    await expect(open('erin@example.com', secret)).rejects.toMatchObject({ code: 'NotAuthorizedException' });
    const next = await ask('erin@example.com');
    expect(await open('erin@example.com', next.secret)).toMatchObject({ name: 'signedIn' });
  });

  it('refuses what isn’t the link, a second link within a minute, and a link to another page', async () => {
    const { asked, secret } = await ask('carol@example.com');
    const [message = '', mac = ''] = secret.split('.');
    const other = Buffer.from(mac, 'base64url').fill(0).toString('base64url');
    await expect(asked.answer(`${message}.${other}`)).rejects.toMatchObject({ code: 'NotAuthorizedException' });
    await expect(ask('carol@example.com')).rejects.toThrow('A link was sent less than a minute ago');
    await expect(ask('carol@example.com', 'https://elsewhere.example')).rejects.toThrow(
      'CreateAuthChallenge failed with error Links don',
    );
  });
});
