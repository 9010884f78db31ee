import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  getWebAuthnCredential,
  PasskeyError,
  ResponseError,
  registerWebAuthnCredential,
} from '../../lib/client/index.ts';
import { scriptCognito } from './support/scripted-cognito.ts';

afterEach(() => void vi.unstubAllGlobals());

const buffer = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text)).buffer;
const base64url = (text: string) => Buffer.from(text).toString('base64url');
const request = {
  challenge: base64url('a challenge?>'),
  rpId: 'localhost',
  allowCredentials: [{ type: 'public-key', id: base64url('key-1') }],
};

/** A browser of before WebAuthn had JSON. */
function oldBrowser(response: object) {
  const asked: unknown[] = [];
  const credential = {
    id: base64url('key-1'),
    type: 'public-key',
    authenticatorAttachment: 'platform',
    response,
    getClientExtensionResults: () => ({}),
  };
  const answer = async (options: unknown) => {
    asked.push(options);
    return credential;
  };
  vi.stubGlobal('navigator', { credentials: { get: answer, create: answer } });
  return asked;
}

test('asks a browser that knows no JSON by bytes, and writes what it answers', async () => {
  const asked = oldBrowser({
    clientDataJSON: buffer('{}'),
    authenticatorData: buffer('data'),
    signature: buffer('signed>?'),
    userHandle: null,
  });

  const assertion = await getWebAuthnCredential(request);

  expect(asked).toEqual([
    {
      publicKey: {
        rpId: 'localhost',
        challenge: new Uint8Array(buffer('a challenge?>')),
        allowCredentials: [{ type: 'public-key', id: new Uint8Array(buffer('key-1')) }],
      },
    },
  ]);
  expect(assertion).toEqual({
    id: base64url('key-1'),
    rawId: base64url('key-1'),
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
    response: {
      clientDataJSON: base64url('{}'),
      authenticatorData: base64url('data'),
      signature: base64url('signed>?'),
    },
  });
});

test('registers with such a browser too', async () => {
  const asked = oldBrowser({
    clientDataJSON: buffer('{}'),
    attestationObject: buffer('attested'),
    getTransports: () => ['internal'],
  });
  const options = { challenge: request.challenge, user: { id: base64url('user-1') }, rp: { id: 'localhost' } };
  const { endpoint, received } = await scriptCognito({ json: { CredentialCreationOptions: options } }, { json: {} });

  await registerWebAuthnCredential(
    { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', endpoint },
    { accessToken: 'the-token' },
  );

  expect(asked).toMatchObject([
    { publicKey: { user: { id: new Uint8Array(buffer('user-1')) }, excludeCredentials: [] } },
  ]);
  expect(received[1]).toMatchObject({
    operation: 'CompleteWebAuthnRegistration',
    body: {
      AccessToken: 'the-token',
      Credential: { response: { attestationObject: base64url('attested'), transports: ['internal'] } },
    },
  });
});

/** A browser that answers so. */
function browser(answer: () => Promise<unknown>, more: object = {}) {
  const asked = vi.fn(answer);
  vi.stubGlobal('navigator', { credentials: { get: asked, create: asked } });
  for (const [name, value] of Object.entries(more)) vi.stubGlobal(name, value);
  return asked;
}

const options = { challenge: request.challenge, user: { id: base64url('user-1') }, rp: { id: 'localhost' } };
const ids = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client' };

/** Both functions, as far as the browser is asked. */
const CALLS: readonly (readonly [string, (signal?: AbortSignal) => Promise<unknown>])[] = [
  ['getWebAuthnCredential', (signal) => getWebAuthnCredential(request, { signal })],
  [
    'registerWebAuthnCredential',
    async (signal) => {
      const { endpoint } = await scriptCognito({ json: { CredentialCreationOptions: options } });
      return registerWebAuthnCredential({ ...ids, endpoint }, { accessToken: 'the-token' }, { signal });
    },
  ],
];

describe.each(CALLS)('%s', (_name, run) => {
  test.each(['NotAllowedError', 'InvalidStateError', 'SecurityError', 'NotSupportedError'])(
    'says what the browser says: %s',
    async (name) => {
      const cause = new DOMException('no', name);
      browser(() => Promise.reject(cause));

      const error = await run().catch((caught: unknown) => caught);

      expect(error).toBeInstanceOf(PasskeyError);
      expect(error).toMatchObject({ code: 'passkey', reason: name, cause });
    },
  );

  test.each([
    ['gives none', async () => null, 'NotAllowedError'],
    ['says nothing', () => Promise.reject(undefined), 'UnknownError'],
    ['gives what can’t be read', async () => ({ id: 'key-1' }), 'EncodingError'],
    [
      'gives what can’t write itself',
      async () => ({
        toJSON() {
          throw new TypeError('Illegal invocation');
        },
      }),
      'EncodingError',
    ],
  ])('has a reason where the browser %s', async (_what, answer, reason) => {
    browser(answer);

    await expect(run()).rejects.toMatchObject({ name: 'PasskeyError', reason });
  });

  test('is left for the reason of the signal', async () => {
    const controller = new AbortController();
    const asked = browser(() => {
      controller.abort('left');
      return Promise.reject(new DOMException('aborted', 'AbortError'));
    });

    await expect(run(controller.signal)).rejects.toBe('left');
    expect(asked).toHaveBeenCalledWith(expect.objectContaining({ signal: controller.signal }));
  });

  test('is a PasskeyError where somebody else aborts', async () => {
    browser(() => Promise.reject(new DOMException('another page asks', 'AbortError')));

    await expect(run(new AbortController().signal)).rejects.toMatchObject({ code: 'passkey', reason: 'AbortError' });
  });

  test('is a ResponseError where the browser can’t take the options', async () => {
    browser(() => Promise.reject(new TypeError('pubKeyCredParams is missing')));
    await expect(run()).rejects.toBeInstanceOf(ResponseError);

    const parse = () => {
      throw new DOMException('no base64url', 'EncodingError');
    };
    const asked = browser(async () => null, {
      PublicKeyCredential: { parseRequestOptionsFromJSON: parse, parseCreationOptionsFromJSON: parse },
    });
    await expect(run()).rejects.toBeInstanceOf(ResponseError);
    expect(asked).not.toHaveBeenCalled();
  });
});

test.each([
  undefined,
  null,
  {},
  { challenge: '!' },
  { ...options, user: null },
  { ...options, excludeCredentials: [5] },
])('options of Cognito that make no sense are a ResponseError: %j', async (CredentialCreationOptions) => {
  const asked = browser(async () => null);
  const { endpoint, received } = await scriptCognito({ json: { CredentialCreationOptions } });

  const registering = registerWebAuthnCredential({ ...ids, endpoint }, { accessToken: 'the-token' });

  await expect(registering).rejects.toBeInstanceOf(ResponseError);
  expect(asked).not.toHaveBeenCalled();
  expect(received).toHaveLength(1);
});

test.each([{}, { challenge: '!' }, { ...request, allowCredentials: 5 }, { ...request, allowCredentials: [{}] }])(
  'so is a request: %j',
  async (odd) => {
    const asked = browser(async () => null);

    await expect(getWebAuthnCredential(odd as typeof request)).rejects.toBeInstanceOf(ResponseError);
    expect(asked).not.toHaveBeenCalled();
  },
);
