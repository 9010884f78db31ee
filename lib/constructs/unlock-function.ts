import { dirname } from 'node:path';
import { bundleText } from './bundle.ts';
import { unlockSource } from './handler-source.ts';
import type { LoadedHandler } from './trigger-handlers.ts';

/** The trigger whose handler the one that unlocks users is made of. It has its flow, and its environment. */
export const UNLOCK_OF = 'VerifyAuthChallengeResponse';

/**
 * Bundles the handler that unlocks users. It needn't be looked into: it takes its flow from a handler that was, and in the same
 * environment.
 *
 * @param verify the handler of {@link UNLOCK_OF}
 * @returns the folder that is uploaded
 * @throws CompileError
 */
export function bundleUnlock(verify: LoadedHandler): string {
  const { path, moduleExporting } = unlockSource(verify);
  return bundleText(moduleExporting('handler'), path, dirname(verify.bundle.folder)).folder;
}
