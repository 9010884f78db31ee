import type { StoredUser } from '../store/users.ts';
import { type AttributeType, toList } from '../users/attributes.ts';

/** Dates cross as seconds, with fractions. */
export const toSeconds = (milliseconds: number): number => milliseconds / 1000;

const common = ({ userName, createdAt, modifiedAt, enabled, status }: StoredUser) => ({
  Username: userName,
  UserCreateDate: toSeconds(createdAt),
  UserLastModifiedDate: toSeconds(modifiedAt),
  Enabled: enabled,
  UserStatus: status,
});

/** A user as AdminCreateUser and ListUsers answer it. */
export function userType(user: StoredUser, attributesToGet?: readonly string[]) {
  const wanted = ({ Name }: AttributeType): boolean => attributesToGet === undefined || attributesToGet.includes(Name);
  return { ...common(user), Attributes: toList(user.attributes).filter(wanted) };
}

/** A user as AdminGetUser answers it: the list of attributes has another name there. */
export const adminUser = (user: StoredUser) => ({ ...common(user), UserAttributes: toList(user.attributes) });
