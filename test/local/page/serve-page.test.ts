import { rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PortInUseError } from '../../../lib/local/errors.ts';
import { servePage } from '../../../lib/local/page/serve-page.ts';
import type { AppClientConfig, LocalConfig } from '../../../lib/local/server/pool-config.ts';
import { folderOf } from '../../constructs/fixtures/lambdas.ts';

const client = (clientId: string, more: Partial<AppClientConfig> = {}): AppClientConfig => ({
  ...{ clientId, clientName: clientId, logicalId: clientId, explicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] },
  ...more,
});

const configWith = (...clients: readonly AppClientConfig[]): LocalConfig => ({
  ...{ endpoint: 'http://localhost:9339', region: 'us-east-1', functions: [] },
  pools: [{ userPoolId: 'us-east-1_A', issuer: '', jwks: '', clients }],
});

const INDEX = '<!doctype html><title>Sign in</title><script type="module" src="sign-in.ts"></script>';

/** Serves a page with these files. */
async function serve(files: Readonly<Record<string, string>> = {}, config = configWith(client('web'))) {
  const folder = folderOf({ 'index.html': INDEX, ...files });
  const problems: string[] = [];
  const page = await servePage({
    ...{ folder, port: 0, config: () => config },
    onProblem: (problem) => problems.push(problem),
  });
  onTestFinished(page.close);
  return { ...page, folder, problems, get: (path: string, init?: RequestInit) => fetch(`${page.url}${path}`, init) };
}

/** Asks by another name than the address's. */
const askAs = (url: string, host: string, path = '/') =>
  new Promise<{ readonly status: number; readonly location: string | undefined; readonly text: string }>(
    (resolve, reject) => {
      request(`${url}${path}`, { headers: { host } }, async (response) => {
        const pieces: Buffer[] = [];
        for await (const piece of response) pieces.push(piece);
        const text = Buffer.concat(pieces).toString();
        resolve({ status: response.statusCode ?? 0, location: response.headers.location, text });
      })
        .on('error', reject)
        .end();
    },
  );

