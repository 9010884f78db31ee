import type { ADDRESSES, LocalPoolDefinition } from '../model.ts';

/** A trigger that sends in Cognito's place. */
export type CustomSender = 'CustomEmailSender' | 'CustomSMSSender';

/** The triggers that send in Cognito's place, by the address that a message goes to. */
export const CUSTOM_SENDERS = {
  email: 'CustomEmailSender',
  phone_number: 'CustomSMSSender',
} as const satisfies Record<(typeof ADDRESSES)[number], CustomSender>;

/** The first custom sender of a pool that has no key to encrypt what it is given: Cognito takes no such pool. */
export const customSenderWithoutKey = ({
  lambdaConfig,
  kmsKeyId,
}: Pick<LocalPoolDefinition, 'lambdaConfig' | 'kmsKeyId'>): CustomSender | undefined =>
  kmsKeyId === undefined
    ? Object.values(CUSTOM_SENDERS).find((sender) => lambdaConfig[sender] !== undefined)
    : undefined;
