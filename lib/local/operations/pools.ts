import { type Operation, signedOperation } from '../operation.ts';
import { describeClient, describePool } from '../request/describe-pool.ts';
import { integer, optional } from '../request/input.ts';
import { clientMembers, members } from '../request/members.ts';
import { page } from '../request/paging.ts';

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
      const { items, ...next } = page(index.app.pools, MaxResults, token);
      return {
        UserPools: items.map(({ userPoolId, name, lambdaConfig }) => ({
          Id: userPoolId,
          Name: name,
          LambdaConfig: lambdaConfig,
        })),
        ...next,
      };
    },
  ),

  ListUserPoolClients: signedOperation(
    { UserPoolId: members.userPoolId, MaxResults: optional(integer(1, 60)), NextToken: members.nextToken },
    ({ UserPoolId, MaxResults = 60, NextToken: token }, { index }) => {
      const pool = index.pool(UserPoolId);
      const { items, ...next } = page(pool.clients, MaxResults, token);
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
