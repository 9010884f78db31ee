import { AssociateSoftwareTokenCommand, type ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import { defineFlow } from '../../lib/flow/index.ts';
import type { LocalMfaFactor } from '../../lib/local/index.ts';
import type { DefineAuthChallengeEvent } from '../../lib/protocol/index.ts';
import { ARNS, exampleApp, exampleClient, examplePool } from '../local/support/example-app.ts';
import {
  ALICE,
  appCode,
  byPassword,
  give,
  mfaPool,
  PHONE,
  prefer,
  setAttributes,
  withApp,
} from '../local/support/mfa.ts';
import { answer, begin, signInByCode, wrongCode } from '../local/support/sign-in.ts';
import { beginSrp, claimOf, passPassword } from '../local/support/srp.ts';
import type { TestPool, TestPoolOptions } from '../local/support/start-pool.ts';
import { PASSWORD } from '../local/support/users.ts';

/** A password, then an e-mailed code. */
const flow = defineFlow({ emailOtp: emailOtp() }, function* ({ password, pass }) {
  yield* password();
  yield* pass('emailOtp');
});

const toldDefine = ({ events }: TestPool) =>
  events
    .filter(({ functionArn }) => functionArn === ARNS.define)
    .map(({ event }) => (event as unknown as DefineAuthChallengeEvent).request.session);

const customSignIn = (pool: TestPool) => passPassword(pool, ALICE, PASSWORD, 'CUSTOM_AUTH');

async function smsPool(options: TestPoolOptions = {}): Promise<TestPool> {
  const pool = await mfaPool({ flow, ...options });
  await setAttributes(pool, { phone_number: PHONE });
  await prefer(pool, { SMSMfaSettings: { Enabled: true } });
  return pool;
}

// docs/cognito.md#7-mfa-lockouts-plans
describe('MFA in a CUSTOM_AUTH that began with a password', () => {
  // aws-amplify/amplify-js#4888
  it('asks SMS_MFA after the password, then Define again, then the flow’s own challenge', async () => {
    const pool = await smsPool();
    const challenged = await customSignIn(pool);
    expect(challenged.ChallengeName).toBe('SMS_MFA');
    expect(toldDefine(pool)).toHaveLength(1);
    const asked = await give(pool, challenged, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) });
    expect(asked.ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(toldDefine(pool).at(-1)).toMatchObject([
      { challengeName: 'SRP_A', challengeResult: true },
      { challengeName: 'PASSWORD_VERIFIER', challengeResult: true },
      { challengeName: 'SMS_MFA', challengeResult: true, challengeMetadata: null },
    ]);
    const { AuthenticationResult } = await answer(pool, asked, pool.outbox.lastCode(ALICE));
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
    expect(toldDefine(pool).at(-1)).toHaveLength(4);
    expect(pool.faults).toEqual([]);
  });

  it('does not ask Define while a code is wrong', async () => {
    const pool = await smsPool();
    const challenged = await customSignIn(pool);
    const SMS_MFA_CODE = wrongCode(pool);
    await expect(give(pool, challenged, { SMS_MFA_CODE })).rejects.toMatchObject({ name: 'CodeMismatchException' });
    expect(toldDefine(pool)).toHaveLength(1);
  });

  // Seen in 2019; why the constructs refuse a flow with password() where MFA isn't OFF
  // (docs/deploying.md#what-stops-a-deploy).
  // aws-amplify/amplify-js#3876
  it('gives tokens after SOFTWARE_TOKEN_MFA without asking Define: the flow’s challenge is skipped', async () => {
    const pool = await mfaPool({ flow });
    const secret = await withApp(pool);
    const challenged = await customSignIn(pool);
    expect(challenged.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const SOFTWARE_TOKEN_MFA_CODE = appCode(secret, pool.clock.now());
    const { AuthenticationResult } = await give(pool, challenged, { SOFTWARE_TOKEN_MFA_CODE });
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
    expect(toldDefine(pool)).toHaveLength(1);
    expect(pool.outbox.list()).toEqual([]);
  });

  it('asks a user without a factor nothing of Cognito’s own, where MFA is optional', async () => {
    const pool = await mfaPool({ flow });
    await expect(customSignIn(pool)).resolves.toMatchObject({ ChallengeName: 'CUSTOM_CHALLENGE' });
  });
});

describe('MFA in a CUSTOM_AUTH without a password', () => {
  // aws-amplify/amplify-js#12887
  it('is never asked, whatever the pool requires', async () => {
    const pool = await mfaPool({ pool: { mfaConfiguration: 'ON', enabledMfas: ['SMS_MFA', 'EMAIL_OTP'] } });
    await setAttributes(pool, { phone_number: PHONE });
    await prefer(pool, { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    await expect(byPassword(pool)).resolves.toMatchObject({ ChallengeName: 'SMS_MFA' });
    await expect(signInByCode(pool)).resolves.toMatchObject({ AccessToken: expect.stringMatching(/^ey/) });
  });

  it('stays so in a second round, and after a wrong answer', async () => {
    const pool = await smsPool({
      flow: defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) {
        yield* pass('emailOtp');
      }),
    });
    const again = await answer(pool, await begin(pool), wrongCode(pool));
    expect(again.ChallengeName).toBe('CUSTOM_CHALLENGE');
    const { AuthenticationResult } = await answer(pool, again, pool.outbox.lastCode(ALICE));
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
  });
});

// docs/cognito.md#15-what-define-may-answer, aws-amplify/amplify-js#12887
describe('a Define that names a challenge of MFA itself', () => {
  it.each(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'MFA_SETUP'] as const)(
    '%s is handed on, and opens nothing',
    async (name) => {
      const define = async (event: DefineAuthChallengeEvent) => ({
        ...event,
        response: { challengeName: name, issueTokens: false, failAuthentication: false },
      });
      const pool = await smsPool({ functions: { [ARNS.define]: define as never } });
      const { SecretCode } = await associateWithToken(pool);
      const echoed = await begin(pool);
      expect(echoed.ChallengeName).toBe(name);
      expect(Object.keys(echoed.ChallengeParameters ?? {})).toEqual(['USERNAME']);
      expect(pool.outbox.last(PHONE)?.sentAt).toBeLessThan(pool.clock.now());
      const { Session } = echoed;
      await expect(pool.sdk.send(new AssociateSoftwareTokenCommand({ Session }))).rejects.toThrow('Invalid session');
      const codes = {
        SMS_MFA_CODE: pool.outbox.lastCode(PHONE),
        SOFTWARE_TOKEN_MFA_CODE: appCode(SecretCode, pool.clock.now()),
      };
      await expect(give(pool, await begin(pool), codes)).rejects.toMatchObject(
        name === 'MFA_SETUP'
          ? { name: 'NotAuthorizedException', message: 'Invalid session provided for the user.' }
          : { name: 'CodeMismatchException', message: 'Invalid code or auth state for the user.' },
      );
    },
  );
});

