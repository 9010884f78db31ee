import { fileURLToPath } from 'node:url';
import type { LocalFunction } from '../../../lib/local/model.ts';

/** A function of the fixtures: one of index.mjs's handlers, unless another folder is named. */
export function functionOf(name: string, changes: Partial<LocalFunction> = {}, folder = 'handlers'): LocalFunction {
  return {
    logicalId: name,
    functionName: name,
    functionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
    codeFolder: fileURLToPath(new URL(`./fixtures/${folder}`, import.meta.url)),
    handler: `index.${folder === 'handlers' ? name : 'handler'}`,
    environment: {},
    memorySize: 128,
    timeout: 20,
    ...changes,
  };
}
