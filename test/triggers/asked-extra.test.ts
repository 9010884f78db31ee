import { expect, test } from 'vitest';
import { askedExtra } from '../../lib/triggers/asked-extra.ts';
import { emailFlow } from './flows.ts';
import { createEvent, defineEvent, entry, triggersOf, verifyEvent } from './setup.ts';

test.each([
  [{ instead: 'resend' }, 'resend'],
  [{ instead: 'skip', choice: 'x' }, 'skip'],
  [{ instead: 'RESEND' }, undefined],
  [{ instead: '__proto__' }, undefined],
  [{}, undefined],
])('%j asks for %s instead of answering', (clientMetadata, extra) => {
  expect(askedExtra({ clientMetadata: clientMetadata as Record<string, string> })).toBe(extra);
});

test('without a ledger nothing is taken instead of an answer, by none of the three', async () => {
  const environment = { COUNTERSIGN_LEDGER: 'none', COUNTERSIGN_SIGN_IN_BY: 'email' };
  const triggers = triggersOf(emailFlow, { environment });
  const { response } = await triggers.create(createEvent());
  expect(response.publicChallengeParameters).not.toHaveProperty('can');
  expect(response.publicChallengeParameters).not.toHaveProperty('device');
  const clientMetadata = { instead: 'resend' };
  const privateChallengeParameters = response.privateChallengeParameters ?? {};
  const right = verifyEvent({ privateChallengeParameters, challengeAnswer: 'x', clientMetadata });
  expect((await triggers.verify(right)).response).toEqual({ answerCorrect: false });
  const wrong = entry(false, response.challengeMetadata as string);
  const again = await triggers.create(createEvent({ session: [wrong], clientMetadata }));
  expect(again.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '2', retry: 'wrong' });
  const session = [wrong, wrong, wrong];
  expect((await triggers.define(defineEvent({ session, clientMetadata }))).response.failAuthentication).toBe(true);
});
