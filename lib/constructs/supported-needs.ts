import type { ChallengeNeeds } from '../flow/index.ts';
import { PropertyError } from './errors.ts';
import type { FlowReport } from './inspection/inspection-report.ts';

/** By these a challenge may decide: a user who changes one must prove it to Cognito before it counts as verified. */
const VERIFIED_BY_COGNITO: ReadonlySet<string> = new Set([
  'email',
  'email_verified',
  'phone_number',
  'phone_number_verified',
]);

/**
 * Asserts that this version can give the flow's challenges all that they need. A need that is ignored would be a promise
 * that nobody keeps.
 *
 * @throws PropertyError
 */
export function assertSupportedNeeds({ challenges }: Pick<FlowReport, 'challenges'>): void {
  for (const { name, needs } of challenges) {
    const unsupported = unsupportedNeeds(needs);
    if (unsupported.length === 0) continue;
    throw new PropertyError(
      `${name} needs ${unsupported.join(', ')}, which is not supported yet by this version of CustomAuth: ` +
        'leave it out, or leave the challenge out of the flow',
    );
  }
}

function unsupportedNeeds({ deliver = [], senders = [], attributes = {}, credentials }: ChallengeNeeds): string[] {
  const { secret = [], decides = [] } = attributes;
  return [
    ...(deliver.length > 0 ? ['deliver'] : []),
    ...senders.filter((channel) => channel !== 'email').map((channel) => `the sender ${channel}`),
    ...secret.map((attribute) => `the secret attribute ${attribute}`),
    ...decides
      .filter((attribute) => !VERIFIED_BY_COGNITO.has(attribute))
      .map((attribute) => `to decide by the attribute ${attribute}`),
    ...(credentials ? ['credentials'] : []),
  ];
}
