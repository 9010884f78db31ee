import type { StoredGroup } from '../store/groups.ts';

/** What a user's groups say in the tokens, and in the events of PreTokenGeneration. */
export interface GroupClaims {
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly preferredRole?: string | undefined;
}

/**
 * The claims of a user's groups. The preferred role is the role of the group that comes first; where several share its
 * precedence and their roles differ, there is none.
 *
 * @param groups in the order of their precedence
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GroupType.html
 */
export function groupClaims(groups: readonly StoredGroup[]): GroupClaims {
  const withRole = groups.filter(({ roleArn }) => roleArn !== undefined);
  const roles = [...new Set(withRole.map(({ roleArn }) => roleArn as string))];
  const first = withRole[0];
  const preferred = new Set(
    withRole.filter(({ precedence }) => precedence === first?.precedence).map(({ roleArn }) => roleArn),
  );
  return {
    groups: groups.map(({ groupName }) => groupName),
    roles,
    ...(preferred.size === 1 && { preferredRole: first?.roleArn }),
  };
}
