import { UserLambdaValidationException } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { answer, begin } from './support/sign-in.ts';
import { type OnStandIns, startOnStandIns } from './support/start-on-stand-ins.ts';

/** Metadata of RespondToAuthChallenge: the SDK's own client sends what it is told to. */
async function answerAs(
  pool: OnStandIns,
  challenged: Awaited<ReturnType<typeof begin>>,
  text: string,
  device?: string,
) {
  const { RespondToAuthChallengeCommand } = await import('@aws-sdk/client-cognito-identity-provider');
  const { Session, ChallengeParameters } = challenged;
  return pool.sdk.send(
    new RespondToAuthChallengeCommand({
      ClientId: pool.ClientId,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session,
      ChallengeResponses: { USERNAME: ChallengeParameters?.USERNAME ?? '', ANSWER: text },
      ...(device !== undefined && { ClientMetadata: { device } }),
    }),
  );
}

/** Signs in once from a device, which is known from then on. */
async function makeKnown(pool: OnStandIns): Promise<string> {
  const challenged = await begin(pool);
  const device = challenged.ChallengeParameters?.device ?? '';
  expect(device).toMatch(/^[\w-]{22}$/);
  const { AuthenticationResult } = await answerAs(pool, challenged, await pool.lastCode(), device);
  expect(AuthenticationResult?.AccessToken).toBeDefined();
  pool.clock.advance({ seconds: 31 });
  return device;
}

/** So many wrong answers of a stranger, two of each sign-in, eight sign-ins at once. */
async function guess(pool: OnStandIns, answers: number, device?: string): Promise<number> {
  let [left, judged] = [answers / 2, 0];
  let anew = 20;
  const one = async (): Promise<void> => {
    while (left-- > 0) {
      try {
        const first = await begin(pool);
        const second = await answerAs(pool, first, '00000000', device);
        await answerAs(pool, second, '11111111', device);
        judged += 2;
      } catch (error) {
        // On a machine that has too much to do, the table may not answer in time: closed, and begun anew.
        if (!(error instanceof UserLambdaValidationException) || anew-- === 0) throw error;
        left++;
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  return judged;
}

const reasonsOf = ({ logged }: OnStandIns) =>
  logged.filter(({ message }) => message.startsWith('Verify')).map(({ fields }) => fields.reason);

describe('a device that is known', () => {
  it('signs in after 400 wrong answers of strangers, who wait', { tags: 'slow', timeout: 120_000 }, async () => {
    const pool = await startOnStandIns(true);
    const device = await makeKnown(pool);
    expect(await guess(pool, 400)).toBe(400);

    const stranger = await begin(pool);
    expect(stranger.ChallengeParameters?.retryAfter).toMatch(/^\d+$/);
    const refused = await answer(pool, stranger, await pool.lastCode());
    expect(refused.AuthenticationResult).toBeUndefined();
    expect(refused.ChallengeParameters).toMatchObject({ retry: 'wait' });

    const challenged = await begin(pool);
    const { AuthenticationResult } = await answerAs(pool, challenged, await pool.lastCode(), device);
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('buys whoever stole its secret ten guesses, and nothing else', async () => {
    const pool = await startOnStandIns(true);
    const device = await makeKnown(pool);
    await guess(pool, 12);
    const before = reasonsOf(pool).length;
    await guess(pool, 40, device);
    const reasons = reasonsOf(pool).slice(before);
    expect(reasons.filter((reason) => reason === undefined)).toHaveLength(10);
    expect(reasons.filter((reason) => reason === 'locked')).toHaveLength(30);
    // It is no factor, and opens nothing by itself.
    const challenged = await begin(pool);
    expect((await answerAs(pool, challenged, device, device)).AuthenticationResult).toBeUndefined();
  }, 60_000);
});
