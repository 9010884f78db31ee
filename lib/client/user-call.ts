import { call } from './call.ts';
import type { CallOptions, ClientConfig } from './config.ts';
import { hashOf } from './hash-of.ts';

/** Where Cognito sent a code. */
export interface CodeDelivery {
  /** Masked: `a***@e***`. */
  readonly destination: string;
  readonly medium: string;
  /** The attribute that the code confirms. */
  readonly attribute: string;
}

/** What Cognito answers where it has sent a code. */
export interface Delivered {
  readonly CodeDeliveryDetails?: {
    readonly Destination: string;
    readonly DeliveryMedium: string;
    readonly AttributeName: string;
  };
}

/** Where a code went; undefined where Cognito sent none. */
export const deliveryOf = ({ CodeDeliveryDetails: details }: Delivered): CodeDelivery | undefined =>
  details && {
    destination: details.Destination,
    medium: details.DeliveryMedium,
    attribute: details.AttributeName,
  };

/** Calls an operation for a user by name, without a token. */
export const callFor = async <Answer>(
  config: ClientConfig,
  operation: string,
  username: string,
  request: object,
  { signal, clientMetadata }: CallOptions = {},
): Promise<Answer> =>
  call<Answer>(
    config,
    operation,
    {
      ClientId: config.clientId,
      Username: username,
      SecretHash: await hashOf(config, username),
      ClientMetadata: clientMetadata,
      ...request,
    },
    signal,
  );
