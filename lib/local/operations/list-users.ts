import { CognitoError } from '../../protocol/index.ts';
import { integer, list, optional, text } from '../request/input.ts';
import { members } from '../request/members.ts';
import { signedOperation } from '../request/operation.ts';
import { userType } from '../request/user-type.ts';
import type { StoredUser } from '../store/users.ts';
import { parseUserFilter } from '../users/user-filter.ts';

const MOST = 60;

/** Where the next page begins. Opaque to clients. */
const writeToken = (userName: string): string => Buffer.from(JSON.stringify([1, userName])).toString('base64url');

function readToken(token: string | undefined): string {
  if (token === undefined) return '';
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parts) && parts[0] === 1 && typeof parts[1] === 'string') return parts[1];
  } catch {}
  throw new CognitoError('InvalidParameterException', 'Invalid pagination token.');
}

/** Lists the users of a pool, 60 a page at most. */
export const listUsers = signedOperation(
  {
    UserPoolId: members.userPoolId,
    AttributesToGet: optional(list(text({ max: 32 }))),
    Limit: optional(integer(0, MOST)),
    PaginationToken: optional(text({ max: 2048 })),
    Filter: optional(text({ min: 0, max: 256 })),
  },
  ({ UserPoolId, AttributesToGet, Limit = MOST, PaginationToken, Filter = '' }, { index, store }) => {
    const { userPoolId } = index.pool(UserPoolId);
    const isListed = parseUserFilter(Filter);
    const size = Limit === 0 ? MOST : Limit;
    const page: StoredUser[] = [];
    let more = false;
    for (const user of store.users.list(userPoolId, readToken(PaginationToken))) {
      if (!isListed(user)) continue;
      more = page.length === size;
      if (more) break;
      page.push(user);
    }
    const last = page.at(-1);
    return {
      Users: page.map((user) => userType(user, AttributesToGet)),
      ...(more && last && { PaginationToken: writeToken(last.userName) }),
    };
  },
);
