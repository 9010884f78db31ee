/** Where Cognito sent a code. */
export interface CodeDelivery {
  /** Masked: `a***@e***`. */
  readonly destination: string;
  readonly medium: string;
  /** The attribute that the code confirms. */
  readonly attribute: string;
}

/** What Cognito answers where it has sent a code. */
export interface CodeDeliveryResponse {
  readonly CodeDeliveryDetails?: {
    readonly Destination: string;
    readonly DeliveryMedium: string;
    readonly AttributeName: string;
  };
}

/** Where a code went; undefined where Cognito sent none. */
export function deliveryOf({ CodeDeliveryDetails: details }: CodeDeliveryResponse): CodeDelivery | undefined {
  if (!details) return undefined;
  return { destination: details.Destination, medium: details.DeliveryMedium, attribute: details.AttributeName };
}
