import type { ChallengeNeeds } from '../flow/index.ts';
import { PropertyError } from './errors.ts';
import type { FlowReport } from './inspection/inspection-report.ts';

/**
 * Asserts that this version can give the flow's challenges all that they need. A need that is ignored would be a promise
 * that nobody keeps.
 *
 * @throws PropertyError
 */
export function assertSupportedNeeds({ challenges }: Pick<FlowReport, 'challenges'>): void {
  for (const { name, needs, delivers } of challenges) {
    if (needs.deliver && needs.deliver.length > 0 && !delivers) {
      throw new PropertyError(
        `${name} needs statements for deliver, and delivers nothing: give it limits: { messages: {} } and a function deliver`,
      );
    }
    const unsupported = unsupportedNeeds(needs);
    if (unsupported.length === 0) continue;
    throw new PropertyError(
      `${name} needs ${unsupported.join(', ')}, which is not supported yet by this version of CustomAuth: ` +
        'leave it out, or leave the challenge out of the flow',
    );
  }
}

const unsupportedNeeds = ({ senders = [], credentials }: ChallengeNeeds): string[] => [
  ...senders.filter((channel) => channel !== 'email').map((channel) => `the sender ${channel}`),
  ...(credentials ? ['credentials'] : []),
];
