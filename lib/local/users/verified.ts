import type { TextMap } from '../../protocol/text-map.ts';
import type { ADDRESSES } from '../model.ts';

/** Whether a value of `email_verified` or `phone_number_verified` says yes: in any case (docs/cognito.md#12-events). */
export const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true';

/** Whether a user has an address, and it was verified. */
export const isVerified = (attributes: TextMap, name: (typeof ADDRESSES)[number]): boolean =>
  attributes[name] !== undefined && isTrue(attributes[`${name}_verified`]);
