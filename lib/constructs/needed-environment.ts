import type { TextMap } from '../protocol/text-map.ts';
import { FlowRejectedError } from './errors.ts';
import type { FlowReport } from './inspection/inspection-report.ts';

/**
 * The environment variables that the flow's challenges need.
 *
 * @throws FlowRejectedError if two challenges need different values of one
 */
export function neededEnvironment({ challenges }: Pick<FlowReport, 'challenges'>): TextMap {
  const environment: Record<string, string> = {};
  for (const { name, needs } of challenges) {
    for (const [key, value] of Object.entries(needs.environment ?? {})) {
      if (environment[key] !== undefined && environment[key] !== value) {
        throw new FlowRejectedError(
          `${name} needs the environment variable ${key} with another value than another challenge`,
        );
      }
      environment[key] = value;
    }
  }
  return environment;
}
