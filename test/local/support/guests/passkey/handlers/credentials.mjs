import { DynamoDBClient, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

const dynamodb = new DynamoDBClient({});
const TableName = process.env.CREDENTIALS_TABLE;

export const keep = ({ userId, credentialId, publicKey }) =>
  dynamodb.send(
    new PutItemCommand({
      TableName,
      Item: {
        userId: { S: userId },
        credentialId: { S: credentialId },
        publicKey: { B: Buffer.from(publicKey, 'base64url') },
        counter: { N: '0' },
      },
      ConditionExpression: 'attribute_not_exists(credentialId)',
    }),
  );

export const listOf = async (userId) => {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'userId = :user',
      ExpressionAttributeValues: { ':user': { S: userId } },
    }),
  );
  return Items.map(({ credentialId, publicKey }) => ({ id: credentialId.S, publicKey: Buffer.from(publicKey.B) }));
};

/** Only ever upwards: a copy of the key would count from where it was made. */
export const count = (userId, credentialId, counter) =>
  dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: { userId: { S: userId }, credentialId: { S: credentialId } },
      UpdateExpression: 'SET #counter = :counter',
      ConditionExpression: '#counter < :counter',
      ExpressionAttributeNames: { '#counter': 'counter' },
      ExpressionAttributeValues: { ':counter': { N: String(counter) } },
    }),
  );
