import { AdminGetUserCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askedStep } from '../support/asked-step.ts';
import { EmailCodeStack } from '../support/guests/email-code/stack.ts';
import { answer, begin } from '../support/sign-in.ts';
import { type Guest, startGuest } from '../support/start-guest.ts';

const ALICE = 'alice@example.com';

describe('an app that mails a code by SES v1', () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await startGuest(EmailCodeStack, { seed: [{ username: ALICE }] });
  });
  afterAll(() => guest.close());

  it('signs in by the code that it mailed, and calls nobody beyond this machine', async () => {
    const challenged = await begin(guest, ALICE);
    expect(challenged.ChallengeParameters).toMatchObject({ email: ALICE });
    const [message] = guest.sent();
    expect(message).toMatchObject({
      ...{ channel: 'email', to: ALICE, subject: 'Sign in to Notes' },
      text: `Your code is ${message?.code}.`,
      html: `<p>Your code is <b>${message?.code}</b>.</p>`,
      code: expect.stringMatching(/^\d{6}$/),
    });
    const { AuthenticationResult } = await answer(guest, challenged, message?.code ?? '');
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
    expect(guest.calledBeyond()).toEqual([]);
  });

  it('takes a second try at the same code, mails none for it, and refuses the third wrong one', async () => {
    const before = guest.sent().length;
    const step = askedStep(await guest.client().signIn({ username: ALICE }));
    const code = guest.sent()[0]?.code ?? '';
    expect(step).toMatchObject({ name: 'CUSTOM_CHALLENGE', parameters: { email: ALICE } });
    const again = askedStep(await step.answer('wrong'));
    expect(await again.answer(code)).toMatchObject({ name: 'signedIn' });
    expect(guest.sent()).toHaveLength(before + 1);

    let challenged: Awaited<ReturnType<typeof answer>> = await begin(guest, ALICE);
    for (let given = 0; given < 2; given++) challenged = await answer(guest, challenged, 'wrong');
    await expect(answer(guest, challenged, 'wrong')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('confirms whoever signs up, and calls the pool back when the address is proven', async () => {
    const Username = 'bob@example.com';
    const { ClientId, UserPoolId, sdk } = guest;
    const signUp = new SignUpCommand({
      ...{ ClientId, Username, Password: 'not asked for again' },
      UserAttributes: [{ Name: 'email', Value: Username }],
    });
    expect(await sdk.send(signUp)).toMatchObject({ UserConfirmed: true });
    const isVerified = async () => {
      const { UserAttributes = [] } = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username }));
      return UserAttributes.find(({ Name }) => Name === 'email_verified')?.Value === 'true';
    };
    const challenged = await begin(guest, Username);
    expect(await isVerified()).toBe(false);
    await answer(guest, challenged, guest.sent()[0]?.code ?? '');
    expect(await isVerified()).toBe(true);
  });
});
