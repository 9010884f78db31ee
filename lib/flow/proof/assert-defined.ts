import { demand } from '../errors.ts';
import { defineFlow, type Flow } from '../flow.ts';

/**
 * Asserts that a flow is what {@link defineFlow} makes. A copy, `{ ...signIn, factors: 0 }`, could ask for less than one
 * factor, or become another flow after it was checked.
 *
 * @throws FlowDefinitionError
 */
export function assertDefined(flow: Flow): void {
  const { challenges, steps, factors, unknownUser } = flow;
  defineFlow(challenges, steps as Parameters<typeof defineFlow>[1], { factors, unknownUser });
  const { has, is } = unknownUser;
  const parts = { flow, challenges, unknownUser, has, is, ...challenges };
  for (const [part, value] of Object.entries(parts)) demand(isFixed(value), MADE_BY_DEFINE_FLOW, part);
}

const MADE_BY_DEFINE_FLOW = 'a flow must be the very one that defineFlow made, and no copy with changes';

/** Whether nothing of an object can change, and it has all that it has itself. */
const isFixed = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.isFrozen(value) &&
  [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value)) &&
  Object.values(Object.getOwnPropertyDescriptors(value)).every((property) => 'value' in property);
