import type { Construct } from 'constructs';
import type { Finding } from '../bypass/settings.ts';
import { anyOf, type InspectedFunction } from './inspect-function.ts';

/**
 * What Define reads of Lambda's own variables while it is loaded, that only the deployment knows: it could have another flow
 * there than was checked, whichever values were tried.
 *
 * Create and Verify may. With another flow than Define's they come to nothing: Define refuses a round that it didn't ask, and
 * Verify one that its flow doesn't ask. What their challenges do may depend on a variable at any time.
 */
export function lambdaFindings({ node }: Construct, { trigger, unknownReads }: InspectedFunction): readonly Finding[] {
  if (trigger !== 'DefineAuthChallenge' || unknownReads.length === 0) return [];
  const region = unknownReads.some((name) => name.endsWith('_REGION')) ? 'give the stack a region, ' : '';
  return [
    {
      id: `${node.path}: reads ${unknownReads.join(', ')}`,
      message:
        `${node.path} reads ${anyOf(unknownReads)} while it is loaded, which only the deployment knows, so another flow than ` +
        `the one that was checked could be deployed: ${region}read it in create or verify, or acknowledge it if it is a ` +
        'logger, say, that does so, and not the flow',
    },
  ];
}
