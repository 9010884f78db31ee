import { AdminInitiateAuthCommand, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { secretHash } from '../../lib/protocol/index.ts';
import { beginSrp, claimOf, passPassword, respond } from '../local/support/srp.ts';
import { startTestPool, type TestPoolOptions } from '../local/support/start-pool.ts';
import { createUser, PASSWORD, setPassword } from '../local/support/users.ts';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const INCORRECT = 'Incorrect username or password.';
const flows = ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'];

/** A pool where Alice has a password. */
async function passwordPool(options: TestPoolOptions = {}) {
  const pool = await startTestPool({ ...options, client: { explicitAuthFlows: flows, ...options.client } });
  await setPassword(pool, ALICE);
  return pool;
}

describe('USER_SRP_AUTH', () => {
  // docs/cognito.md#6-srp
  it('ends in tokens where the password is proven', async () => {
    const pool = await passwordPool();
    const { AuthenticationResult, ChallengeName } = await passPassword(pool, ALICE, PASSWORD);
    expect(ChallengeName).toBeUndefined();
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
    expect(pool.faults).toEqual([]);
  });

  // docs/cognito.md#14-password-first
  it('answers Cognito’s five parameters and no session: the secret block leads to it', async () => {
    const pool = await passwordPool();
    const { challenged } = await beginSrp(pool, ALICE);
    const { ChallengeName, Session, ChallengeParameters: parameters = {} } = challenged;
    expect(ChallengeName).toBe('PASSWORD_VERIFIER');
    expect(Session).toBeUndefined();
    expect(Object.keys(parameters).sort()).toEqual(['SALT', 'SECRET_BLOCK', 'SRP_B', 'USERNAME', 'USER_ID_FOR_SRP']);
    expect(parameters.SALT).toMatch(/^[1-9a-f][0-9a-f]{31}$/);
    expect(parameters.SRP_B).toMatch(/^[1-9a-f][0-9a-f]{700,767}$/);
    expect(parameters.SECRET_BLOCK).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(parameters.USERNAME).toMatch(/^[0-9a-f-]{36}$/);
    expect(parameters.USER_ID_FOR_SRP).toBe(parameters.USERNAME);
  });

  it('takes the alias as USERNAME of the answer too (clients: passwordless-auth, Amplify 5)', async () => {
    const pool = await passwordPool();
    const begun = await beginSrp(pool, ALICE);
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    const { AuthenticationResult } = await respond(pool, begun.challenged, { ...claim, USERNAME: ALICE });
    expect(AuthenticationResult?.IdToken).toMatch(/^ey/);
  });

  it('tolerates CHALLENGE_NAME', async () => {
    const pool = await passwordPool();
    const begun = await beginSrp(pool, ALICE, 'USER_SRP_AUTH', { CHALLENGE_NAME: 'SRP_A' });
    expect(begun.challenged.ChallengeName).toBe('PASSWORD_VERIFIER');
  });

  // docs/cognito.md#18-errors
  it('refuses a wrong password', async () => {
    const pool = await passwordPool();
    await expect(passPassword(pool, ALICE, 'Wrong-Horse-9')).rejects.toThrow(INCORRECT);
  });

  it('takes a claim once', async () => {
    const pool = await passwordPool();
    const begun = await beginSrp(pool, ALICE);
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    await respond(pool, begun.challenged, claim);
    await expect(respond(pool, begun.challenged, claim)).rejects.toThrow('session can only be used once');
  });

  it('refuses another secret block, and another challenge’s', async () => {
    const pool = await passwordPool();
    const first = await beginSrp(pool, ALICE);
    const second = await beginSrp(pool, ALICE);
    const claim = await claimOf(pool, first, PASSWORD, pool.clock.now());
    const forged = { ...claim, PASSWORD_CLAIM_SECRET_BLOCK: Buffer.from('forged'.repeat(9)).toString('base64') };
    await expect(respond(pool, first.challenged, forged)).rejects.toThrow('Invalid session for the user.');
    const swapped = {
      ...claim,
      PASSWORD_CLAIM_SECRET_BLOCK: second.challenged.ChallengeParameters?.SECRET_BLOCK ?? '',
    };
    await expect(respond(pool, first.challenged, swapped)).rejects.toThrow(INCORRECT);
  });

  it('refuses a claim for somebody else', async () => {
    const pool = await passwordPool();
    await createUser(pool, BOB);
    await setPassword(pool, BOB);
    const begun = await beginSrp(pool, ALICE);
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    await expect(respond(pool, begun.challenged, { ...claim, USERNAME: BOB })).rejects.toThrow('Invalid session');
  });

  it.each([
    ['zero', '0'],
    ['N', undefined],
    ['no number', 'xyz'],
    ['far too long', 'f'.repeat(5000)],
  ])('refuses %s as SRP_A', async (_, given) => {
    const pool = await passwordPool();
    const { N } = await import('../../lib/protocol/srp/group.ts');
    const SRP_A = given ?? N.toString(16);
    await expect(beginSrp(pool, ALICE, 'USER_SRP_AUTH', { SRP_A })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  // docs/cognito.md#6-srp
  it('takes the time in one form only, and none that is far off', async () => {
    const pool = await passwordPool();
    const attempt = async (now: number, change: (text: string) => string = (text) => text) => {
      const begun = await beginSrp(pool, ALICE);
      const claim = await claimOf(pool, begun, PASSWORD, now);
      const TIMESTAMP = change(claim.TIMESTAMP as string);
      return respond(pool, begun.challenged, { ...claim, TIMESTAMP });
    };
    const now = pool.clock.now();
    await expect(attempt(now - 240_000)).resolves.toHaveProperty('AuthenticationResult');
    await expect(attempt(now - 600_000)).rejects.toThrow(INCORRECT);
    await expect(attempt(now + 600_000)).rejects.toThrow(INCORRECT);
    await expect(attempt(now, (text) => text.replace(' 4 ', ' 04 '))).rejects.toThrow(INCORRECT);
  });

  it('refuses a password that was changed after the challenge', async () => {
    const pool = await passwordPool();
    const begun = await beginSrp(pool, ALICE);
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    await setPassword(pool, ALICE, 'Another-Horse-9');
    await expect(respond(pool, begun.challenged, claim)).rejects.toThrow(INCORRECT);
  });

  // docs/cognito.md#18-errors
  it('names a parameter that is missing, and leaves the challenge answerable', async () => {
    const pool = await passwordPool();
    const begun = await beginSrp(pool, ALICE);
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    const { TIMESTAMP: _, ...rest } = claim;
    await expect(respond(pool, begun.challenged, rest)).rejects.toThrow('Missing required parameter TIMESTAMP');
    await expect(respond(pool, begun.challenged, claim)).resolves.toHaveProperty('AuthenticationResult');
  });

  // docs/cognito.md#33-secret-hashes
  it('takes the secret hash of both steps, over the name of each', async () => {
    const clientSecret = 'a-secret-of-the-client';
    const pool = await passwordPool({ client: { clientSecret } });
    const hash = (name: string) => secretHash(name, pool.ClientId, clientSecret);
    await expect(beginSrp(pool, ALICE)).rejects.toThrow('SECRET_HASH was not received');
    const begun = await beginSrp(pool, ALICE, 'USER_SRP_AUTH', { SECRET_HASH: await hash(ALICE) });
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    const ofAlias = { ...claim, SECRET_HASH: await hash(ALICE) };
    await expect(respond(pool, begun.challenged, ofAlias)).rejects.toThrow('SecretHash does not match');
    const SECRET_HASH = await hash(claim.USERNAME as string);
    await expect(respond(pool, begun.challenged, { ...claim, SECRET_HASH })).resolves.toHaveProperty(
      'AuthenticationResult',
    );
  });
});

// docs/cognito.md#31-unknown-users
describe('a user that does not exist', () => {
  it('is simulated: the same UUID and salt each time, and refused at the claim', async () => {
    const pool = await passwordPool();
    const [first, second, other] = [
      await beginSrp(pool, 'nobody@example.com'),
      await beginSrp(pool, 'nobody@example.com'),
      await beginSrp(pool, 'nobody-else@example.com'),
    ].map(({ challenged }) => challenged.ChallengeParameters ?? {});
    expect(first?.USERNAME).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(second).toMatchObject({ USERNAME: first?.USERNAME, SALT: first?.SALT });
    expect(second?.SRP_B).not.toBe(first?.SRP_B);
    expect(other?.USERNAME).not.toBe(first?.USERNAME);
    for (const USERNAME of [undefined, 'nobody@example.com']) {
      const begun = await beginSrp(pool, 'nobody@example.com');
      const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
      const responses = { ...claim, ...(USERNAME && { USERNAME }) };
      await expect(respond(pool, begun.challenged, responses)).rejects.toThrow(INCORRECT);
    }
    expect(pool.faults).toEqual([]);
  });

  it('is named where the client is LEGACY', async () => {
    const pool = await passwordPool({ client: { preventUserExistenceErrors: 'LEGACY' } });
    await expect(beginSrp(pool, 'nobody@example.com')).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
  });

  it('looks like one without a password', async () => {
    const pool = await passwordPool({ seed: [{ username: ALICE }, { username: BOB }] });
    const begun = await beginSrp(pool, BOB);
    const claim = await claimOf(pool, begun, PASSWORD, pool.clock.now());
    await expect(respond(pool, begun.challenged, claim)).rejects.toThrow(INCORRECT);
  });
});

// docs/cognito.md#51-auth-flows
describe('a password in plain text', () => {
  const sendPlain = (pool: Awaited<ReturnType<typeof passwordPool>>, USERNAME: string, password: string) =>
    pool.sdk.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: pool.ClientId,
        AuthParameters: { USERNAME, PASSWORD: password },
      }),
    );

  it('ends in tokens by USER_PASSWORD_AUTH', async () => {
    const pool = await passwordPool();
    const { AuthenticationResult } = await sendPlain(pool, ALICE, PASSWORD);
    expect(AuthenticationResult?.RefreshToken).toMatch(/^ey/);
    await expect(sendPlain(pool, ALICE, 'Wrong-Horse-9')).rejects.toThrow(INCORRECT);
    await expect(sendPlain(pool, 'nobody@example.com', PASSWORD)).rejects.toThrow(INCORRECT);
  });

  it.each(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'] as const)('ends in tokens by %s', async (AuthFlow) => {
    const pool = await passwordPool();
    const { ClientId, UserPoolId } = pool;
    const AuthParameters = { USERNAME: ALICE, PASSWORD };
    const { AuthenticationResult } = await pool.sdk.send(
      new AdminInitiateAuthCommand({ AuthFlow, ClientId, UserPoolId, AuthParameters }),
    );
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
    await expect(pool.sdk.send(new InitiateAuthCommand({ AuthFlow, ClientId, AuthParameters }))).rejects.toThrow(
      'Initiate Auth method not supported.',
    );
  });

  // docs/cognito.md#18-errors
  it('is refused where the client does not allow the flow', async () => {
    const pool = await passwordPool({ client: { explicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] } });
    await expect(sendPlain(pool, ALICE, PASSWORD)).rejects.toThrow(
      'USER_PASSWORD_AUTH flow not enabled for this client',
    );
    await expect(beginSrp(pool, ALICE)).rejects.toThrow('USER_SRP_AUTH flow not enabled for this client');
  });

  it('is missed by name', async () => {
    const pool = await passwordPool();
    await expect(sendPlain(pool, ALICE, '')).rejects.toThrow('Missing required parameter PASSWORD');
  });
});

