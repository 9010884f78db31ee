import { AdminCreateUserCommand, AdminSetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { TestPool } from './start-pool.ts';

export const PASSWORD = 'Correct-Horse-9';
export const TEMPORARY = 'Only-For-Now-1';

type Around = Pick<TestPool, 'sdk' | 'UserPoolId'>;

/** Makes a user with a verified address, and a temporary password. Gives the real user name. */
export async function createUser(
  { sdk, UserPoolId }: Around,
  Username: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<string> {
  const given = { ...(Username.includes('@') && { email: Username, email_verified: 'true' }), ...attributes };
  const { User } = await sdk.send(
    new AdminCreateUserCommand({
      ...{ UserPoolId, Username, TemporaryPassword: TEMPORARY, MessageAction: 'SUPPRESS' },
      UserAttributes: Object.entries(given).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
  return User?.Username as string;
}

/** Gives a user a password of their own. */
export const setPassword = ({ sdk, UserPoolId }: Around, Username: string, Password = PASSWORD, Permanent = true) =>
  sdk.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent }));
