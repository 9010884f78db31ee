import { ADDRESSES } from '../model.ts';
import type { StoredUser } from '../store/users.ts';
import type { SignInContext } from './sign-in-context.ts';

/** A message goes out a moment after it was written, and `sentAgo` is in whole seconds. */
const ROUNDED_MS = 1_500;

/**
 * Lists a message again that a challenge shares: whoever reads what was sent, for this sign-in, must find it. Which one it is
 * Cognito isn't told, and nor are we: the first that went to the user when the challenge says.
 */
export function listSharedMessage(
  publicParameters: Readonly<Record<string, string>>,
  user: StoredUser | undefined,
  { outbox, now }: Pick<SignInContext, 'outbox' | 'now'>,
): void {
  const { sentAgo } = publicParameters;
  if (!user || sentAgo === undefined || !/^\d{1,9}$/.test(sentAgo)) return;
  const since = now() - Number(sentAgo) * 1000 - ROUNDED_MS;
  const found = ADDRESSES.flatMap((name) => user.attributes[name] ?? [])
    .flatMap((to) => outbox.list({ to, since }))
    .filter(({ shared }) => !shared)
    .sort((a, b) => a.sentAt - b.sentAt);
  if (found[0]) outbox.share(found[0]);
}
