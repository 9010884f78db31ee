import type { ServiceCall } from './service-call.ts';

/** By which of the functions' variables a service is elsewhere: `AWS_ENDPOINT_URL_SERVICE`, or `AWS_ENDPOINT_URL`. */
export type Elsewhere = 'service' | 'all' | undefined;

/** Stands in for a service, or for a part of one. */
export interface StandIn {
  /** Whether it looks itself at what is signed. @default false */
  readonly takesUnsigned?: boolean;
  /**
   * Looks whether a call is for it.
   *
   * @param elsewhere where the functions would have the service: by a variable for it alone, or for all. What may go there is left
   * to it.
   * @returns what answers the call, and may throw StandInRefusal; undefined: it isn't for this one
   */
  take(call: ServiceCall, elsewhere?: Elsewhere): (() => Response | Promise<Response>) | undefined;
}
