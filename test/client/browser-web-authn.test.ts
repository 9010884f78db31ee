import { afterEach, expect, test, vi } from 'vitest';
import { getWebAuthnCredential, registerWebAuthnCredential } from '../../lib/client/index.ts';
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

test.each([
  ['there is no browser', {}],
  ['the browser gives none', { credentials: { get: async () => null } }],
])('says so where %s', async (_why, navigator) => {
  vi.stubGlobal('navigator', navigator);

  await expect(getWebAuthnCredential(request)).rejects.toHaveProperty('code', 'configuration');
});

test('hands the signal on, and what the user declined', async () => {
  const get = vi.fn(async () => {
    throw new DOMException('no', 'NotAllowedError');
  });
  vi.stubGlobal('navigator', { credentials: { get } });
  const { signal } = new AbortController();

  await expect(getWebAuthnCredential(request, { signal })).rejects.toHaveProperty('name', 'NotAllowedError');
  expect(get).toHaveBeenCalledWith(expect.objectContaining({ signal }));
});
