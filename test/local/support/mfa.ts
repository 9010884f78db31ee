import {
  AdminSetUserMFAPreferenceCommand,
  type AdminSetUserMFAPreferenceCommandInput,
  AdminUpdateUserAttributesCommand,
  AssociateSoftwareTokenCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  type RespondToAuthChallengeCommandOutput,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { TOTP } from 'otpauth';
import { respond } from './srp.ts';
import { startTestPool, type TestPool, type TestPoolOptions } from './start-pool.ts';
import { PASSWORD, setPassword } from './users.ts';

export const ALICE = 'alice@example.com';
export const PHONE = '+12065550134';

type Challenged = InitiateAuthCommandOutput | RespondToAuthChallengeCommandOutput;

/** A pool with MFA, where Alice has a password and may give it in plain text. */
export async function mfaPool({ pool: settings, client, ...options }: TestPoolOptions = {}): Promise<TestPool> {
  const pool = await startTestPool({
    client: { explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'], ...client },
    pool: {
      mfaConfiguration: 'OPTIONAL',
      enabledMfas: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
      ...settings,
    },
    ...options,
  });
  await setPassword(pool, ALICE);
  return pool;
}

/** Signs in with Alice's password, in plain text. */
export const byPassword = ({ sdk, ClientId }: Pick<TestPool, 'sdk' | 'ClientId'>, PASSWORD_GIVEN = PASSWORD) =>
  sdk.send(
    new InitiateAuthCommand({
      ...{ ClientId, AuthFlow: 'USER_PASSWORD_AUTH' },
      AuthParameters: { USERNAME: ALICE, PASSWORD: PASSWORD_GIVEN },
    }),
  );

/** Answers a challenge as Alice. */
export const give = (
  pool: Pick<TestPool, 'sdk' | 'ClientId'>,
  challenged: Pick<Challenged, 'ChallengeName' | 'Session'>,
  responses: Readonly<Record<string, string>>,
): Promise<RespondToAuthChallengeCommandOutput> => respond(pool, challenged, { USERNAME: ALICE, ...responses });

/** Sets which factors Alice has. */
export const prefer = (
  { sdk, UserPoolId }: Pick<TestPool, 'sdk' | 'UserPoolId'>,
  settings: Omit<AdminSetUserMFAPreferenceCommandInput, 'UserPoolId' | 'Username'>,
) => sdk.send(new AdminSetUserMFAPreferenceCommand({ UserPoolId, Username: ALICE, ...settings }));

/** Sets Alice's attributes. */
export const setAttributes = (
  { sdk, UserPoolId }: Pick<TestPool, 'sdk' | 'UserPoolId'>,
  attributes: Readonly<Record<string, string>>,
) =>
  sdk.send(
    new AdminUpdateUserAttributesCommand({
      ...{ UserPoolId, Username: ALICE },
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );

/** What the user's app shows at a time: milliseconds since 1970. */
export const appCode = (secret: string | undefined, timestamp: number): string =>
  new TOTP({ secret: secret ?? '' }).generate({ timestamp });

/** A code of six digits that is wrong for sure. */
export const otherThan = (...codes: readonly string[]): string =>
  ['000000', '111111', '222222', '333333'].find((code) => !codes.includes(code)) as string;

/** Sets up an app with an access token, and waits for its next code. Gives the secret. */
export async function setUpApp(
  { sdk, clock }: Pick<TestPool, 'sdk' | 'clock'>,
  AccessToken: string | undefined,
  FriendlyDeviceName?: string,
): Promise<string> {
  const { SecretCode } = await sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }));
  const UserCode = appCode(SecretCode, clock.now());
  await sdk.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode, FriendlyDeviceName }));
  clock.advance({ seconds: 30 });
  return SecretCode as string;
}

/** Alice with an app that is asked for. Gives the secret. */
export async function withApp(pool: TestPool, name?: string): Promise<string> {
  const { AuthenticationResult } = await byPassword(pool);
  const secret = await setUpApp(pool, AuthenticationResult?.AccessToken, name);
  await prefer(pool, { SoftwareTokenMfaSettings: { Enabled: true } });
  return secret;
}
