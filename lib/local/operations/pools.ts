import type { AppIndex } from '../app-index.ts';
import { type Operation, signedOperation } from '../operation.ts';
import { describeClient, describePool, lambdaConfigOf } from '../request/describe-pool.ts';
import { integer, optional } from '../request/input.ts';
import { clientMembers, members } from '../request/members.ts';
import { type PageRequest, pageOf } from '../request/paging.ts';

/** One page of pools or clients, which stand in the order in which they were made. */
function pageInOrder<T>(
  request: PageRequest,
  all: readonly T[],
  idOf: (item: T) => string,
  { placeOf }: Pick<AppIndex, 'placeOf'>,
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const place = (item: T): number => placeOf(idOf(item)) ?? 0;
  const { items, next } = pageOf(
    request,
    // Places change when the app is read again; an id that is still there says where it stands now.
    ([last = -1, id = '']) => all.filter((item) => place(item) > (placeOf(String(id)) ?? Number(last))),
    (item) => [place(item), idOf(item)],
  );
  return { items, ...(next !== undefined && { NextToken: next }) };
}

/** What pools and clients there are, and how they are set. */
export const pools = {
  DescribeUserPool: signedOperation({ UserPoolId: members.userPoolId }, ({ UserPoolId }, { index, store }) => {
    const pool = index.pool(UserPoolId);
    return { UserPool: describePool(pool, store.users.count(pool.userPoolId)) };
  }),

  DescribeUserPoolClient: signedOperation(clientMembers, ({ UserPoolId, ClientId }, { index }) => {
    const pool = index.pool(UserPoolId);
    const { client } = index.client(ClientId, pool.userPoolId);
    return { UserPoolClient: describeClient(client, pool) };
  }),

  ListUserPools: signedOperation(
    { NextToken: members.nextToken, MaxResults: integer(1, 60) },
    ({ NextToken: token, MaxResults }, { index }) => {
      const request = { list: ['ListUserPools'], size: MaxResults, token };
      const { items, ...next } = pageInOrder(request, index.app.pools, ({ userPoolId }) => userPoolId, index);
      return {
        UserPools: items.map((pool) => ({
          Id: pool.userPoolId,
          Name: pool.name,
          LambdaConfig: lambdaConfigOf(pool),
        })),
        ...next,
      };
    },
  ),

  ListUserPoolClients: signedOperation(
    { UserPoolId: members.userPoolId, MaxResults: optional(integer(1, 60)), NextToken: members.nextToken },
    ({ UserPoolId, MaxResults = 60, NextToken: token }, { index }) => {
      const pool = index.pool(UserPoolId);
      const request = { list: ['ListUserPoolClients', pool.userPoolId], size: MaxResults, token };
      const { items, ...next } = pageInOrder(request, pool.clients, ({ clientId }) => clientId, index);
      return {
        UserPoolClients: items.map(({ clientId, clientName }) => ({
          ClientId: clientId,
          ClientName: clientName,
          UserPoolId: pool.userPoolId,
        })),
        ...next,
      };
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
