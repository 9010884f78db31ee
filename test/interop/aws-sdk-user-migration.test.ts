import { AdminGetUserCommand, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { passPassword } from '../local/support/srp.ts';
import { startTestPool, type TestPool } from '../local/support/start-pool.ts';
import { PASSWORD } from '../local/support/users.ts';

const MIGRATE = 'arn:aws:lambda:eu-central-1:123456789012:function:migrate';
const CAROL = 'carol@example.com';

interface MigrationEvent {
  readonly userName: string;
  readonly request: { readonly password: string };
}

/** Carol, as another directory knows her. */
const migrate = async (event: MigrationEvent) => {
  if (event.userName !== CAROL || event.request.password !== PASSWORD) throw new Error('Bad user or password');
  return { ...event, response: { userAttributes: { email: CAROL, email_verified: 'true' } } };
};

const poolWithMigration = (client = {}): Promise<TestPool> =>
  startTestPool({
    client: { explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'], ...client },
    pool: { lambdaConfig: { UserMigration: MIGRATE } },
    functions: { [MIGRATE]: migrate as never },
  });

const signIn = ({ sdk, ClientId }: TestPool, password: string, USERNAME = CAROL) =>
  sdk.send(
    new InitiateAuthCommand({
      ...{ AuthFlow: 'USER_PASSWORD_AUTH', ClientId },
      AuthParameters: { USERNAME, PASSWORD: password },
      ClientMetadata: { from: 'the old shop' },
    }),
  );

describe('UserMigration, at a sign-in with a password in plain text (DG: migrate-user)', () => {
  it('makes the user, who has the password from then on, by SRP too', async () => {
    const pool = await poolWithMigration();
    const { AuthenticationResult } = await signIn(pool, PASSWORD);
    expect(AuthenticationResult?.IdToken).toMatch(/^ey/);
    expect(pool.events[0]?.event).toMatchObject({
      triggerSource: 'UserMigration_Authentication',
      userName: CAROL,
      request: { password: PASSWORD, validationData: { from: 'the old shop' } },
    });
    const user = await pool.sdk.send(new AdminGetUserCommand({ UserPoolId: pool.UserPoolId, Username: CAROL }));
    expect(user).toMatchObject({ UserStatus: 'CONFIRMED', Enabled: true });
    await expect(passPassword(pool, CAROL, PASSWORD)).resolves.toHaveProperty('AuthenticationResult');
    await expect(signIn(pool, 'Wrong-Horse-9')).rejects.toThrow('Incorrect username or password.');
    // She is there now: nobody asks the other directory.
    expect(pool.events).toHaveLength(1);
  });

  it('refuses whom the trigger refuses', async () => {
    const pool = await poolWithMigration();
    await expect(signIn(pool, 'Wrong-Horse-9')).rejects.toThrow(
      'UserMigration failed with error Bad user or password.',
    );
    await expect(signIn(pool, PASSWORD, 'nobody@example.com')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
    });
  });

  // docs/cognito.md#7-mfa-lockouts-plans
  it('is not asked by SRP: it needs the password itself', async () => {
    const pool = await poolWithMigration({ preventUserExistenceErrors: 'LEGACY' });
    await expect(passPassword(pool, CAROL, PASSWORD)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    expect(pool.events).toEqual([]);
  });
});
