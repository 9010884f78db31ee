import type { CallOptions } from '../config.ts';
import type { Answered, Machinery } from '../machinery.ts';
import type { Step } from '../step.ts';

/** A challenge as it stands: what its answer goes back with. */
export interface Asking {
  readonly machinery: Machinery;
  readonly pending: Answered;
  readonly options: CallOptions | undefined;
}

/** A step of one of Cognito's own challenges. */
export const stepWith = <Answer>(
  name: string,
  parameters: object,
  { expiresAt }: Answered,
  answer: (answer: Answer, options?: CallOptions) => Promise<Step>,
): Step => ({ name, parameters, attemptsLeft: undefined, retry: undefined, expiresAt, answer }) as Step;
