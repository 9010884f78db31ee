import type { TextMap } from '../protocol/text-map.ts';
import { type InspectedFunction, isRead } from './inspect-function.ts';
import type { FlowReport } from './inspection/inspection-report.ts';
import { isTokenText } from './token-text.ts';

/** Whether a value stands in what the flow's challenges need: a table's ARN, say. */
export const isNeeded = (value: string, { challenges }: Pick<FlowReport, 'challenges'>): boolean =>
  JSON.stringify(challenges.map(({ needs }) => needs)).includes(JSON.stringify(value).slice(1, -1));

/** What stands in DefineAuthChallenge's environment for a value that it must not know. */
const NOT_FOR_DEFINE = 'known to Create and Verify alone';

/**
 * DefineAuthChallenge's own environment, without what only the deployment knows and its flow is made of. Challenges need
 * that in Create and Verify alone, and what Define decides is then what was checked, whatever is deployed.
 */
export const environmentOfDefine = (own: TextMap, { reads, flow }: InspectedFunction): TextMap =>
  Object.fromEntries(
    Object.entries(own).map(([name, value]) => [
      name,
      isTokenText(value) && isRead(name, reads) && isNeeded(value, flow) ? NOT_FOR_DEFINE : value,
    ]),
  );
