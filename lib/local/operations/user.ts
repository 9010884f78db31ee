import { type Operation, openOperation } from '../operation.ts';
import { members } from '../request/members.ts';
import { holderOf } from '../request/token-holder.ts';
import { toList } from '../users/attributes.ts';
import { mfaSettings } from '../users/second-factors.ts';

/** What users do with their own account. */
export const user = {
  GetUser: openOperation({ AccessToken: members.token }, async ({ AccessToken }, context) => {
    const { user: holder, client, pool } = await holderOf(AccessToken, context);
    const readable = ({ Name }: { readonly Name: string }): boolean =>
      Name === 'sub' || client.readAttributes === undefined || client.readAttributes.includes(Name);
    return {
      Username: holder.userName,
      UserAttributes: toList(holder.attributes).filter(readable),
      ...mfaSettings(pool, context.store.mfa.find(holder)),
    };
  }),

  DeleteUser: openOperation({ AccessToken: members.token }, async ({ AccessToken }, context) => {
    context.store.users.remove((await holderOf(AccessToken, context)).user);
    return {};
  }),
} satisfies Readonly<Record<string, Operation>>;