/** Alice's next secret, before it is proven: she has been asked for a code, and gave it. */
async function associateWithToken(pool: TestPool) {
  const challenged = await byPassword(pool);
  const { AuthenticationResult } = await give(pool, challenged, { SMS_MFA_CODE: pool.outbox.lastCode(PHONE) });
  pool.clock.advance({ seconds: 30 });
  return pool.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken: AuthenticationResult?.AccessToken }));
}

/** The app as its template says it, with another setting of MFA. */
function turnMfa(
  pool: TestPool,
  mfaConfiguration: 'OFF' | 'OPTIONAL',
  enabledMfas: readonly LocalMfaFactor[] = [],
): void {
  const clients = [exampleClient({ explicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] })];
  pool.local.update(exampleApp(examplePool({ mfaConfiguration, enabledMfas, clients })));
}

/** A pool as the constructs make it for a flow with password(): MFA is OFF, and stands so for users who had all of it. */
async function constructsPool(): Promise<{ pool: TestPool; secret: string }> {
  const pool = await smsPool();
  await prefer(pool, { SMSMfaSettings: { Enabled: false } });
  const secret = await withApp(pool);
  await prefer(pool, {
    SMSMfaSettings: { Enabled: true },
    EmailMfaSettings: { Enabled: true },
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
  });
  turnMfa(pool, 'OFF');
  return { pool, secret };
}

