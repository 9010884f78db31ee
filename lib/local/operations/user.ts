import { members } from '../request/members.ts';
import { type Operation, openOperation } from '../request/operation.ts';
import { holderOf } from '../request/token-holder.ts';
import { toList } from '../users/attributes.ts';
import { mfaSettings } from '../users/second-factors.ts';

/** What users do with their own account. */
export const user = {
  GetUser: openOperation({ AccessToken: members.token }, async ({ AccessToken }, services) => {
    const { user: holder, client, pool } = await holderOf(AccessToken, services);
    const readable = ({ Name }: { readonly Name: string }): boolean =>
      Name === 'sub' || client.readAttributes === undefined || client.readAttributes.includes(Name);
    return {
      Username: holder.userName,
      UserAttributes: toList(holder.attributes).filter(readable),
      ...mfaSettings(pool, services.store.mfa.find(holder)),
    };
  }),

  DeleteUser: openOperation({ AccessToken: members.token }, async ({ AccessToken }, services) => {
    services.store.users.remove((await holderOf(AccessToken, services)).user);
    return {};
  }),
} satisfies Readonly<Record<string, Operation>>;
