// @module-tag slow
import { AdminConfirmSignUpCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askedStep } from '../support/asked-step.ts';
import { PythonBesideStack } from '../support/guests/python-beside/stack.ts';
import { answer, begin } from '../support/sign-in.ts';
import { type Guest, startGuest } from '../support/start-guest.ts';
import { PASSWORD } from '../support/users.ts';

const ALICE = 'alice@example.com';

describe('an app with a Python function beside those of Node.js', () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await startGuest(PythonBesideStack, { seed: [{ username: ALICE }] });
  });
  afterAll(() => guest.close());

  it('starts, and says which function can’t run', () => {
    expect(guest.local.app.notes).toContainEqual(expect.stringMatching(/PostConfirmation.*python3\.13/));
  });

  it('signs in by the functions that can', async () => {
    const challenged = await begin(guest, ALICE);
    expect(challenged.ChallengeParameters).toMatchObject({ riddle: 'six times seven' });
    const { AuthenticationResult } = await answer(guest, challenged, '42');
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
    const step = askedStep(await guest.client().signIn({ username: ALICE }));
    expect(await step.answer('42')).toMatchObject({ name: 'signedIn' });
    await expect(answer(guest, await begin(guest, ALICE), '41')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });

  it('fails what invokes the Python function alone, with one sentence that says what is missing', async () => {
    const { ClientId, UserPoolId, sdk } = guest;
    const Username = 'bob@example.com';
    await sdk.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD }));
    const [refused] = guest.local.app.functions.filter(({ refusal }) => refusal !== undefined);
    await expect(sdk.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message:
        `PostConfirmation failed with error The function ${refused?.logicalId} of the stack Guest can't run here: it runs on ` +
        'python3.13, and only Node.js functions run here; try it at AWS, or write it for Node.js.',
    });
  });
});
