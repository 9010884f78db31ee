import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { call } from '../../lib/client/call.ts';
import {
  AuthError,
  ConfigurationError,
  endpointOf,
  NetworkError,
  ResponseError,
  ServiceError,
} from '../../lib/client/index.ts';
import { type Reply, scriptCognito } from './support/scripted-cognito.ts';

const userPoolId = 'eu-central-1_AbCdEf123';

async function failWith(reply: Reply): Promise<unknown> {
  const { endpoint } = await scriptCognito(reply);
  return call({ userPoolId, clientId: 'client', endpoint }, 'GetUser', { AccessToken: 'secret-token' }).catch(
    (error: unknown) => error,
  );
}

describe('errors of Cognito', () => {
  test.each<[string, Reply, string]>([
    ['in the body', { status: 400, json: { __type: 'UserNotFoundException', message: 'no' } }, 'UserNotFoundException'],
    [
      'in the body, within a namespace',
      { status: 400, json: { __type: 'com.amazonaws.cognito#LimitExceededException', message: 'no' } },
      'LimitExceededException',
    ],
    [
      'in the header, up to the colon',
      { status: 400, text: '', headers: { 'x-amzn-ErrorType': 'ForbiddenException:http://internal#x' } },
      'ForbiddenException',
    ],
    [
      'in the header, beside a body that is no JSON',
      { status: 400, text: 'denied', headers: { 'x-amzn-ErrorType': 'ForbiddenException:' } },
      'ForbiddenException',
    ],
    ['with status 500', { status: 500, json: { __type: 'InternalErrorException' } }, 'InternalErrorException'],
  ])('are told by their type: %s', async (_where, reply, code) => {
    const error = await failWith(reply);

    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ code });
  });

  test('keep the raw answer as their cause', async () => {
    const json = { __type: 'InvalidParameterException', message: 'bad', reasonCode: 'x' };

    expect(await failWith({ status: 400, json })).toMatchObject({ message: 'bad', cause: json });
  });
});

describe('answers that are none', () => {
  test.each<[string, Reply]>([
    ["a proxy's page", { status: 502, text: '<html>Bad Gateway</html>' }],
    ['half an answer', { text: '{"AuthenticationResult":{"AccessToken":"secret-token' }],
    ['null', { text: 'null' }],
    ['an error without a type', { status: 400, json: { message: 'no' } }],
    ['an error whose type is no type', { status: 400, json: { __type: '#' } }],
    ['an error whose type is empty', { status: 400, json: { __type: '' } }],
  ])('%s', async (_what, reply) => {
    const error = await failWith(reply);

    expect(error).toBeInstanceOf(ResponseError);
    expect(`${error} ${JSON.stringify(error)} ${(error as Error).cause}`).not.toContain('secret-token');
  });

  test('an empty body of a call that succeeded is an answer', async () => {
    const { endpoint } = await scriptCognito({ text: '' });

    expect(await call({ userPoolId, clientId: 'client', endpoint }, 'RevokeToken', {})).toEqual({});
  });
});

describe('the network', () => {
  test('a connection that breaks is a NetworkError with its cause', async () => {
    const error = await failWith('reset');

    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toBeInstanceOf(AuthError);
    expect((error as Error).cause).toBeInstanceOf(TypeError);
  });

  test('a redirect is not followed: what is sent is for Cognito alone', async () => {
    const { endpoint, received } = await scriptCognito({ json: {} });
    const redirector = await scriptCognito({ text: '', status: 307, headers: { location: endpoint } });

    const calling = call({ userPoolId, clientId: 'client', endpoint: redirector.endpoint }, 'GetUser', {});

    await expect(calling).rejects.toBeInstanceOf(NetworkError);
    expect(received).toEqual([]);
  });

  test('sends by the fetch it is given, as a function of nobody, without cookies or cache', async () => {
    const seen: unknown[] = [];
    const send = async function (this: unknown, input: string | URL | Request, init?: RequestInit) {
      seen.push(this, input, init);
      return new Response('{}');
    };

    await call({ userPoolId, clientId: 'client', fetch: send }, 'GetUser', { Gone: undefined, Kept: 1 });

    expect(seen).toEqual([
      undefined,
      'https://cognito-idp.eu-central-1.amazonaws.com',
      expect.objectContaining({ cache: 'no-store', credentials: 'omit', body: '{"Kept":1}' }),
    ]);
  });
});

describe('the endpoint', () => {
  // As AWS's own partitions.json has it.
  test.each([
    ['us-east-1', 'amazonaws.com'],
    ['eu-central-1', 'amazonaws.com'],
    ['ap-southeast-7', 'amazonaws.com'],
    ['us-gov-west-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
    ['eusc-de-east-1', 'amazonaws.eu'],
  ])('of %s is under %s', (region, domain) => {
    expect(endpointOf(`${region}_AbCdEf123`)).toBe(`https://cognito-idp.${region}.${domain}`);
  });

  test('is under the common domain where a region begins as a member of every object is called', () => {
    expect(endpointOf('constructor-x-1_abc')).toBe('https://cognito-idp.constructor-x-1.amazonaws.com');
  });

  test('never leaves the domains of AWS, whatever the id', () => {
    const domains = /^cognito-idp\.[a-z0-9-]+\.amazonaws\.(com|com\.cn|eu)$/;
    const anyId = fc.oneof(fc.string(), fc.stringMatching(/^[a-z]{2}-[a-z./@:-]{0,12}-\d_[\w./]{1,9}$/));

    fc.assert(
      fc.property(anyId, (id) => {
        try {
          expect(new URL(endpointOf(id)).host).toMatch(domains);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
        }
      }),
    );
  });

  test.each([
    ['something that is no user pool id', 'AbCdEf123'],
    ["a region of AWS's isolated partitions", 'us-iso-east-1_AbCdEf123'],
    ['another one of these', 'eu-isoe-west-1_AbCdEf123'],
  ])('of %s is not guessed', async (_what, userPoolId) => {
    const config = { userPoolId, clientId: 'client' };

    await expect(call(config, 'GetUser', {})).rejects.toThrow(`no endpoint known for userPoolId ${userPoolId}`);
  });
});
