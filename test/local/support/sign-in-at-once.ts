import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { TriggerHandler } from '../../../lib/testing/in-process-triggers.ts';
import { ARNS } from './example-app.ts';
import type { HostedFunctions } from './in-process-host.ts';
import type { Tokens } from './sign-in.ts';
import { startTestPool, type TestPool, type TestPoolOptions } from './start-pool.ts';

interface Event {
  readonly response: object;
}

/** A trigger that answers always the same. */
export const answering =
  (response: object): TriggerHandler =>
  (event: Event) => ({ ...event, response: { ...event.response, ...response } });

/** A trigger that throws. */
export const throwing =
  (message: string): TriggerHandler =>
  () => {
    throw new Error(message);
  };

/** The ARN of a trigger of a test's own. */
export const arnOf = (trigger: string): string => `arn:aws:lambda:eu-central-1:123456789012:function:${trigger}`;

/** Starts a pool whose sign-ins ask nothing: for tests of what comes after. More triggers by their names. */
export function startOpenPool(
  options: TestPoolOptions = {},
  triggers: Readonly<Record<string, TriggerHandler>> = {},
): Promise<TestPool> {
  const functions: HostedFunctions = Object.fromEntries(
    Object.entries(triggers).map(([trigger, handler]) => [arnOf(trigger), handler]),
  );
  return startTestPool({
    ...options,
    pool: {
      lambdaConfig: {
        DefineAuthChallenge: ARNS.define,
        CreateAuthChallenge: ARNS.create,
        VerifyAuthChallengeResponse: ARNS.verify,
        ...Object.fromEntries(Object.keys(triggers).map((trigger) => [trigger, arnOf(trigger)])),
      },
      ...options.pool,
    },
    functions: { [ARNS.define]: answering({ issueTokens: true, failAuthentication: false }), ...functions },
  });
}

/** Signs in, without being asked anything. */
export async function signInAtOnce({ sdk, ClientId }: TestPool, USERNAME = 'alice@example.com'): Promise<Tokens> {
  const { AuthenticationResult } = await sdk.send(
    new InitiateAuthCommand({ AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters: { USERNAME } }),
  );
  const { AccessToken = '', IdToken = '', RefreshToken = '' } = AuthenticationResult ?? {};
  return { AccessToken, IdToken, RefreshToken };
}

/** What a token says. */
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
