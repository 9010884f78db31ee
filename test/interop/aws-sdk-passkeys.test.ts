import {
  CompleteWebAuthnRegistrationCommand,
  DeleteWebAuthnCredentialCommand,
  type InitiateAuthCommandOutput,
  ListWebAuthnCredentialsCommand,
  StartWebAuthnRegistrationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import type { LocalPoolDefinition } from '../../lib/local/index.ts';
import { Authenticator, type Ceremony } from '../local/support/authenticator.ts';
import { respond } from '../local/support/device.ts';
import { exampleApp, exampleClient, examplePool } from '../local/support/example-app.ts';
import { startTestPool, type TestPool } from '../local/support/start-pool.ts';
import { ALICE, beginChoice, choicePool, creationOptions, register } from '../local/support/user-auth.ts';

const wrong = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

/** Signs in by code: somebody has to, before there is a passkey. */
async function signedIn(pool: TestPool, username = ALICE): Promise<string | undefined> {
  const asked = await beginChoice(pool, { PREFERRED_CHALLENGE: 'EMAIL_OTP' }, username);
  const { AuthenticationResult } = await respond(pool, asked, { EMAIL_OTP_CODE: pool.outbox.lastCode(username) });
  return AuthenticationResult?.AccessToken;
}

async function withPasskey(changes: Partial<LocalPoolDefinition> = {}) {
  const pool = await choicePool(changes);
  const AccessToken = await signedIn(pool);
  return { pool, AccessToken, passkey: await register(pool, AccessToken) };
}

const complete = (
  { sdk }: TestPool,
  AccessToken: string | undefined,
  Credential: ReturnType<Authenticator['create']>,
) => sdk.send(new CompleteWebAuthnRegistrationCommand({ AccessToken, Credential }));

const askPasskey = (pool: TestPool): Promise<InitiateAuthCommandOutput> =>
  beginChoice(pool, { PREFERRED_CHALLENGE: 'WEB_AUTHN' });

const optionsOf = ({ ChallengeParameters }: InitiateAuthCommandOutput): Parameters<Authenticator['get']>[0] =>
  JSON.parse(ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS ?? '');

const signWith = (pool: TestPool, asked: InitiateAuthCommandOutput, passkey: Authenticator, ceremony?: Ceremony) =>
  respond(pool, asked, { CREDENTIAL: JSON.stringify(passkey.get(optionsOf(asked), ceremony)) });

describe('registering a passkey (SDK, StartWebAuthnRegistration)', () => {
  it('gives a browser its options', async () => {
    const pool = await choicePool();
    const options = await creationOptions(pool, await signedIn(pool));
    expect(options).toEqual({
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      rp: { id: 'localhost', name: 'example' },
      user: { id: expect.any(String), name: ALICE, displayName: ALICE },
      pubKeyCredParams: [
        { alg: -7, type: 'public-key' },
        { alg: -257, type: 'public-key' },
      ],
      timeout: 60_000,
      excludeCredentials: [],
      authenticatorSelection: { requireResidentKey: true, residentKey: 'required', userVerification: 'preferred' },
    });
  });

  it('keeps it, lists it, and asks a browser not to make it twice', async () => {
    const { pool, AccessToken, passkey } = await withPasskey();
    const { Credentials } = await pool.sdk.send(new ListWebAuthnCredentialsCommand({ AccessToken }));
    expect(Credentials).toEqual([
      {
        CredentialId: passkey.credentialId,
        FriendlyCredentialName: 'Passkey',
        RelyingPartyId: 'localhost',
        AuthenticatorAttachment: 'platform',
        AuthenticatorTransports: ['internal'],
        CreatedAt: new Date(pool.clock.now()),
      },
    ]);
    const { excludeCredentials } = await creationOptions(pool, AccessToken);
    expect(excludeCredentials).toEqual([{ id: passkey.credentialId, type: 'public-key', transports: ['internal'] }]);
  });

  it('lists page by page, and deletes', async () => {
    const { pool, AccessToken, passkey } = await withPasskey();
    const ids = [passkey, await register(pool, AccessToken)].map(({ credentialId }) => credentialId).sort();
    const list = (more = {}) => pool.sdk.send(new ListWebAuthnCredentialsCommand({ AccessToken, ...more }));
    const { Credentials = [], NextToken } = await list({ MaxResults: 1 });
    const rest = await list({ MaxResults: 1, NextToken });
    expect([...Credentials, ...(rest.Credentials ?? [])].map(({ CredentialId }) => CredentialId)).toEqual(ids);
    expect(rest.NextToken).toBeUndefined();
    const deletion = new DeleteWebAuthnCredentialCommand({ AccessToken, CredentialId: passkey.credentialId });
    await pool.sdk.send(deletion);
    await expect(pool.sdk.send(deletion)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect((await list()).Credentials).toHaveLength(1);
  });

  it.each<[string, Ceremony, string]>([
    ['another challenge', { challenge: 'b3RoZXI' }, 'WebAuthnChallengeNotFoundException'],
    ['a page of another site', { origin: 'https://evil.example' }, 'WebAuthnOriginNotAllowedException'],
    ['a site that only looks alike', { origin: 'https://notlocalhost' }, 'WebAuthnOriginNotAllowedException'],
    ['no address', { origin: 'nowhere' }, 'WebAuthnOriginNotAllowedException'],
    ['another relying party', { relyingPartyId: 'evil.example' }, 'WebAuthnRelyingPartyMismatchException'],
  ])('refuses %s', async (_, ceremony, name) => {
    const pool = await choicePool();
    await expect(register(pool, await signedIn(pool), ceremony)).rejects.toMatchObject({ name });
  });

  it('refuses what is no passkey', async () => {
    const pool = await choicePool();
    const AccessToken = await signedIn(pool);
    const made = new Authenticator().create(await creationOptions(pool, AccessToken));
    const broken = { ...made, response: { ...made.response, attestationObject: 'oA' } };
    const unsupported = { name: 'WebAuthnCredentialNotSupportedException' };
    await expect(complete(pool, AccessToken, broken)).rejects.toMatchObject(unsupported);
    await creationOptions(pool, AccessToken);
    const nothing = {} as ReturnType<Authenticator['create']>;
    await expect(complete(pool, AccessToken, nothing)).rejects.toMatchObject(unsupported);
    expect(pool.faults).toEqual([]);
  });

  it('keeps of what a browser says only what makes sense', async () => {
    const pool = await choicePool();
    const AccessToken = await signedIn(pool);
    const made = new Authenticator().create(await creationOptions(pool, AccessToken));
    const odd = { ...made, authenticatorAttachment: { a: 1 } as never };
    const response = { ...made.response, transports: [1, 'usb', null] as never };
    await complete(pool, AccessToken, { ...odd, response });
    const { Credentials } = await pool.sdk.send(new ListWebAuthnCredentialsCommand({ AccessToken }));
    expect(Credentials?.[0]).toMatchObject({ AuthenticatorTransports: ['usb'] });
    expect(Credentials?.[0]).not.toHaveProperty('AuthenticatorAttachment');
    expect(pool.faults).toEqual([]);
  });

  it('refuses one that did not verify its user, where the pool requires it', async () => {
    const pool = await choicePool({ webAuthn: { userVerification: 'required', isMultiFactor: false } });
    const AccessToken = await signedIn(pool);
    await expect(register(pool, AccessToken, { userVerified: false })).rejects.toMatchObject({
      name: 'WebAuthnCredentialNotSupportedException',
    });
    await expect(register(pool, AccessToken)).resolves.toBeDefined();
  });

  it('takes each answer once, in time, and from the client that began', async () => {
    const other = exampleClient({ clientId: 'another7client', explicitAuthFlows: ['ALLOW_USER_AUTH'] });
    const pool = await choicePool({ clients: [exampleClient({ explicitAuthFlows: ['ALLOW_USER_AUTH'] }), other] });
    const AccessToken = await signedIn(pool);
    const elsewhere = await signedIn({ ...pool, ClientId: other.clientId });
    const passkey = new Authenticator();
    const made = passkey.create(await creationOptions(pool, AccessToken));
    await expect(complete(pool, elsewhere, made)).rejects.toMatchObject({ name: 'WebAuthnClientMismatchException' });
    await complete(pool, AccessToken, made);
    const missing = { name: 'WebAuthnChallengeNotFoundException' };
    await expect(complete(pool, AccessToken, made)).rejects.toMatchObject(missing);
    const late = new Authenticator().create(await creationOptions(pool, AccessToken));
    pool.clock.advance({ minutes: 15 });
    await expect(complete(pool, AccessToken, late)).rejects.toMatchObject(missing);
  });

  it('refuses the id of a passkey that is registered', async () => {
    const { pool, AccessToken, passkey } = await withPasskey();
    const again = passkey.create(await creationOptions(pool, AccessToken));
    await expect(complete(pool, AccessToken, again)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('is refused in a pool without passkeys', async () => {
    const pool = await choicePool({ firstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] });
    const AccessToken = await signedIn(pool);
    await expect(pool.sdk.send(new StartWebAuthnRegistrationCommand({ AccessToken }))).rejects.toMatchObject({
      name: 'WebAuthnNotEnabledException',
    });
  });
});

// docs/cognito.md#52-challenges
describe('signing in with a passkey', () => {
  it('is offered once there is one, and its signature signs in', async () => {
    const { pool, passkey } = await withPasskey();
    expect((await beginChoice(pool)).AvailableChallenges).toEqual(['EMAIL_OTP', 'WEB_AUTHN']);
    const asked = await askPasskey(pool);
    expect(asked.ChallengeName).toBe('WEB_AUTHN');
    expect(optionsOf(asked)).toEqual({
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      rpId: 'localhost',
      allowCredentials: [{ id: passkey.credentialId, type: 'public-key', transports: ['internal'] }],
      timeout: 60_000,
      userVerification: 'preferred',
    });
    expect((await signWith(pool, asked, passkey)).AuthenticationResult?.AccessToken).toBeDefined();
    // A second time, by a counter that has gone on.
    expect((await signWith(pool, await askPasskey(pool), passkey)).AuthenticationResult).toBeDefined();
  });

  it('may be chosen, and may answer along with the choice', async () => {
    const { pool, passkey } = await withPasskey();
    const asked = await respond(pool, await beginChoice(pool), { ANSWER: 'WEB_AUTHN' });
    expect((await signWith(pool, asked, passkey)).AuthenticationResult?.AccessToken).toBeDefined();
    const choice = await beginChoice(pool);
    const CREDENTIAL = JSON.stringify(passkey.get(optionsOf(choice)));
    const { AuthenticationResult } = await respond(pool, choice, { ANSWER: 'WEB_AUTHN', CREDENTIAL });
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });

  it.each<[string, Ceremony]>([
    ['another challenge', { challenge: 'b3RoZXI' }],
    ['a page of another site', { origin: 'https://evil.example' }],
    ['another port of an address that is not this machine', { origin: 'http://localhost.evil.example:5173' }],
    ['another relying party', { relyingPartyId: 'evil.example' }],
  ])('is refused for %s, and its session is used up', async (_, ceremony) => {
    const { pool, passkey } = await withPasskey();
    const asked = await askPasskey(pool);
    await expect(signWith(pool, asked, passkey, ceremony)).rejects.toMatchObject(wrong);
    await expect(signWith(pool, asked, passkey)).rejects.toThrow('Invalid session for the user.');
  });

  it('is refused with a counter that was seen', async () => {
    const { pool, passkey } = await withPasskey();
    await signWith(pool, await askPasskey(pool), passkey);
    passkey.counter = 0;
    await expect(signWith(pool, await askPasskey(pool), passkey)).rejects.toMatchObject(wrong);
    await expect(signWith(pool, await askPasskey(pool), passkey)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('is refused with an answer that was given, in a session of its own', async () => {
    const { pool, passkey } = await withPasskey();
    const asked = await askPasskey(pool);
    const CREDENTIAL = JSON.stringify(passkey.get(optionsOf(asked)));
    await respond(pool, asked, { CREDENTIAL });
    await expect(respond(pool, await askPasskey(pool), { CREDENTIAL })).rejects.toMatchObject(wrong);
  });

  it('is refused with the signature of another key, and with a passkey of somebody else', async () => {
    const { pool, passkey } = await withPasskey();
    const asked = await askPasskey(pool);
    const forged = {
      ...new Authenticator().get(optionsOf(asked)),
      id: passkey.credentialId,
      rawId: passkey.credentialId,
    };
    await expect(respond(pool, asked, { CREDENTIAL: JSON.stringify(forged) })).rejects.toMatchObject(wrong);
    const both = await startTestPool({
      seed: [{ username: ALICE }, { username: 'bob@example.com' }],
      pool: { firstAuthFactors: ['EMAIL_OTP', 'WEB_AUTHN'] },
      client: { explicitAuthFlows: ['ALLOW_USER_AUTH'] },
    });
    await register(both, await signedIn(both));
    const bobs = await register(both, await signedIn(both, 'bob@example.com'));
    await expect(signWith(both, await askPasskey(both), bobs)).rejects.toMatchObject(wrong);
  });

  it.each(['', 'null', '[]', '{}', 'no JSON', '{"id":"a"}'])('is refused with %o for an answer', async (CREDENTIAL) => {
    const { pool } = await withPasskey();
    const name = CREDENTIAL === '' ? 'InvalidParameterException' : 'NotAuthorizedException';
    await expect(respond(pool, await askPasskey(pool), { CREDENTIAL })).rejects.toMatchObject({ name });
    expect(pool.faults).toEqual([]);
  });

  it('takes a site under the relying party, by HTTPS', async () => {
    const webAuthn = { relyingPartyId: 'example.com', userVerification: 'preferred', isMultiFactor: false } as const;
    const pool = await choicePool({ webAuthn });
    const origin = 'https://app.example.com';
    const AccessToken = await signedIn(pool);
    await expect(register(pool, AccessToken)).rejects.toMatchObject({ name: 'WebAuthnOriginNotAllowedException' });
    const plain = register(pool, AccessToken, { origin: 'http://app.example.com' });
    await expect(plain).rejects.toMatchObject({ name: 'WebAuthnOriginNotAllowedException' });
    const passkey = await register(pool, AccessToken, { origin });
    const signed = await signWith(pool, await askPasskey(pool), passkey, { origin });
    expect(signed.AuthenticationResult?.AccessToken).toBeDefined();
  });

  it.each([5, 'c29tZWJvZHkgZWxzZQ'])("is refused with a user handle that is not the user's: %o", async (userHandle) => {
    const { pool, passkey } = await withPasskey();
    const asked = await askPasskey(pool);
    const made = passkey.get(optionsOf(asked));
    const CREDENTIAL = JSON.stringify({ ...made, response: { ...made.response, userHandle } });
    await expect(respond(pool, asked, { CREDENTIAL })).rejects.toMatchObject(wrong);
    expect(pool.faults).toEqual([]);
  });

  it('is gone once it was deleted', async () => {
    const { pool, AccessToken, passkey } = await withPasskey();
    const asked = await askPasskey(pool);
    await pool.sdk.send(new DeleteWebAuthnCredentialCommand({ AccessToken, CredentialId: passkey.credentialId }));
    await expect(signWith(pool, asked, passkey)).rejects.toMatchObject(wrong);
    expect((await askPasskey(pool)).AvailableChallenges).toEqual(['EMAIL_OTP']);
  });
});

describe('a passkey and MFA (SDK, WebAuthnConfigurationType.FactorConfiguration)', () => {
  /** A user with a passkey, in a pool that requires MFA since. */
  async function requiringMfa(isMultiFactor: boolean) {
    const { pool, passkey } = await withPasskey();
    const definition = examplePool({
      firstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'],
      mfaConfiguration: 'ON',
      enabledMfas: ['SOFTWARE_TOKEN_MFA'],
      webAuthn: { userVerification: 'preferred', isMultiFactor },
      clients: [exampleClient({ explicitAuthFlows: ['ALLOW_USER_AUTH'] })],
    });
    pool.local.update(exampleApp(definition));
    return { pool, passkey };
  }

  it('is no choice where it is one factor', async () => {
    const { pool } = await requiringMfa(false);
    expect((await beginChoice(pool)).AvailableChallenges).toEqual([]);
  });

  it('stands for both where the pool says so, and has to verify its user then', async () => {
    const { pool, passkey } = await requiringMfa(true);
    const asked = await askPasskey(pool);
    expect(optionsOf(asked)).toHaveProperty('userVerification', 'required');
    await expect(signWith(pool, asked, passkey, { userVerified: false })).rejects.toMatchObject(wrong);
    const { AuthenticationResult } = await signWith(pool, await askPasskey(pool), passkey);
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });
});