// docs/cognito.md#7-mfa-lockouts-plans
describe('wrong passwords', () => {
  const wrong = (pool: Awaited<ReturnType<typeof passwordPool>>, username = ALICE) =>
    passPassword(pool, username, 'Wrong-Horse-9');

  it.each([ALICE, 'nobody@example.com'])('lock %s out from the fifth on, twice as long each time', async (username) => {
    const pool = await passwordPool();
    for (let failure = 1; failure <= 5; failure++) await expect(wrong(pool, username)).rejects.toThrow(INCORRECT);
    await expect(wrong(pool, username)).rejects.toThrow('Password attempts exceeded');
    pool.clock.advance({ seconds: 1 });
    await expect(wrong(pool, username)).rejects.toThrow(INCORRECT);
    pool.clock.advance({ seconds: 1 });
    await expect(wrong(pool, username)).rejects.toThrow('Password attempts exceeded');
    pool.clock.advance({ seconds: 1 });
    await expect(wrong(pool, username)).rejects.toThrow(INCORRECT);
  });

  it.each([ALICE, 'nobody@example.com'])(
    'of %s count together, however they come and are written',
    async (username) => {
      const pool = await passwordPool();
      const plain = new InitiateAuthCommand({
        ...{ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: pool.ClientId },
        AuthParameters: { USERNAME: username.toUpperCase(), PASSWORD: 'Wrong-Horse-9' },
      });
      for (let failure = 1; failure <= 3; failure++) await expect(wrong(pool, username)).rejects.toThrow(INCORRECT);
      for (let failure = 4; failure <= 5; failure++) await expect(pool.sdk.send(plain)).rejects.toThrow(INCORRECT);
      await expect(pool.sdk.send(plain)).rejects.toThrow('Password attempts exceeded');
      await expect(wrong(pool, username)).rejects.toThrow('Password attempts exceeded');
    },
  );

  it('are counted one by one where they come at once', async () => {
    const pool = await passwordPool();
    const tries = await Promise.allSettled(Array.from({ length: 12 }, () => wrong(pool)));
    const reasons = tries.map((tried) => (tried.status === 'rejected' ? tried.reason.message : 'passed'));
    expect(reasons.filter((reason) => reason === INCORRECT)).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'Password attempts exceeded')).toHaveLength(7);
  });

  it('are forgotten once the right one came', async () => {
    const pool = await passwordPool();
    for (let round = 0; round < 3; round++) {
      for (let failure = 1; failure <= 4; failure++) await expect(wrong(pool)).rejects.toThrow(INCORRECT);
      await expect(passPassword(pool, ALICE, PASSWORD)).resolves.toHaveProperty('AuthenticationResult');
    }
  });
});
