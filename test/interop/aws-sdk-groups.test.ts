import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  CreateGroupCommand,
  type CreateGroupCommandInput,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListUsersInGroupCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { claimsOf, signInAtOnce, startOpenPool } from '../local/support/sign-in-at-once.ts';
import type { TestPool } from '../local/support/start-pool.ts';

const ALICE = 'alice@example.com';
const roleArn = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;

const create = ({ sdk, UserPoolId }: TestPool, GroupName: string, more: Partial<CreateGroupCommandInput> = {}) =>
  sdk.send(new CreateGroupCommand({ UserPoolId, GroupName, ...more }));

const join = ({ sdk, UserPoolId }: TestPool, GroupName: string, Username = ALICE) =>
  sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, GroupName, Username }));

describe('groups', () => {
  it('are made, read, changed and deleted', async () => {
    const pool = await startOpenPool();
    const { sdk, UserPoolId } = pool;
    const { Group } = await create(pool, 'admins', { Description: 'May do all', Precedence: 1 });
    expect(Group).toMatchObject({ GroupName: 'admins', UserPoolId, Description: 'May do all', Precedence: 1 });
    expect(Group).not.toHaveProperty('RoleArn');

    pool.clock.advance({ seconds: 5 });
    await sdk.send(new UpdateGroupCommand({ UserPoolId, GroupName: 'admins', RoleArn: roleArn('admin') }));
    const changed = await sdk.send(new GetGroupCommand({ UserPoolId, GroupName: 'admins' }));
    expect(changed.Group).toMatchObject({ Description: 'May do all', Precedence: 1, RoleArn: roleArn('admin') });
    expect(Number(changed.Group?.LastModifiedDate)).toBe(Number(changed.Group?.CreationDate) + 5000);

    await sdk.send(new DeleteGroupCommand({ UserPoolId, GroupName: 'admins' }));
    await expect(sdk.send(new GetGroupCommand({ UserPoolId, GroupName: 'admins' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Group not found.',
    });
  });

  it('are refused twice, unknown, or with a precedence that is none', async () => {
    const pool = await startOpenPool();
    const { sdk, UserPoolId } = pool;
    await create(pool, 'admins');
    await expect(create(pool, 'admins')).rejects.toMatchObject({
      name: 'GroupExistsException',
      message: 'A group with the name already exists.',
    });
    await expect(create(pool, 'late', { Precedence: -1 })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining("Value '-1' at 'precedence' failed to satisfy constraint"),
    });
    await expect(join(pool, 'nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(join(pool, 'admins', 'nobody@example.com')).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await expect(sdk.send(new DeleteGroupCommand({ UserPoolId, GroupName: 'late' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('are listed page by page', async () => {
    const pool = await startOpenPool();
    for (const name of ['c', 'a', 'b']) await create(pool, name);
    const { sdk, UserPoolId } = pool;
    const first = await sdk.send(new ListGroupsCommand({ UserPoolId, Limit: 2 }));
    const second = await sdk.send(new ListGroupsCommand({ UserPoolId, Limit: 2, NextToken: first.NextToken }));
    const names = [...(first.Groups ?? []), ...(second.Groups ?? [])].map(({ GroupName }) => GroupName);
    expect(names).toEqual(['a', 'b', 'c']);
    expect(second.NextToken).toBeUndefined();
  });

  it('have members, until these leave or are deleted', async () => {
    const pool = await startOpenPool({ seed: [{ username: ALICE }, { username: 'bob@example.com' }] });
    const { sdk, UserPoolId } = pool;
    await create(pool, 'admins', { Precedence: 5 });
    await create(pool, 'owners', { Precedence: 0 });
    await join(pool, 'admins');
    await join(pool, 'admins');
    await join(pool, 'owners');
    await join(pool, 'admins', 'bob@example.com');
    const members = async (): Promise<number | undefined> =>
      (await sdk.send(new ListUsersInGroupCommand({ UserPoolId, GroupName: 'admins' }))).Users?.length;
    const groups = async () =>
      (await sdk.send(new AdminListGroupsForUserCommand({ UserPoolId, Username: ALICE }))).Groups?.map(
        ({ GroupName }) => GroupName,
      );
    expect(await members()).toBe(2);
    expect(await groups()).toEqual(['owners', 'admins']);

    await sdk.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, GroupName: 'admins', Username: ALICE }));
    expect(await groups()).toEqual(['owners']);
    await sdk.send(new AdminDeleteUserCommand({ UserPoolId, Username: 'bob@example.com' }));
    expect(await members()).toBe(0);
  });

  it('come from the template', async () => {
    const groups = [{ groupName: 'staff', description: 'Of the template', precedence: 3 }];
    const { sdk, UserPoolId } = await startOpenPool({ pool: { groups } });
    const { Groups } = await sdk.send(new ListGroupsCommand({ UserPoolId }));
    expect(Groups).toMatchObject([{ GroupName: 'staff', Description: 'Of the template', Precedence: 3 }]);
  });
});

// docs/cognito.md#91-claims: groups in both tokens, roles in the ID token only.
describe('the groups of a user', () => {
  it('stand in the tokens, the first of them with its role preferred', async () => {
    const pool = await startOpenPool();
    await create(pool, 'later', { Precedence: 9, RoleArn: roleArn('later') });
    await create(pool, 'first', { Precedence: 1, RoleArn: roleArn('first') });
    await create(pool, 'plain');
    for (const name of ['later', 'plain', 'first']) await join(pool, name);
    const { IdToken, AccessToken } = await signInAtOnce(pool);
    expect(claimsOf(IdToken)).toMatchObject({
      'cognito:groups': ['first', 'later', 'plain'],
      'cognito:roles': [roleArn('first'), roleArn('later')],
      'cognito:preferred_role': roleArn('first'),
    });
    const access = claimsOf(AccessToken);
    expect(access['cognito:groups']).toEqual(['first', 'later', 'plain']);
    expect(access).not.toHaveProperty('cognito:roles');
  });

  it('prefer no role where two come first with different ones', async () => {
    const pool = await startOpenPool();
    await create(pool, 'one', { Precedence: 1, RoleArn: roleArn('one') });
    await create(pool, 'other', { Precedence: 1, RoleArn: roleArn('other') });
    for (const name of ['one', 'other']) await join(pool, name);
    expect(claimsOf((await signInAtOnce(pool)).IdToken)).not.toHaveProperty('cognito:preferred_role');
  });
});