describe('a page', () => {
  test('is served as it stands, under a policy that lets it call the pool and nobody else', async () => {
    const { get } = await serve();

    const response = await get('/');

    expect(response.status).toBe(200);
    expect(await response.text()).toBe(INDEX);
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*connect-src 'self' http:\/\/localhost:9339;/,
    );
  });

  test.each([
    ['/', 'text/html'],
    ['/sign-in.ts', 'text/javascript'],
    ['/other.js', 'text/javascript'],
    ['/look.css', 'text/css'],
    ['/logo.svg', 'image/svg+xml'],
    ['/config.json', 'application/json'],
    ['/LICENSE', 'application/octet-stream'],
    ['/nothing', 'text/plain'],
  ])('has %s as %s, which no browser guesses otherwise or keeps', async (path, type) => {
    const { get } = await serve({ 'sign-in.ts': '', 'other.js': '', 'look.css': '', 'logo.svg': '', LICENSE: '' });

    const { headers } = await get(path);

    expect(headers.get('content-type')?.split(';')[0]).toBe(type);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  test('answers HEAD as GET, without a body', async () => {
    const { get } = await serve();

    const head = await get('/', { method: 'HEAD' });

    expect(head.status).toBe(200);
    expect(head.headers.get('content-type')).toMatch('text/html');
    expect(await head.text()).toBe('');
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    const { get } = await serve();

    const response = await get('/', { method });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });

  test('gives away nothing beside its folder, and no hidden file', async () => {
    const { get } = await serve({ '.env': 'SECRET=1' });

    for (const path of ['/.env', '/%2eenv', '/..%2f..%2fetc/passwd']) expect((await get(path)).status).toBe(404);
  });

  test('is shown at localhost, where a passkey can be, also to who calls it 127.0.0.1', async () => {
    const { url } = await serve();
    const { port } = new URL(url);

    const { status, location } = await askAs(url, `127.0.0.1:${port}`, '/?then=notes');

    expect([status, location]).toEqual([307, `http://localhost:${port}/?then=notes`]);
  });

  test('is not shown under a foreign name', async () => {
    const { url } = await serve();

    const { status, text } = await askAs(url, 'attacker.example');

    expect(status).toBe(403);
    expect(text).toBe('Unknown host name: start with --allow-host "attacker.example" if it is yours.\n');
  });

  test('on a port that is taken says which option chooses another one', async () => {
    const { url, folder } = await serve();
    const port = Number(new URL(url).port);

    const taken = servePage({ folder, port, config: () => configWith(), onProblem: () => {} });

    await expect(taken).rejects.toThrow(PortInUseError);
    await expect(taken).rejects.toThrow(
      `Port ${port} is in use: stop what listens there, or choose another one with --page-port (0 takes any).`,
    );
  });
});

describe('a script', () => {
  test('comes bundled, with what it imports, and as its sources are at the moment', async () => {
    const { get, folder } = await serve({
      'sign-in.ts': "import { word } from './word.ts'; const said: string = word; console.log(said);",
      'word.ts': "export const word: string = 'first';",
    });
    const script = async () => (await (await get('/sign-in.ts')).text()).replace(/^\/\/# source.*$/m, '');
    expect(await script()).toMatch(/"first"[\s\S]*console\.log/);
    expect(await script()).not.toMatch(/: string|import /);

    writeFileSync(join(folder, 'word.ts'), "export const word = 'second';");

    expect(await script()).toMatch(/"second"/);
  });

  test('that doesn’t compile says so in the page and to the person, each error with its line, and is good again', async () => {
    const { get, folder, problems } = await serve({ 'sign-in.ts': "import './missing.ts';\nlet = ;" });

    const script = await (await get('/sign-in.ts')).text();

    expect(problems).toEqual([expect.stringMatching(/sign-in\.ts doesn't compile:\n\n[\s\S]*sign-in\.ts:2:/)]);
    expect(script).toContain(JSON.stringify(problems[0]));
    expect(script).toMatch(/textContent = problem/);

    writeFileSync(join(folder, 'sign-in.ts'), "console.log('good');");
    expect(await (await get('/sign-in.ts')).text()).toMatch('good');
    expect(problems).toHaveLength(1);
  });

  test('that imports CSS says where that belongs', async () => {
    const { get, problems } = await serve({ 'sign-in.ts': "import './look.css';", 'look.css': 'p { color: red }' });

    expect(await (await get('/sign-in.ts')).text()).toContain('imports CSS');
    expect(problems).toEqual([expect.stringMatching(/sign-in\.ts imports CSS: name it in the page instead/)]);
  });
});

describe('config.json', () => {
  const configOf = async ({ get }: Pick<Awaited<ReturnType<typeof serve>>, 'get'>) =>
    (await get('/config.json')).json();

  test('names the pool, and the first client that allows a custom sign-in and keeps no secret', async () => {
    const secret = client('backend', { clientSecret: 'never-shown' });
    const served = await serve({}, configWith(client('other', { explicitAuthFlows: [] }), secret, client('web')));

    expect(await configOf(served)).toEqual({
      ...{ userPoolId: 'us-east-1_A', clientId: 'web', endpoint: 'http://localhost:9339' },
    });
    expect(served.hasOwnConfig).toBe(false);
  });

  test('tells another machine the pool by the name by which it called the page', async () => {
    const page = await servePage({
      ...{ folder: folderOf({ 'index.html': INDEX }), port: 0, allowHosts: ['desk.example'] },
      ...{ config: () => configWith(client('web')), onProblem: () => {} },
    });
    onTestFinished(page.close);

    const { text } = await askAs(page.url, `desk.example:${new URL(page.url).port}`, '/config.json');

    expect(JSON.parse(text)).toMatchObject({ endpoint: 'http://desk.example:9339' });
  });

  test('of the folder itself counts, and the page may call what it names', async () => {
    const own = { userPoolId: 'eu-central-1_B', clientId: 'deployed' };
    const served = await serve({ 'config.json': JSON.stringify(own) });

    expect(served.hasOwnConfig).toBe(true);
    expect(await configOf(served)).toEqual(own);
    expect((await served.get('/')).headers.get('content-security-policy')).toContain(
      "connect-src 'self' http://localhost:9339 https://cognito-idp.eu-central-1.amazonaws.com;",
    );
  });

  test.each(['{', 'null', '{}', '{"endpoint":"here"}'])(
    'of the folder that says %s takes nothing else down',
    async (own) => {
      const { get } = await serve({ 'config.json': own });

      expect(await (await get('/config.json')).text()).toBe(own);
      expect((await get('/')).headers.get('content-security-policy')).toContain(
        "connect-src 'self' http://localhost:9339;",
      );
    },
  );

  test.each([
    ['no client can sign in', client('machine', { explicitAuthFlows: [] })],
    ['a page can not, having no secret', client('backend', { clientSecret: 'never-shown' })],
  ])('is not there where %s: the page and the person are told why', async (_, only) => {
    const { get, problems } = await serve({}, configWith(only));

    const response = await get('/config.json');

    expect(response.status).toBe(404);
    expect(await response.text()).toMatch(/^No app client without a secret.* allows a custom sign-in/);
    expect(problems).toEqual([expect.stringMatching(/^No app client without a secret.* allows a custom sign-in/)]);
  });
});

test('a page that is deleted while it is served is not found, and is found again', async () => {
  const { get, folder, problems } = await serve();
  rmSync(join(folder, 'index.html'));
  expect((await get('/')).status).toBe(404);

  writeFileSync(join(folder, 'index.html'), INDEX);

  expect((await get('/')).status).toBe(200);
  expect(problems).toEqual([]);
});
