import { describe, expect, it } from 'vitest';
import { rawRequest } from '../support/raw-request.ts';
import { begin, signInByCode } from '../support/sign-in.ts';
import { startTestPool } from '../support/start-pool.ts';

describe('/_local', () => {
  it('/config says what runs', async () => {
    const { local, ClientId, UserPoolId } = await startTestPool();
    const { json, headers } = await rawRequest(local.port, { path: '/_local/config' });
    expect(json).toMatchObject({
      endpoint: local.endpoint,
      region: 'eu-central-1',
      userPoolId: UserPoolId,
      issuer: `https://cognito-idp.eu-central-1.amazonaws.com/${UserPoolId}`,
      jwks: `${local.endpoint}/${UserPoolId}/.well-known/jwks.json`,
      clients: [{ clientId: ClientId, clientName: 'web' }],
      functions: [{ functionName: 'define' }, { functionName: 'create' }, { functionName: 'verify' }],
    });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  it('/messages lists what was sent, newest first, to whom and since when', async () => {
    const pool = await startTestPool({ seed: [{ username: 'alice@example.com' }, { username: 'bob@example.com' }] });
    await begin(pool);
    pool.clock.advance({ minutes: 1 });
    await begin(pool, 'bob@example.com');
    const list = async (query = '') =>
      JSON.parse((await rawRequest(pool.local.port, { path: `/_local/messages${query}` })).text);
    const all = await list();
    expect(all.map(({ to }: { to: string }) => to)).toEqual(['bob@example.com', 'alice@example.com']);
    expect(all[0]).toMatchObject({
      ...{ channel: 'email', code: pool.outbox.lastCode(), sentAt: pool.clock.now() },
      ...{ id: expect.any(String), subject: expect.any(String), text: expect.any(String) },
    });
    expect(await list('?to=alice@example.com')).toEqual([all[1]]);
    expect(await list(`?since=${pool.clock.now()}`)).toEqual([all[0]]);
    expect(await list('?to=&since=')).toEqual(all);
    expect((await rawRequest(pool.local.port, { path: '/_local/messages?since=noon' })).status).toBe(400);
  });

  it('/trace streams what happened and what happens, and ends with the pool', async () => {
    const pool = await startTestPool();
    await begin(pool);
    const response = await fetch(`${pool.local.endpoint}/_local/trace`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    const readUntil = async (wanted: string): Promise<void> => {
      while (!text.includes(wanted)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`ended before ${wanted}`);
        text += new TextDecoder().decode(value);
      }
    };
    await readUntil('"operation":"InitiateAuth"');
    await signInByCode(pool);
    await readUntil('"operation":"RespondToAuthChallenge"');
    await pool.local.close();
    while (!(await reader.read()).done);
  });
});

describe('the keys', () => {
  it('are two a pool, public parts only, for every origin', async () => {
    const { local, UserPoolId } = await startTestPool();
    const { json, headers } = await rawRequest(local.port, {
      path: `/${UserPoolId}/.well-known/jwks.json`,
      headers: { origin: 'https://app.example' },
    });
    const keys = json?.keys as Record<string, string>[];
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
      expect(key).toMatchObject({ alg: 'RS256', kty: 'RSA', use: 'sig' });
    }
    expect(keys[0]?.kid).not.toBe(keys[1]?.kid);
  });
});

describe('the page', () => {
  it('shows the ids, how to sign in, and the messages, as text', async () => {
    const pool = await startTestPool();
    await begin(pool);
    pool.outbox.add({ channel: 'sms', to: '+12065550134', text: '<script>alert("x")</script> & 1234' });
    const { status, text, headers } = await rawRequest(pool.local.port, {});
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/html');
    expect(text).toContain(pool.UserPoolId);
    expect(text).toContain(pool.ClientId);
    expect(text).toContain('npx countersign sign-in alice@example.com');
    expect(text).toContain(pool.outbox.lastCode('alice@example.com'));
    expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; 1234');
    expect(text).not.toContain('<script');
    const policy = headers['content-security-policy'];
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; .*frame-ancestors 'none'$/);
  });

  it('says what to expect before anything was sent, or where there is no pool', async () => {
    const { local } = await startTestPool({ seed: [] });
    expect((await rawRequest(local.port, {})).text).toContain('Nothing was sent yet.');
    local.update({ region: 'eu-central-1', accountId: '1', functions: [], pools: [] });
    expect((await rawRequest(local.port, {})).text).toContain('The app declares no user pool.');
  });

  it('moves from an address to the name, which passkeys need', async () => {
    const { local } = await startTestPool();
    for (const host of ['127.0.0.1', '[::1]']) {
      const { status, headers } = await rawRequest(local.port, { headers: { host: `${host}:${local.port}` } });
      expect(status).toBe(307);
      expect(headers.location).toBe(`http://localhost:${local.port}/`);
    }
  });
});
