import {
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  type CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startStandIns } from '../../../lib/local/index.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { ARNS, exampleClient } from '../support/example-app.ts';
import { sdkFor } from '../support/pool-parts.ts';
import { begin, signInByCode } from '../support/sign-in.ts';
import { startTestPool, type TestPool, type TestPoolOptions } from '../support/start-pool.ts';

/** A pool, and a client as a trigger has it: all that it knows is where the stand-ins are. */
async function start(options: (caller: () => CognitoIdentityProviderClient) => TestPoolOptions = () => ({})) {
  let pool: TestPool | undefined;
  const standIns = await startStandIns({
    outbox: new Outbox(),
    pool: () => (pool as TestPool).local.endpoint,
  });
  const caller = sdkFor(standIns.environment.AWS_ENDPOINT_URL as string);
  pool = await startTestPool(options(() => caller));
  onTestFinished(async () => {
    caller.destroy();
    await standIns.close();
  });
  return { ...pool, caller, url: standIns.environment.AWS_ENDPOINT_URL as string };
}

const arnOf = (name: string): string => ARNS.create.replace(/create$/, name);

describe('Cognito, called by what it invokes', () => {
  it('answers each trigger of a sign-in that waits for it, and keeps what they write', async () => {
    const seen: string[] = [];
    const triggers = ['PreAuthentication', 'PostAuthentication', 'PreTokenGeneration'] as const;
    const test = await start((caller) => ({
      pool: {
        lambdaConfig: {
          DefineAuthChallenge: ARNS.define,
          CreateAuthChallenge: ARNS.create,
          VerifyAuthChallengeResponse: ARNS.verify,
          ...Object.fromEntries(triggers.map((name) => [name, arnOf(name)])),
        },
      },
      functions: Object.fromEntries(
        triggers.map((name) => [
          arnOf(name),
          async (event: { userPoolId: string; userName: string }) => {
            const whom = { UserPoolId: event.userPoolId, Username: event.userName };
            const UserAttributes = [{ Name: 'custom:role', Value: name }];
            await caller().send(new AdminUpdateUserAttributesCommand({ ...whom, UserAttributes }));
            const { UserAttributes: read = [] } = await caller().send(new AdminGetUserCommand(whom));
            seen.push(read.find(({ Name }) => Name === 'custom:role')?.Value ?? 'none');
            return event;
          },
        ]),
      ),
    }));
    expect(await signInByCode(test)).toMatchObject({ IdToken: expect.any(String) });
    expect(seen).toEqual(triggers);
    const { UserAttributes } = await test.caller.send(
      new AdminGetUserCommand({ UserPoolId: test.UserPoolId, Username: 'alice@example.com' }),
    );
    expect(UserAttributes).toContainEqual({ Name: 'custom:role', Value: 'PreTokenGeneration' });
  });

  it('lets a trigger begin a sign-in of its own, unsigned', async () => {
    const inner: unknown[] = [];
    const test = await start((caller) => ({
      pool: {
        lambdaConfig: {
          ...{ DefineAuthChallenge: ARNS.define, CreateAuthChallenge: ARNS.create },
          ...{ VerifyAuthChallengeResponse: ARNS.verify, PreAuthentication: arnOf('pre') },
        },
      },
      functions: {
        [arnOf('pre')]: async (event: object) => {
          if (inner.length === 0) {
            inner.push('begins');
            const AuthParameters = { USERNAME: 'alice@example.com' };
            const { clientId: ClientId } = exampleClient();
            const begun = await caller().send(
              new InitiateAuthCommand({ AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters }),
            );
            inner.push(begun.ChallengeName);
          }
          return event;
        },
      },
    }));
    expect((await begin(test)).ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(inner).toEqual(['begins', 'CUSTOM_CHALLENGE']);
  });

  it('answers with its own errors', async () => {
    const { caller, UserPoolId, url } = await start();
    await expect(caller.send(new AdminGetUserCommand({ UserPoolId, Username: 'nobody' }))).rejects.toMatchObject({
      ...{ name: 'UserNotFoundException', message: 'User does not exist.' },
    });
    const call = async (operation: string, headers: Readonly<Record<string, string>> = {}) => {
      const answer = await fetch(url, {
        ...{ method: 'POST', body: JSON.stringify({ UserPoolId, Username: 'alice@example.com' }) },
        headers: { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`, ...headers },
      });
      return ((await answer.json()) as { __type: string }).__type;
    };
    expect(await call('AdminGetUser')).toBe('MissingAuthenticationTokenException');
    // Pages of other sites get no further than at the pool itself.
    const authorization = 'AWS4-HMAC-SHA256 any';
    expect(await call('AdminGetUser', { authorization, origin: 'https://evil.example' })).toBe('ForbiddenException');
    expect(await call('Unknown')).toBe('UnknownOperationException');
  });

  it('is refused where no pool runs', async () => {
    const standIns = await startStandIns({ outbox: new Outbox() });
    const caller = sdkFor(standIns.environment.AWS_ENDPOINT_URL as string);
    onTestFinished(async () => {
      caller.destroy();
      await standIns.close();
    });
    await expect(caller.send(new AdminGetUserCommand({ UserPoolId: 'a_b', Username: 'c' }))).rejects.toMatchObject({
      name: 'NoStandIn',
    });
  });
});