describe('a flow with password(), in a pool as the constructs make it', () => {
  it('asks its own challenge of a user with an app too, and gives no tokens before', async () => {
    const { pool } = await constructsPool();
    const asked = await customSignIn(pool);
    expect(asked.ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(asked.AuthenticationResult).toBeUndefined();
    const again = await answer(pool, asked, wrongCode(pool));
    expect(again.AuthenticationResult).toBeUndefined();
    await expect(answer(pool, again, pool.outbox.lastCode(ALICE))).resolves.toHaveProperty('AuthenticationResult');
  });

  it('lets nobody set up an app with the session of its challenge, or of its password', async () => {
    const { pool } = await constructsPool();
    const { challenged } = await beginSrp(pool, ALICE, 'CUSTOM_AUTH');
    const asked = await customSignIn(pool);
    for (const { Session } of [challenged, asked]) {
      await expect(pool.sdk.send(new AssociateSoftwareTokenCommand({ Session }))).rejects.toThrow(
        'Invalid session provided for the user.',
      );
    }
  });

  it('has no door beside it: the client allows no other flow', async () => {
    const { pool } = await constructsPool();
    await expect(byPassword(pool)).rejects.toThrow('USER_PASSWORD_AUTH flow not enabled for this client');
    await expect(passPassword(pool, ALICE, PASSWORD)).rejects.toThrow('USER_SRP_AUTH flow not enabled for this client');
  });

  it('gives no tokens without the e-mailed code, whatever else is answered, however named, in whatever order', async () => {
    const { pool, secret } = await constructsPool();
    const NAMES: readonly ChallengeNameType[] = [
      ...(['SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA', 'SELECT_MFA_TYPE', 'MFA_SETUP', 'PASSWORD_VERIFIER'] as const),
      ...(['CUSTOM_CHALLENGE', 'NEW_PASSWORD_REQUIRED', 'DEVICE_SRP_AUTH', 'SELECT_CHALLENGE', 'PASSWORD'] as const),
    ];
    const asked = new Set<string | undefined>();
    const move = fc.record({ name: fc.constantFrom(...NAMES), from: fc.nat({ max: 3 }) });
    const proof = { name: 'PASSWORD_VERIFIER' as const, from: 0 };
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(move, { minLength: 1, maxLength: 8 }), async (isProven, moves) => {
        const begun = await beginSrp(pool, ALICE, 'CUSTOM_AUTH');
        const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
        pool.clock.advance({ seconds: 30 });
        const sessions = [begun.challenged.Session];
        for (const { name, from } of isProven ? [proof, ...moves] : moves) {
          const right = {
            ...claim,
            PASSWORD,
            NEW_PASSWORD: PASSWORD,
            ANSWER: 'SOFTWARE_TOKEN_MFA',
            SOFTWARE_TOKEN_MFA_CODE: appCode(secret, pool.clock.now()),
            EMAIL: 'mallory@example.com',
          };
          const Session = sessions[from % sessions.length];
          const given = await give(pool, { ChallengeName: name, Session }, right).catch(() => undefined);
          expect(given?.AuthenticationResult).toBeUndefined();
          if (given?.Session) sessions.push(given.Session);
          asked.add(given?.ChallengeName);
        }
      }),
      { numRuns: 25 },
    );
    expect(asked).toEqual(new Set([undefined, 'CUSTOM_CHALLENGE']));
    expect(pool.faults).toEqual([]);
  });

  it('is what keeps the code: where MFA is turned on beside it, an app takes the code’s place', async () => {
    const { pool, secret } = await constructsPool();
    turnMfa(pool, 'OPTIONAL', ['SOFTWARE_TOKEN_MFA']);
    pool.clock.advance({ seconds: 30 });
    const challenged = await customSignIn(pool);
    const SOFTWARE_TOKEN_MFA_CODE = appCode(secret, pool.clock.now());
    await expect(give(pool, challenged, { SOFTWARE_TOKEN_MFA_CODE })).resolves.toHaveProperty('AuthenticationResult');
  });
});
