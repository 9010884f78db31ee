import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';

export const dynamodb = new DynamoDBClient({});
export const kms = new KMSClient({});
export const { LINKS_TABLE, LINK_KEY } = process.env;
export const MAC = { KeyId: LINK_KEY, MacAlgorithm: 'HMAC_SHA_256' };

/** What is signed: who may sign in by the link, where, and until when. */
export const signed = ({ userName, userPoolId, callerContext }, exp) =>
  Buffer.from(JSON.stringify({ userName, userPoolId, clientId: callerContext.clientId, exp }));

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

/** Gives `otherwise` where a condition doesn't hold. */
export const unlessConditionFails = (sent, otherwise) =>
  sent.catch((error) => {
    if (error instanceof ConditionalCheckFailedException) return otherwise(error);
    throw error;
  });
