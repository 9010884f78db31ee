import { adminUsers } from './admin-users.ts';
import { authentication } from './authentication.ts';
import { devices } from './devices.ts';
import type { Operation } from './operation.ts';
import { pools } from './pools.ts';
import { signUp } from './sign-up.ts';
import { tokens } from './tokens.ts';
import { user } from './user.ts';

/** Every operation that the local pool has, by its name in `X-Amz-Target`. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>(
  Object.entries({ ...authentication, ...tokens, ...signUp, ...user, ...adminUsers, ...devices, ...pools }),
);
