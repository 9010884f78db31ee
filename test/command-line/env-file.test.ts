import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeEnvFile } from '../../lib/command-line/local/env-file.ts';
import { project } from './run-command.ts';

const client = (clientId: string, more: object = {}) => ({
  ...{ clientId, clientName: clientId, logicalId: clientId, explicitAuthFlows: ['ALLOW_CUSTOM_AUTH'], ...more },
});

const config = {
  endpoint: 'http://localhost:9339',
  region: 'us-east-1',
  functions: [],
  pools: [
    {
      ...{ userPoolId: 'us-east-1_A', issuer: '', jwks: '' },
      clients: [
        client('admin', { explicitAuthFlows: [] }),
        client('server', { clientSecret: 'SECRET' }),
        client('web'),
      ],
    },
  ],
};

const LINES = (prefix: string): string =>
  `${prefix}USER_POOL_ID=us-east-1_A\n${prefix}USER_POOL_CLIENT_ID=web\n${prefix}USER_POOL_ENDPOINT=http://localhost:9339\n`;

test.each([
  ['VITE_', { devDependencies: { vite: '8' } }],
  ['NEXT_PUBLIC_', { dependencies: { next: '16' } }],
  ['PUBLIC_', { devDependencies: { vite: '8', '@sveltejs/kit': '2' } }],
  ['', { dependencies: { react: '19' } }],
])('writes the ids of the client that keeps no secret, behind %s', (prefix, manifest) => {
  const folder = project({
    'web/package.json': JSON.stringify(manifest),
    'package.json': '{"dependencies":{"expo":"1"}}',
  });
  const path = join(folder, 'web/env/.env.local');

  const names = writeEnvFile({ path }, config);

  expect(readFileSync(path, 'utf8')).toBe(LINES(prefix));
  expect(names[0]).toBe(`${prefix}USER_POOL_ID`);
});

test('takes the prefix that it is told', () => {
  const path = join(project({ 'package.json': '{"devDependencies":{"vite":"8"}}' }), '.env');

  writeEnvFile({ path, prefix: 'APP_' }, config);

  expect(readFileSync(path, 'utf8')).toBe(LINES('APP_'));
});

test('replaces its own lines where they stand, and leaves all others', () => {
  const before = '# mine\nKEY=1\n export VITE_USER_POOL_ID = old\nVITE_USER_POOL_IDS=other\n\nLAST="a b"';
  const path = join(project({ 'package.json': '{"devDependencies":{"vite":"8"}}', '.env': before }), '.env');

  writeEnvFile({ path }, config);
  const once = readFileSync(path, 'utf8');
  writeEnvFile({ path }, config);

  expect(once).toBe(
    '# mine\nKEY=1\nVITE_USER_POOL_ID=us-east-1_A\nVITE_USER_POOL_IDS=other\n\nLAST="a b"\n' +
      'VITE_USER_POOL_CLIENT_ID=web\nVITE_USER_POOL_ENDPOINT=http://localhost:9339\n',
  );
  expect(readFileSync(path, 'utf8')).toBe(once);
});
