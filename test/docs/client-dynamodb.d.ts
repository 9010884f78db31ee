/** Of `@aws-sdk/client-dynamodb` what the pages use. */
export class DynamoDBClient {
  constructor(configuration?: { readonly maxAttempts?: number });
  send(
    command: GetItemCommand,
    options?: { readonly abortSignal?: AbortSignal },
  ): Promise<{ readonly Item?: Readonly<Record<string, { readonly S?: string }>> }>;
}

export class GetItemCommand {
  constructor(input: { readonly TableName: string; readonly Key: Readonly<Record<string, { readonly S: string }>> });
}
