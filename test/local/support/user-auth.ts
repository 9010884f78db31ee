import {
  CompleteWebAuthnRegistrationCommand,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  StartWebAuthnRegistrationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalClientDefinition, LocalPoolDefinition } from '../../../lib/local/index.ts';
import { Authenticator, type Ceremony } from './authenticator.ts';
import { startTestPool, type TestPool } from './start-pool.ts';

export const ALICE = 'alice@example.com';

/** A pool that takes every first factor. */
export const choicePool = (
  pool: Partial<LocalPoolDefinition> = {},
  client: Partial<LocalClientDefinition> = {},
): Promise<TestPool> =>
  startTestPool({
    pool: { firstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'], ...pool },
    client: { explicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'], ...client },
  });

/** Begins a sign-in by choice. */
export const beginChoice = (
  { sdk, ClientId }: TestPool,
  parameters: Readonly<Record<string, string>> = {},
  USERNAME = ALICE,
): Promise<InitiateAuthCommandOutput> =>
  sdk.send(new InitiateAuthCommand({ AuthFlow: 'USER_AUTH', ClientId, AuthParameters: { USERNAME, ...parameters } }));

/** Begins registering a passkey. */
export async function creationOptions({ sdk }: TestPool, AccessToken: string | undefined) {
  const { CredentialCreationOptions } = await sdk.send(new StartWebAuthnRegistrationCommand({ AccessToken }));
  return CredentialCreationOptions as unknown as Parameters<Authenticator['create']>[0] & Record<string, unknown>;
}

/** Registers a passkey. */
export async function register(
  pool: TestPool,
  AccessToken: string | undefined,
  ceremony?: Ceremony,
): Promise<Authenticator> {
  const authenticator = new Authenticator();
  const Credential = authenticator.create(await creationOptions(pool, AccessToken), ceremony);
  await pool.sdk.send(new CompleteWebAuthnRegistrationCommand({ AccessToken, Credential }));
  return authenticator;
}
