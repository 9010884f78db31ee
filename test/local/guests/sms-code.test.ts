// @module-tag slow
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { askedStep } from '../support/asked-step.ts';
import { SmsCodeStack } from '../support/guests/sms-code/stack.ts';
import { answer, begin } from '../support/sign-in.ts';
import { type Guest, startGuest } from '../support/start-guest.ts';

const PHONE = '+15555550100';

it('an app that sends a code, and needs a value that only AWS knows, starts and says how to give it', async () => {
  const guest = await startGuest(SmsCodeStack, { seed: [{ username: PHONE }] });
  onTestFinished(guest.close);
  await expect(begin(guest, PHONE)).rejects.toMatchObject({
    name: 'UserLambdaValidationException',
    message: expect.stringMatching(
      /^CreateAuthChallenge failed with error The function \w+ of the stack Guest can't run here: SENDER_ID isn't set: \/rides\/sender-id is read from Systems Manager at AWS\. Give it: --env SENDER_ID=…, or "ssm": \{ "\/rides\/sender-id": "…" \} in countersign\.local\.json\.$/,
    ),
  });
});

describe('an app that sends a code by SNS', () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await startGuest(SmsCodeStack, { seed: [{ username: PHONE }], environment: { SENDER_ID: 'RIDES' } });
  });
  afterAll(() => guest.close());

  it('signs in by the code that it sent to the number', async () => {
    const challenged = await begin(guest, PHONE);
    expect(challenged.ChallengeParameters).toMatchObject({ phone: '***0100' });
    const [message] = guest.sent();
    expect(message).toMatchObject({
      ...{ channel: 'sms', to: PHONE, code: expect.stringMatching(/^\d{6}$/) },
      text: `${message?.code} is your code for Rides.`,
    });
    const { AuthenticationResult } = await answer(guest, challenged, message?.code ?? '');
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
  });

  it('signs in by this project’s client at the second try, and refuses the third wrong code', async () => {
    const before = guest.sent().length;
    const step = askedStep(await guest.client().signIn({ username: PHONE }));
    const again = askedStep(await step.answer('wrong'));
    expect(await again.answer(guest.sent()[0]?.code ?? '')).toMatchObject({ name: 'signedIn' });
    expect(guest.sent()).toHaveLength(before + 1);

    let challenged: Awaited<ReturnType<typeof answer>> = await begin(guest, PHONE);
    for (let given = 0; given < 2; given++) challenged = await answer(guest, challenged, 'wrong');
    await expect(answer(guest, challenged, 'wrong')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});
