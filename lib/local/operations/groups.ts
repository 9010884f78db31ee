import { CognitoError } from '../../protocol/index.ts';
import { type Operation, type OperationContext, signedOperation } from '../operation.ts';
import { integer, optional, text } from '../request/input.ts';
import { members, nameUpTo, userMembers } from '../request/members.ts';
import { pageOf } from '../request/paging.ts';
import { toSeconds, userType } from '../request/user-type.ts';
import { rankOf, type StoredGroup } from '../store/groups.ts';
import { namedUser } from '../users/find-user.ts';

const MOST = 60;

const groupName = nameUpTo(128);
const group = { UserPoolId: members.userPoolId, GroupName: groupName } as const;
const settings = {
  Description: optional(text({ min: 0, max: 2048 })),
  RoleArn: optional(members.arn),
  Precedence: optional(integer(0, 2 ** 31 - 1)),
} as const;
const paging = { Limit: optional(integer(0, MOST)), NextToken: members.nextToken } as const;

const groupType = ({ userPoolId, createdAt, modifiedAt, ...named }: StoredGroup) => ({
  GroupName: named.groupName,
  UserPoolId: userPoolId,
  ...(named.description !== undefined && { Description: named.description }),
  ...(named.roleArn !== undefined && { RoleArn: named.roleArn }),
  ...(named.precedence !== undefined && { Precedence: named.precedence }),
  CreationDate: toSeconds(createdAt),
  LastModifiedDate: toSeconds(modifiedAt),
});

/** The group that a request names. */
function existingGroup(
  { UserPoolId, GroupName }: { readonly UserPoolId: string; readonly GroupName: string },
  { index, store }: Pick<OperationContext, 'index' | 'store'>,
): StoredGroup {
  const { userPoolId } = index.pool(UserPoolId);
  const found = store.groups.find({ userPoolId, groupName: GroupName });
  if (!found) throw new CognitoError('ResourceNotFoundException', 'Group not found.');
  return found;
}

/** Groups, and who is in them. */
export const groups = {
  CreateGroup: signedOperation({ ...group, ...settings }, (input, { index, store, now }) => {
    const { userPoolId } = index.pool(input.UserPoolId);
    if (store.groups.find({ userPoolId, groupName: input.GroupName })) {
      throw new CognitoError('GroupExistsException', 'A group with the name already exists.');
    }
    const made: StoredGroup = {
      ...{ userPoolId, groupName: input.GroupName, createdAt: now(), modifiedAt: now() },
      ...(input.Description !== undefined && { description: input.Description }),
      ...(input.RoleArn !== undefined && { roleArn: input.RoleArn }),
      ...(input.Precedence !== undefined && { precedence: input.Precedence }),
    };
    store.groups.save(made);
    return { Group: groupType(made) };
  }),

  GetGroup: signedOperation(group, (input, context) => ({ Group: groupType(existingGroup(input, context)) })),

  /** What the request leaves out stays. */
  UpdateGroup: signedOperation({ ...group, ...settings }, (input, context) => {
    const changed: StoredGroup = {
      ...existingGroup(input, context),
      ...(input.Description !== undefined && { description: input.Description }),
      ...(input.RoleArn !== undefined && { roleArn: input.RoleArn }),
      ...(input.Precedence !== undefined && { precedence: input.Precedence }),
      modifiedAt: context.now(),
    };
    context.store.groups.save(changed);
    return { Group: groupType(changed) };
  }),

  DeleteGroup: signedOperation(group, (input, context) => {
    context.store.groups.remove(existingGroup(input, context));
    return {};
  }),

  ListGroups: signedOperation(
    { UserPoolId: members.userPoolId, ...paging },
    ({ UserPoolId, Limit, NextToken }, { index, store }) => {
      const { userPoolId } = index.pool(UserPoolId);
      const { items, next } = pageOf(
        { list: ['ListGroups', userPoolId], size: Limit || MOST, token: NextToken },
        ([after = '']) => store.groups.list(userPoolId, String(after)),
        (each) => [each.groupName],
      );
      return { Groups: items.map(groupType), ...(next !== undefined && { NextToken: next }) };
    },
  ),

  AdminAddUserToGroup: signedOperation({ ...userMembers, GroupName: groupName }, (input, context) => {
    const { user } = namedUser(input, context);
    context.store.groups.add(existingGroup(input, context), user.userName);
    return {};
  }),

  AdminRemoveUserFromGroup: signedOperation({ ...userMembers, GroupName: groupName }, (input, context) => {
    const { user } = namedUser(input, context);
    context.store.groups.take(existingGroup(input, context), user.userName);
    return {};
  }),

  AdminListGroupsForUser: signedOperation({ ...userMembers, ...paging }, (input, context) => {
    const { user } = namedUser(input, context);
    const { groups } = context.store;
    const { items, next } = pageOf(
      {
        list: ['AdminListGroupsForUser', user.userPoolId, user.userName],
        size: input.Limit || MOST,
        token: input.NextToken,
      },
      ([rank = -1, groupName = '']) => groups.of(user, { rank: Number(rank), groupName: String(groupName) }),
      (each) => [rankOf(each), each.groupName],
    );
    return { Groups: items.map(groupType), ...(next !== undefined && { NextToken: next }) };
  }),

  ListUsersInGroup: signedOperation({ ...group, ...paging }, (input, context) => {
    const found = existingGroup(input, context);
    const { items, next } = pageOf(
      {
        list: ['ListUsersInGroup', found.userPoolId, found.groupName],
        size: input.Limit || MOST,
        token: input.NextToken,
      },
      ([after = '']) => context.store.groups.members(found, String(after)),
      ({ userName }) => [userName],
    );
    return { Users: items.map((user) => userType(user)), ...(next !== undefined && { NextToken: next }) };
  }),
} satisfies Readonly<Record<string, Operation>>;
