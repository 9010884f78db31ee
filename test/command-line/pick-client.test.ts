import { expect, test } from 'vitest';
import { pickClient } from '../../lib/command-line/sign-in/pick-client.ts';

const client = (clientId: string, constructPath: string, ...explicitAuthFlows: readonly string[]) => ({
  ...{ clientId, clientName: `${clientId}-name`, logicalId: `${clientId}Logical`, constructPath, explicitAuthFlows },
});

const admin = client('admin', 'App/Admin/Client', 'ALLOW_USER_SRP_AUTH');
const web = client('web', 'App/SignIn/Client', 'ALLOW_CUSTOM_AUTH');
const pools = [
  { userPoolId: 'us-east-1_A', issuer: '', jwks: '', clients: [admin] },
  { userPoolId: 'us-east-1_B', issuer: '', jwks: '', clients: [web] },
];

test('without a name it is the first that allows a custom sign-in, in whichever pool', () => {
  expect(pickClient({ pools }, undefined)).toEqual({ userPoolId: 'us-east-1_B', ...web });
});

test.each(['admin', 'admin-name', 'adminLogical', 'App/Admin/Client', 'Admin/Client'])('%s names one', (wanted) => {
  expect(pickClient({ pools }, wanted).clientId).toBe('admin');
});

test.each([
  [
    'Client',
    'the local pool has more than one app client Client; its app clients: App/Admin/Client, App/SignIn/Client',
  ],
  ['min/Client', 'the local pool has no app client min/Client; its app clients: App/Admin/Client, App/SignIn/Client'],
])('%s names none', (wanted, message) => {
  expect(() => pickClient({ pools }, wanted)).toThrow(message);
});

test('says so where no client allows a custom sign-in', () => {
  expect(() => pickClient({ pools: pools.slice(0, 1) }, undefined)).toThrow(
    'the local pool has no app client that allows ALLOW_CUSTOM_AUTH; its app clients: App/Admin/Client',
  );
});
