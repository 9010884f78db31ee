import { Aws, Fn } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { TextMap } from '../protocol/text-map.ts';
import { renderedVariables } from './rendered-properties.ts';

/** Characters of a secret that nobody guesses by trying. */
const SHORTEST = 16;

/**
 * What decoys are made under, where the app sets nothing else: the UUID of arn:aws:cloudformation:…:stack/NAME/UUID, which
 * is stable, and known to nobody outside the account.
 */
export const decoySecret = (): TextMap => ({ COUNTERSIGN_DECOY_SECRET: Fn.select(2, Fn.split('/', Aws.STACK_ID)) });

/** What is wrong with a secret of the app's own, as the template has it: whoever guesses it can tell who exists. */
export function weakDecoySecret(create: LambdaFunction): readonly string[] {
  const { COUNTERSIGN_DECOY_SECRET: secret } = renderedVariables(create);
  if (typeof secret !== 'string' || secret.length >= SHORTEST) return [];
  return [
    `COUNTERSIGN_DECOY_SECRET of ${create.node.path} has ${secret.length} characters, so it may be guessed, and decoys told ` +
      `from users: leave it out, or take ${SHORTEST} at least`,
  ];
}
