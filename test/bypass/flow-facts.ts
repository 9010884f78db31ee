import type { FlowFacts, PoolSettings } from '../../lib/bypass/settings.ts';
import type { NeededAttributes } from '../../lib/flow/index.ts';

/** A pool that people sign in to by a required e-mail address, and that keeps the old one until the new one is verified. */
export const emailPool: PoolSettings = {
  Schema: [
    { Name: 'email', Required: true, Mutable: true },
    { Name: 'role', Mutable: true },
  ],
  UsernameAttributes: ['email'],
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
};

/** A flow that asks whether attributes are there, or their values, and whose challenge `pin` needs some. */
export const flowFacts = ({
  has = [],
  is = [],
  pin = {},
}: {
  readonly has?: readonly string[];
  readonly is?: readonly string[];
  readonly pin?: NeededAttributes;
}): FlowFacts => ({
  asksPassword: false,
  attributes: [...new Set([...has, ...is])],
  comparedAttributes: is,
  challenges: [
    { name: 'code', needs: {} },
    { name: 'pin', needs: { attributes: pin } },
  ],
});
