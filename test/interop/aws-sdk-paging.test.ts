import {
  AdminAddUserToGroupCommand,
  AdminListDevicesCommand,
  AdminListGroupsForUserCommand,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteUserPoolClientCommand,
  DeleteUserPoolCommand,
  ListDevicesCommand,
  ListGroupsCommand,
  ListUserPoolClientSecretsCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  ListWebAuthnCredentialsCommand,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { signInAtOnce, startOpenPool } from '../local/support/sign-in-at-once.ts';
import type { TestPool } from '../local/support/start-pool.ts';

const people = ['ann', 'anton', 'bea', 'carl', 'dora'].map((name) => ({
  username: `${name}@example.com`,
  attributes: { name: 'Same', email: `${name}@example.com` },
  groups: ['everybody', 'b', 'c'],
}));
const firstFactors = { firstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } as const;

/** Sends a request with the token of a page before. */
type Send = (token?: string) => Promise<{
  readonly NextToken?: string | undefined;
  readonly PaginationToken?: string | undefined;
}>;

/** Every list that has pages, one thing a page. */
async function lists(pool: TestPool): Promise<Readonly<Record<string, Send>>> {
  const { sdk, UserPoolId, ClientId } = pool;
  const { AccessToken } = await signInAtOnce(pool, 'ann@example.com');
  const Username = 'ann@example.com';
  const users =
    (Filter: string): Send =>
    (PaginationToken) =>
      sdk.send(new ListUsersCommand({ UserPoolId, Filter, Limit: 1, PaginationToken }));
  const ofGroup =
    (GroupName: string): Send =>
    (NextToken) =>
      sdk.send(new ListUsersInGroupCommand({ UserPoolId, GroupName, Limit: 1, NextToken }));
  return {
    users: users(''),
    'users by name': users('name = "same"'),
    'users by another name': users('name = "Same"'),
    'users by e-mail': users('email ^= "an"'),
    'members of everybody': ofGroup('everybody'),
    'members of b': ofGroup('b'),
    groups: (NextToken) => sdk.send(new ListGroupsCommand({ UserPoolId, Limit: 1, NextToken })),
    'groups of a user': (NextToken) =>
      sdk.send(new AdminListGroupsForUserCommand({ UserPoolId, Username, Limit: 1, NextToken })),
    pools: (NextToken) => sdk.send(new ListUserPoolsCommand({ MaxResults: 1, NextToken })),
    clients: (NextToken) => sdk.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 1, NextToken })),
    secrets: (NextToken) => sdk.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId, NextToken })),
    devices: (PaginationToken) => sdk.send(new ListDevicesCommand({ AccessToken, Limit: 1, PaginationToken })),
    'devices, for the owner': (PaginationToken) =>
      sdk.send(new AdminListDevicesCommand({ UserPoolId, Username, Limit: 1, PaginationToken })),
    passkeys: (NextToken) => sdk.send(new ListWebAuthnCredentialsCommand({ AccessToken, MaxResults: 1, NextToken })),
  };
}

const emailOf = ({ Attributes }: UserType): string | undefined =>
  Attributes?.find(({ Name }) => Name === 'email')?.Value;

const invalid = { name: 'InvalidParameterException', message: 'Invalid pagination token.' };

