import type { PendingStep, Step } from '../../../lib/client/index.ts';

/** A step that asks something. @throws Error where the sign-in has ended */
export function askedStep(step: Step): PendingStep {
  if (step.tokens) throw new Error('nothing is asked: the sign-in has ended');
  return step;
}
