import type { Operation } from '../operation.ts';
import { assertIgnored } from '../request/ignored-members.ts';
import { adminUsers } from './admin-users.ts';
import { authentication } from './authentication.ts';
import { clientSecrets } from './client-secrets.ts';
import { devices } from './devices.ts';
import { groups } from './groups.ts';
import { manageClients } from './manage-clients.ts';
import { managePools } from './manage-pools.ts';
import { mfaPreferences } from './mfa-preferences.ts';
import { ownAttributes } from './own-attributes.ts';
import { poolMfa } from './pool-mfa.ts';
import { pools } from './pools.ts';
import { recovery } from './recovery.ts';
import { refreshAndRevoke } from './refresh-and-revoke.ts';
import { signUp } from './sign-up.ts';
import { softwareTokens } from './software-tokens.ts';
import { user } from './user.ts';
import { webAuthn } from './web-authn-credentials.ts';

/** An operation that reads the types of what it leaves aside, too. */
const readingAll = ([name, { signed, run }]: readonly [string, Operation]): [string, Operation] => [
  name,
  {
    signed,
    run(body, context) {
      assertIgnored(name, body);
      return run(body, context);
    },
  },
];

/** Every operation that the local pool has, by its name in `X-Amz-Target`. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>(
  Object.entries<Operation>({
    ...authentication,
    ...refreshAndRevoke,
    ...signUp,
    ...user,
    ...ownAttributes,
    ...recovery,
    ...adminUsers,
    ...devices,
    ...webAuthn,
    ...mfaPreferences,
    ...poolMfa,
    ...softwareTokens,
    ...groups,
    ...pools,
    ...managePools,
    ...manageClients,
    ...clientSecrets,
  }).map(readingAll),
);