describe('the token of a page', () => {
  it('leads on in its own list, and is refused in any other', async () => {
    const pool = await startOpenPool({ seed: people, pool: firstFactors });
    await pool.sdk.send(new CreateUserPoolCommand({ PoolName: 'another' }));
    await pool.sdk.send(new CreateUserPoolClientCommand({ UserPoolId: pool.UserPoolId, ClientName: 'another' }));
    const all = await lists(pool);
    const tokens = new Map<string, string>();
    for (const [name, send] of Object.entries(all)) {
      const { NextToken, PaginationToken } = await send();
      const token = NextToken ?? PaginationToken;
      if (token !== undefined) tokens.set(name, token);
    }
    expect(tokens.size).toBe(10);
    for (const [name, send] of Object.entries(all)) {
      for (const [given, token] of tokens) {
        if (given === name) await expect(send(token)).resolves.toBeDefined();
        else await expect(send(token), `${given} in ${name}`).rejects.toMatchObject(invalid);
      }
      await expect(send('nonsense'), name).rejects.toMatchObject(invalid);
    }
  });

  it('is refused in another pool', async () => {
    const pool = await startOpenPool({ seed: people });
    const { sdk, UserPoolId } = pool;
    const other = await sdk.send(new CreateUserPoolCommand({ PoolName: 'another' }));
    const { PaginationToken } = await sdk.send(new ListUsersCommand({ UserPoolId, Limit: 1 }));
    const there = { UserPoolId: other.UserPool?.Id, PaginationToken };
    await expect(sdk.send(new ListUsersCommand(there))).rejects.toMatchObject(invalid);
  });
});

describe('page after page', () => {
  it('gives the users of a filter once each', async () => {
    const { sdk, UserPoolId } = await startOpenPool({ seed: people });
    const seen: (string | undefined)[] = [];
    let PaginationToken: string | undefined;
    do {
      const page = await sdk.send(
        new ListUsersCommand({ UserPoolId, Filter: 'name = "SAME"', Limit: 2, PaginationToken }),
      );
      seen.push(...(page.Users ?? []).map(emailOf));
      PaginationToken = page.PaginationToken;
    } while (PaginationToken !== undefined);
    expect(seen.sort()).toEqual(people.map(({ username }) => username));
  });

  it('gives the members of a group once each', async () => {
    const { sdk, UserPoolId } = await startOpenPool({ seed: people });
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await sdk.send(
        new ListUsersInGroupCommand({ UserPoolId, GroupName: 'everybody', Limit: 2, NextToken }),
      );
      seen.push(...(page.Users ?? []).map(emailOf));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(seen.sort()).toEqual(people.map(({ username }) => username));
  });

  it("gives a user's groups in the order of their precedence, those without one last", async () => {
    const { sdk, UserPoolId } = await startOpenPool();
    const Username = 'alice@example.com';
    for (const [GroupName, Precedence] of [
      ['x', undefined],
      ['b', 1],
      ['a', 1],
      ['y', 0],
      ['w', undefined],
    ] as const) {
      await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName, Precedence }));
      await sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, GroupName, Username }));
    }
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await sdk.send(new AdminListGroupsForUserCommand({ UserPoolId, Username, Limit: 2, NextToken }));
      seen.push(...(page.Groups ?? []).map(({ GroupName }) => GroupName));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(seen).toEqual(['y', 'a', 'b', 'w', 'x']);
  });

  it('gives every pool once where those that were listed are deleted at once', async () => {
    const { sdk, UserPoolId } = await startOpenPool();
    const made: (string | undefined)[] = [];
    for (let number = 0; number < 5; number++) {
      made.push((await sdk.send(new CreateUserPoolCommand({ PoolName: `pool ${number}` }))).UserPool?.Id);
    }
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await sdk.send(new ListUserPoolsCommand({ MaxResults: 2, NextToken }));
      for (const { Id = '' } of page.UserPools ?? []) {
        seen.push(Id);
        if (Id !== UserPoolId) await sdk.send(new DeleteUserPoolCommand({ UserPoolId: Id }));
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(seen).toEqual([UserPoolId, ...made]);
  });

  it('gives every client once, too', async () => {
    const { sdk, UserPoolId, ClientId } = await startOpenPool();
    for (let number = 0; number < 5; number++) {
      await sdk.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: `client ${number}` }));
    }
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await sdk.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 2, NextToken }));
      for (const { ClientId: id, ClientName } of page.UserPoolClients ?? []) {
        seen.push(ClientName);
        if (id !== ClientId) await sdk.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId: id }));
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(seen).toEqual(['web', 'client 0', 'client 1', 'client 2', 'client 3', 'client 4']);
  });
});
