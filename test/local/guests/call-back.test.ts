// @module-tag slow
import { createHmac } from 'node:crypto';
import {
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminRespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimsOf } from '../../../lib/client/index.ts';
import { askedStep } from '../support/asked-step.ts';
import { CallBackStack } from '../support/guests/call-back/stack.ts';
import { type Guest, startGuest } from '../support/start-guest.ts';

const ALICE = { username: 'alice', attributes: { 'custom:pin': '1905', 'custom:tenant': 'acme' } };
const MALLORY = { username: 'mallory', attributes: { 'custom:pin': '1905', 'custom:status': 'suspended' } };

describe('an app whose triggers call Cognito back', () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await startGuest(CallBackStack, { seed: [ALICE, MALLORY] });
  });
  afterAll(() => guest.close());

  const secretHash = (username: string) =>
    createHmac('sha256', guest.ClientSecret ?? '')
      .update(`${username}${guest.ClientId}`)
      .digest('base64');

  const pool = () => ({ ClientId: guest.ClientId, UserPoolId: guest.UserPoolId });

  const begin = (USERNAME: string) =>
    guest.sdk.send(
      new AdminInitiateAuthCommand({
        ...{ ...pool(), AuthFlow: 'CUSTOM_AUTH' },
        AuthParameters: { USERNAME, SECRET_HASH: secretHash(USERNAME) },
      }),
    );

  const answer = (Session: string | undefined, USERNAME: string, ANSWER: string) =>
    guest.sdk.send(
      new AdminRespondToAuthChallengeCommand({
        ...{ ...pool(), Session, ChallengeName: 'CUSTOM_CHALLENGE' },
        ChallengeResponses: { USERNAME, ANSWER, SECRET_HASH: secretHash(USERNAME) },
      }),
    );

  it('signs in a server’s client: the PIN is read, and the group and the claims are written, by calls of the pool', async () => {
    const challenged = await begin('alice');
    expect(challenged.ChallengeParameters).toMatchObject({ ask: 'Your PIN' });
    const { AuthenticationResult: tokens } = await answer(challenged.Session, 'alice', '1905');
    expect(claimsOf(tokens?.AccessToken ?? '')).toMatchObject({
      ...{ tenant: 'acme', teams: ['active'], 'cognito:groups': ['active'] },
      scope: expect.stringContaining('tenant/acme'),
    });
    expect(claimsOf(tokens?.IdToken ?? '')).toMatchObject({ tenant: 'acme', 'cognito:groups': ['active'] });
    const { UserPoolId } = guest;
    const listed = await guest.sdk.send(new AdminListGroupsForUserCommand({ UserPoolId, Username: 'alice' }));
    expect(listed.Groups).toMatchObject([{ GroupName: 'active' }]);
  });

  it('signs in by this project’s client, with the secret', async () => {
    const step = askedStep(await guest.client().signIn({ username: 'alice' }));
    expect(await step.answer('1905')).toMatchObject({ name: 'signedIn' });
  });

  it('refuses two wrong PINs, and a suspended user with the trigger’s own words', async () => {
    const challenged = await begin('alice');
    const again = await answer(challenged.Session, 'alice', '0000');
    expect(again.ChallengeName).toBe('CUSTOM_CHALLENGE');
    await expect(answer(again.Session, 'alice', '0000')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(begin('mallory')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreAuthentication failed with error The account is suspended.',
    });
  });
});
