// @module-tag slow
import { SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askedStep } from '../support/asked-step.ts';
import { Authenticator, type Ceremony } from '../support/authenticator.ts';
import { PasskeyStack } from '../support/guests/passkey/stack.ts';
import { answer, begin } from '../support/sign-in.ts';
import { type Guest, startGuest } from '../support/start-guest.ts';
import { PASSWORD } from '../support/users.ts';

const HERE = { origin: 'https://notes.example.com' };

describe('an app that asks for a passkey by a challenge of its own', () => {
  const authenticator = new Authenticator();
  let guest: Guest;

  const signUp = (Username: string, { terms = 'accepted', ...ClientMetadata }: Record<string, string> = {}) =>
    guest.sdk.send(
      new SignUpCommand({
        ...{ ClientId: guest.ClientId, Username, Password: PASSWORD, ClientMetadata },
        ValidationData: [{ Name: 'terms', Value: terms }],
      }),
    );

  beforeAll(async () => {
    guest = await startGuest(PasskeyStack);
    const { id, response } = authenticator.create({
      challenge: 'none',
      rp: { id: 'notes.example.com' },
      user: { id: 'alice' },
    });
    await signUp('alice', { passkey: JSON.stringify({ id, publicKey: response.publicKey }) });
  });
  afterAll(() => guest.close());

  const signed = (parameters: Readonly<Record<string, string>>, ceremony: Ceremony = {}) =>
    authenticator.get(JSON.parse(parameters.fido2options ?? ''), { ...HERE, ...ceremony });

  it('signs in by an assertion of the passkey that signed up', async () => {
    const challenged = await begin(guest, 'alice');
    const options = JSON.parse(challenged.ChallengeParameters?.fido2options ?? '');
    expect(options).toMatchObject({
      rpId: 'notes.example.com',
      allowCredentials: [{ id: authenticator.credentialId, type: 'public-key' }],
    });
    const assertion = signed(challenged.ChallengeParameters ?? {});
    const { AuthenticationResult } = await answer(guest, challenged, JSON.stringify(assertion));
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
  });

  it('signs in by this project’s client', async () => {
    const step = askedStep(await guest.client().signIn({ username: 'alice' }));
    const assertion = signed(step.parameters as Record<string, string>);
    expect(await step.answer(JSON.stringify(assertion))).toMatchObject({ name: 'signedIn' });
  });

  it.each<[string, Ceremony]>([
    ['of another page', { origin: 'https://notes.example.org' }],
    ['of another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
    ['for another relying party', { relyingPartyId: 'example.org' }],
    ['without user verification', { userVerified: false }],
  ])('refuses an assertion %s', async (_, ceremony) => {
    const challenged = await begin(guest, 'alice');
    const assertion = signed(challenged.ChallengeParameters ?? {}, ceremony);
    await expect(answer(guest, challenged, JSON.stringify(assertion))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });

  it('refuses a copy of the passkey, which counts from where it was made, and another passkey', async () => {
    const copied = await begin(guest, 'alice');
    authenticator.counter = 0;
    const assertion = signed(copied.ChallengeParameters ?? {});
    await expect(answer(guest, copied, JSON.stringify(assertion))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    const challenged = await begin(guest, 'alice');
    const stranger = new Authenticator().get(JSON.parse(challenged.ChallengeParameters?.fido2options ?? ''), HERE);
    await expect(answer(guest, challenged, JSON.stringify(stranger))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });

  it('signs nobody up who has none, or doesn’t take the terms', async () => {
    await expect(signUp('bob', { terms: 'no' })).rejects.toThrow('PreSignUp failed with error Accept the terms first.');
    await expect(signUp('bob')).rejects.toThrow('PreSignUp failed with error Make a passkey first.');
  });
});
